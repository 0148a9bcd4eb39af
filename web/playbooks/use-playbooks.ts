import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getAccountTimeline } from '../../api/account.ts'
import type { ContractOutput } from '../../api/contract.ts'
import { getModel, listModelVersions } from '../../api/model.ts'
import { getRun, listAccountRuns, listRuns } from '../../api/playbook-runs.ts'
import { previewPlaybook, replayPlaybook } from '../../api/playbook-trial.ts'
import { getAutomation, getPlaybook, listPlaybooks, listWaiting } from '../../api/playbooks.ts'
import { countSends, listSends } from '../../api/sends.ts'
import { listAccountTasks, listTasks } from '../../api/tasks.ts'
import type { PlaybookDefinition } from '../../core/model/playbook.ts'
import { call, pagesQuery, useCall } from '../session/call-query.ts'

export type PlaybookList = ContractOutput<typeof listPlaybooks>
export type PlaybookRecord = ContractOutput<typeof getPlaybook>
export type RunRecord = ContractOutput<typeof getRun>
export type Preview = ContractOutput<typeof previewPlaybook>
export type Replay = ContractOutput<typeof replayPlaybook>

/** What shows runs, and what runs make. */
export const runRefreshes = [
	listPlaybooks,
	getPlaybook,
	listRuns,
	listAccountRuns,
	getRun,
	listWaiting,
	listTasks,
	listAccountTasks,
	getAccountTimeline,
	listSends,
	countSends,
]
/** What shows the definition of playbooks. */
export const definitionRefreshes = [
	listPlaybooks,
	getPlaybook,
	previewPlaybook,
	replayPlaybook,
	getModel,
	listModelVersions,
	getAutomation,
]

export function usePlaybooks() {
	return useCall(listPlaybooks, {})
}

export interface RunFilter {
	state: 'open' | 'attention' | 'ended' | 'all'
	playbook?: string | undefined
	owner?: string | undefined
}

/** Runs of a filter, the latest first, a page at a time. */
export function useRuns({ state, playbook, owner }: RunFilter) {
	const query = { state, limit: 100, ...(playbook ? { playbook } : {}), ...(owner ? { owner } : {}) }
	return useInfiniteQuery({
		...pagesQuery(listRuns.name, query, (cursor, signal) =>
			call(listRuns, { query: { ...query, ...(cursor ? { cursor } : {}) } }, { signal }),
		),
		placeholderData: previous => previous,
	})
}

/** Who a definition would catch today, and its steps for one account; undefined asks nothing. */
export function usePreview(definition: PlaybookDefinition | undefined, accountId: string | undefined) {
	return useQuery({
		queryKey: [previewPlaybook.name, definition, accountId],
		queryFn: ({ signal }) =>
			call(
				previewPlaybook,
				{ body: { ...(definition ? { definition } : {}), ...(accountId ? { account_id: accountId } : {}) } },
				{ signal },
			),
		enabled: definition !== undefined,
		placeholderData: keepPreviousData,
		staleTime: 60_000,
	})
}

/** What a definition would have done over the last twelve months; asked only when it is wanted. */
export function useReplay(definition: PlaybookDefinition | undefined) {
	return useQuery({
		queryKey: [replayPlaybook.name, definition],
		queryFn: ({ signal }) => call(replayPlaybook, { body: definition ? { definition } : {} }, { signal }),
		enabled: definition !== undefined,
		staleTime: 300_000,
	})
}
