import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type AccountRow, listAccounts } from '../../api/accounts.ts'
import type { ContractOutput } from '../../api/contract.ts'
import { getSummary } from '../../api/health.ts'
import { listHeldTasks, listTasks } from '../../api/tasks.ts'
import { call, pagesQuery, useCall } from '../session/call-query.ts'

export type Summary = ContractOutput<typeof getSummary>
export type TaskState = 'open' | 'snoozed' | 'closed'

/** Tasks ranked by money at risk × urgency, a page at a time. */
export function useTasks(owner: string | undefined, state: TaskState) {
	const query = { state, ...(owner ? { owner } : {}) }
	return useInfiniteQuery({
		...pagesQuery(listTasks.name, query, (cursor, signal) =>
			call(listTasks, { query: { ...query, limit: 50, ...(cursor ? { cursor } : {}) } }, { signal }),
		),
		placeholderData: previous => previous,
	})
}

export function useHeldTasks() {
	return useCall(listHeldTasks, {})
}

/** Counts and changes of a book, or of everybody's. */
export function useSummary(owner: string | undefined, sinceDays: number) {
	return useCall(
		getSummary,
		{ query: { since_days: sinceDays, ...(owner ? { owner } : {}) } },
		{ keepsPrevious: true },
	)
}

/** Rows of these accounts by id: the band beside a task. */
export function useAccountRows(ids: readonly string[]): ReadonlyMap<string, AccountRow> {
	const wanted = [...new Set(ids)].sort().slice(0, 200)
	const filter = `id in (${wanted.map(id => JSON.stringify(id)).join(', ')})`
	const { data } = useCall(
		listAccounts,
		{ query: { filter, include: 'all', limit: 200 } },
		{ enabled: wanted.length > 0, keepsPrevious: true },
	)
	return useMemo(() => new Map(data?.items.map(row => [row.id, row])), [data])
}
