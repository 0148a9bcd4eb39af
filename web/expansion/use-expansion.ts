import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { ContractOutput } from '../../api/contract.ts'
import {
	acceptSuggestion,
	changeOpportunity,
	createOpportunity,
	dismissSuggestion,
	listAccountOpportunities,
	listContractionWatch,
	listOpportunities,
	listSuggestions,
	readExpansion,
	readExpansionSettings,
	readOpportunityBoard,
	releaseOpportunity,
	saveExpansionSettings,
	undoSuggestionAnswer,
} from '../../api/expansion.ts'
import type { OpportunityEntry } from '../../api/opportunity-entry.ts'
import type { OpportunityStage } from '../../core/model/opportunity.ts'
import { call, pagesQuery, refresh, sayProblem, useCall } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { showToast } from '../ui/toast-store.ts'
import type { ExpansionSearch } from './expansion-search.ts'
import { stageNames } from './expansion-words.ts'

export type Board = ContractOutput<typeof readOpportunityBoard>
export type Expansion = ContractOutput<typeof readExpansion>
export type ExpansionSettings = ContractOutput<typeof readExpansionSettings>
export type OpportunityChange = z.input<typeof changeOpportunity.input.body>

/** Everything that shows opportunities. */
export const shownWith = [
	listOpportunities,
	readOpportunityBoard,
	listAccountOpportunities,
	listSuggestions,
	readExpansion,
] as const

function filterOf({ lever, segment, owner, source }: ExpansionSearch) {
	return {
		...(lever ? { lever } : {}),
		...(segment ? { segment } : {}),
		...(owner ? { owner } : {}),
		...(source ? { source } : {}),
	}
}

function openOf(state: ExpansionSearch['state']) {
	if (state === 'all') return {}
	return { open: state === 'closed' ? ('no' as const) : ('yes' as const) }
}

export function useOpportunityBoard(search: ExpansionSearch) {
	return useCall(readOpportunityBoard, { query: { ...filterOf(search), cards: 50 } }, { keepsPrevious: true })
}

export function useOpportunities(search: ExpansionSearch) {
	const query = {
		...filterOf(search),
		...openOf(search.state),
		...(search.stage ? { stage: search.stage } : {}),
	}
	return useInfiniteQuery({
		...pagesQuery(listOpportunities.name, query, (cursor, signal) =>
			call(listOpportunities, { query: { ...query, limit: 100, ...(cursor ? { cursor } : {}) } }, { signal }),
		),
		placeholderData: previous => previous,
	})
}

export function useSuggestions(search: ExpansionSearch) {
	const { source: _, ...query } = filterOf(search)
	return useInfiniteQuery({
		...pagesQuery(listSuggestions.name, query, (cursor, signal) =>
			call(listSuggestions, { query: { ...query, limit: 50, ...(cursor ? { cursor } : {}) } }, { signal }),
		),
		placeholderData: previous => previous,
	})
}

export function useContractionWatch({ segment, owner }: ExpansionSearch) {
	const query = { ...(segment ? { segment } : {}), ...(owner ? { owner } : {}) }
	return useInfiniteQuery({
		...pagesQuery(listContractionWatch.name, query, (cursor, signal) =>
			call(
				listContractionWatch,
				{ query: { ...query, limit: 50, ...(cursor ? { cursor } : {}) } },
				{ signal },
			),
		),
		placeholderData: previous => previous,
	})
}

export function useExpansion({ segment, owner }: Pick<ExpansionSearch, 'segment' | 'owner'> = {}) {
	const query = { ...(segment ? { segment } : {}), ...(owner ? { owner } : {}) }
	return useCall(readExpansion, { query }, { keepsPrevious: true })
}

export function useExpansionSettings() {
	return useCall(readExpansionSettings, {})
}

export function useAccountOpportunities(id: string) {
	return useCall(listAccountOpportunities, { params: { id } })
}

/** One opportunity, by the id that lists give it: `account/opportunity`. */
export function useOpportunity(id: string) {
	const cut = id.lastIndexOf('/')
	const account = id.slice(0, cut)
	return useQuery({
		queryKey: [listAccountOpportunities.name, { params: { id: account } }],
		queryFn: ({ signal }) => call(listAccountOpportunities, { params: { id: account } }, { signal }),
		select: ({ items }) => items.find(item => item.id === id),
	})
}

export interface Changing {
	entry: OpportunityEntry
	change: OpportunityChange
	/** What the undo sets again. */
	back: OpportunityChange
	says: string
}

function withStage(board: Board, entry: OpportunityEntry, stage: OpportunityStage): Board {
	const moved = { ...entry, stage }
	return {
		...board,
		columns: board.columns.map(column => {
			const items = column.items.filter(({ id }) => id !== entry.id)
			const total = column.total - (column.stage === entry.stage ? 1 : 0)
			return column.stage === stage
				? { ...column, items: [moved, ...items], total: total + 1 }
				: { ...column, items, total }
		}),
	}
}

/** Changes an opportunity at once on the screen, then on the server; with the way back for ten seconds. */
export function useOpportunityChange() {
	const client = useQueryClient()
	const mutation = useMutation({
		mutationFn: ({ entry, change }: Changing) =>
			call(changeOpportunity, {
				params: { id: entry.account_id, opportunity_id: entry.opportunity_id },
				body: change,
			}),
		onMutate: ({ entry, change: { stage } }) => {
			if (!stage || stage === entry.stage) return
			client.setQueriesData<Board>({ queryKey: [readOpportunityBoard.name] }, board =>
				board ? withStage(board, entry, stage) : board,
			)
		},
		onSuccess: (answer, { change, back, says }) => {
			showToast(says, {
				undo: () => mutation.mutate({ entry: answer, change: back, back: change, says: 'Taken back' }),
			})
		},
		onError: error => showToast(sayProblem(error), { kind: 'failed' }),
		onSettled: () => refresh(client, ...shownWith),
	})
	function move(entry: OpportunityEntry, stage: OpportunityStage) {
		const name = entry.account_name ?? entry.account_id
		mutation.mutate({
			entry,
			change: { stage },
			back: { stage: entry.stage },
			says: `${name} moved to ${stageNames[stage]}`,
		})
	}
	return { ...mutation, move }
}

export function useRelease() {
	return useChange(releaseOpportunity, { done: 'Given back to the source', refreshes: shownWith })
}

export function useCreate(onDone: (entry: OpportunityEntry) => void) {
	return useChange(createOpportunity, {
		done: answer => `Opportunity of ${answer.account_name ?? answer.account_id} added`,
		refreshes: shownWith,
		onSuccess: onDone,
	})
}

const shownWithAnswers = [...shownWith, listContractionWatch]

/** The suggestion is open again, and what it became is gone. */
function useUndoAnswer() {
	return useChange(undoSuggestionAnswer, {
		done: 'The suggestion is open again',
		refreshes: shownWithAnswers,
	})
}

export function useAccept(onDone: () => void) {
	const undo = useUndoAnswer()
	return useChange(acceptSuggestion, {
		done: answer =>
			answer.hand_off_asks ?? `${answer.account_name ?? answer.account_id} added to the pipeline`,
		undo: (_, { params }) => undo.mutate({ params, body: {} }),
		refreshes: shownWith,
		onSuccess: onDone,
	})
}

export function useDismiss(onDone: () => void) {
	const undo = useUndoAnswer()
	return useChange(dismissSuggestion, {
		done: 'Put away until its signal opens anew',
		undo: (_, { params }) => undo.mutate({ params, body: {} }),
		refreshes: [listSuggestions, listAccountOpportunities, readExpansion],
		onSuccess: onDone,
	})
}

export function useSaveSettings() {
	return useChange(saveExpansionSettings, {
		done: 'Expansion settings saved',
		refreshes: [readExpansionSettings, ...shownWith],
	})
}
