import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type AccountRow, listAccounts } from '../../api/accounts.ts'
import { largestPage } from '../../api/values.ts'
import { call, pagesQuery } from '../session/call-query.ts'
import type { AccountsSearch } from './accounts-search.ts'

/** The query of the list that an address asks for. */
export function accountsQuery(search: AccountsSearch, metrics: readonly string[]) {
	return {
		...(search.filter ? { filter: search.filter } : {}),
		...(search.search ? { search: search.search } : {}),
		...(search.owner ? { owner: search.owner } : {}),
		...(search.include ? { include: search.include } : {}),
		...(search.as_of ? { as_of: search.as_of } : {}),
		sort: search.sort ?? 'score',
		...(metrics.length > 0 ? { metrics: metrics.join(',') } : {}),
	}
}

/** Accounts page by page, as far as one has scrolled. */
export function useAccounts(search: AccountsSearch, metrics: readonly string[]) {
	const query = accountsQuery(search, metrics)
	const result = useInfiniteQuery({
		...pagesQuery('listAccounts', query, (cursor, signal) =>
			call(
				listAccounts,
				{ query: { ...query, limit: largestPage, ...(cursor ? { cursor } : {}) } },
				{ signal },
			),
		),
		placeholderData: previous => previous,
	})
	const rows = useMemo(() => result.data?.pages.flatMap(page => page.items) ?? [], [result.data])
	return { ...result, rows, head: result.data?.pages[0] }
}

/** Every row that a list has, for an export: asks for all its pages. */
export function useAllAccounts() {
	const client = useQueryClient()
	return async (search: AccountsSearch, metrics: readonly string[]): Promise<AccountRow[]> => {
		const query = accountsQuery(search, metrics)
		const rows: AccountRow[] = []
		let cursor: string | undefined
		do {
			const page = await client.fetchQuery({
				queryKey: ['listAccounts', 'export', query, cursor ?? ''],
				queryFn: () =>
					call(listAccounts, { query: { ...query, limit: largestPage, ...(cursor ? { cursor } : {}) } }),
			})
			rows.push(...page.items)
			cursor = page.next_cursor ?? undefined
		} while (cursor)
		return rows
	}
}
