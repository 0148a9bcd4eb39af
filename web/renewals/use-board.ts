import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { listRenewals, readRenewalBoard } from '../../api/renewals.ts'
import { call, useCall } from '../session/call-query.ts'
import { type BoardColumn, joinCards } from './board-moves.ts'
import type { RenewalQuery } from './renewal-filter.ts'
import { boardPagesKey } from './use-renewals.ts'

const firstCards = 50

export function useBoard(query: RenewalQuery) {
	return useCall(readRenewalBoard, { query: { ...query, cards: firstCards } }, { keepsPrevious: true })
}

/** Cards of a column: the first from the board, the others as they are scrolled to. */
export function useColumnCards(column: BoardColumn, query: RenewalQuery, elsewhere: ReadonlySet<string>) {
	const further = useInfiniteQuery({
		queryKey: [boardPagesKey, query, column.stage],
		initialPageParam: column.next_cursor,
		queryFn: ({ pageParam, signal }) =>
			call(
				listRenewals,
				{
					query: {
						...query,
						stage: column.stage,
						limit: firstCards,
						...(pageParam ? { cursor: pageParam } : {}),
					},
				},
				{ signal },
			),
		getNextPageParam: page => page.next_cursor,
		enabled: false,
	})
	const { data, fetchNextPage, hasNextPage, isFetching } = further
	const cards = useMemo(
		() => joinCards(column, data?.pages.flatMap(page => page.items) ?? [], elsewhere),
		[column, data, elsewhere],
	)
	const hasMore = data ? hasNextPage : column.next_cursor !== null
	const loadMore = useCallback(() => {
		if (hasMore && !isFetching) void fetchNextPage()
	}, [hasMore, isFetching, fetchNextPage])
	return { cards, loadMore, hasMore, error: further.error, isFetching }
}
