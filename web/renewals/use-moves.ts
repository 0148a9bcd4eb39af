import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import type { CallInput } from '../../api/contract.ts'
import type { RenewalEntry } from '../../api/renewal-entry.ts'
import { moveRenewals, readRenewalBoard, undoMove } from '../../api/renewals.ts'
import { call, refresh, sayProblem } from '../session/call-query.ts'
import { formatCount } from '../ui/format-number.ts'
import { showToast } from '../ui/toast-store.ts'
import { type Board, moveCards, takeTotals } from './board-moves.ts'
import { type OpenStage, stageNames } from './renewal-words.ts'
import { refreshRenewals, shownWithRenewals } from './use-renewals.ts'

/** The server takes so many at once. */
const mostAtOnce = 200

interface Moved {
	batchIds: string[]
	count: number
	refused: { account_id: string; because: string }[]
}

async function moveAll(
	entries: readonly Pick<RenewalEntry, 'account_id' | 'renewal_on'>[],
	stage: OpenStage,
): Promise<Moved> {
	const moved: Moved = { batchIds: [], count: 0, refused: [] }
	for (let start = 0; start < entries.length; start += mostAtOnce) {
		const items = entries
			.slice(start, start + mostAtOnce)
			.map(({ account_id, renewal_on }) => ({ account_id, renewal_on }))
		const answer = await call(moveRenewals, { body: { items, stage } })
		moved.batchIds.push(answer.batch_id)
		moved.count += answer.moved
		moved.refused.push(...answer.refused)
	}
	return moved
}

function sayRefused(refused: Moved['refused']) {
	const [first] = refused
	if (!first) return
	const others = refused.length > 1 ? ` ${formatCount(refused.length - 1, 'other')} too.` : ''
	showToast(`Not moved: ${first.account_id}, ${first.because}.${others}`, { kind: 'failed' })
}

/** The cards stay where they were put and the scrolling with them; the totals are read again, and all other lists. */
async function refreshTotals(client: QueryClient): Promise<void> {
	const others = shownWithRenewals.filter(({ name }) => name !== readRenewalBoard.name)
	await refresh(client, ...others)
	for (const query of client.getQueryCache().findAll({ queryKey: [readRenewalBoard.name] })) {
		const [, input] = query.queryKey as [string, CallInput<typeof readRenewalBoard.input>]
		if (!query.isActive()) client.removeQueries({ queryKey: query.queryKey })
		else {
			const fresh = await call(readRenewalBoard, input)
			client.setQueryData<Board>(query.queryKey, board => (board ? takeTotals(board, fresh) : fresh))
		}
	}
}

/**
 * Moves renewals to a stage: on the screen at once, on the server behind it, taken back for ten seconds. What the
 * server refuses comes back by itself.
 */
export function useMoves() {
	const client = useQueryClient()
	const [isMoving, setMoving] = useState(false)
	const underWay = useRef(0)
	const show = useCallback(
		(entries: readonly RenewalEntry[], stage: OpenStage) => {
			void client.cancelQueries({ queryKey: [readRenewalBoard.name] })
			client.setQueriesData<Board>({ queryKey: [readRenewalBoard.name] }, board =>
				board ? moveCards(board, entries, stage) : board,
			)
		},
		[client],
	)
	const settle = useCallback(
		(wasRefused: boolean) => {
			underWay.current -= 1
			// Others' moves are still on the way: what is asked now would bring their cards back.
			if (underWay.current > 0) return
			setMoving(false)
			if (wasRefused) void refreshRenewals(client)
			else void refreshTotals(client)
		},
		[client],
	)
	const undo = useCallback(
		async (moved: Moved) => {
			underWay.current += 1
			try {
				const refused = []
				for (const batch_id of moved.batchIds.toReversed()) {
					const answer = await call(undoMove, { params: { batch_id }, body: {} })
					refused.push(...answer.refused)
				}
				if (refused.length > 0) sayRefused(refused)
				else showToast(`${formatCount(moved.count, 'renewal')} moved back`)
			} catch (error) {
				showToast(sayProblem(error), { kind: 'failed' })
			}
			underWay.current -= 1
			await refreshRenewals(client)
		},
		[client],
	)
	const move = useCallback(
		async (entries: readonly RenewalEntry[], stage: OpenStage) => {
			underWay.current += 1
			setMoving(true)
			show(entries, stage)
			try {
				const moved = await moveAll(entries, stage)
				const [only] = entries
				const who =
					entries.length === 1 && only
						? (only.account_name ?? only.account_id)
						: formatCount(moved.count, 'renewal')
				if (moved.count > 0)
					showToast(`${who} moved to ${stageNames[stage]}`, { undo: () => void undo(moved) })
				sayRefused(moved.refused)
				settle(moved.refused.length > 0)
			} catch (error) {
				showToast(sayProblem(error), { kind: 'failed' })
				settle(true)
			}
		},
		[show, settle, undo],
	)
	return { move, isMoving }
}
