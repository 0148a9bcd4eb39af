import { useInfiniteQuery } from '@tanstack/react-query'
import { listRuns } from '../../api/playbook-runs.ts'
import { countSends, getSend, listSends } from '../../api/sends.ts'
import { call, pagesQuery, useCall } from '../session/call-query.ts'
import type { SendItem } from './send-words.ts'

export interface SendListFilter {
	states?: SendItem['state'] | undefined
	channel?: SendItem['channel'] | undefined
	recipient?: string | undefined
	account?: string | undefined
	run?: string | undefined
}

/** What shows messages, and the runs that wait for them. */
export const sendRefreshes = [listSends, getSend, countSends, listRuns]

/** Messages, the latest first, a page at a time. */
export function useSends(filter: SendListFilter) {
	const given = Object.fromEntries(
		Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''),
	)
	const query = { limit: 50, ...given }
	return useInfiniteQuery({
		...pagesQuery('listSends', query, (cursor, signal) =>
			call(listSends, { query: { ...query, ...(cursor ? { cursor } : {}) } }, { signal }),
		),
		placeholderData: previous => previous,
	})
}

export function useSendCounts() {
	return useCall(countSends, {})
}
