import { useInfiniteQuery } from '@tanstack/react-query'
import { pagesQuery } from '../session/call-query.ts'

const pageSize = 50

interface Page<Row> {
	items: Row[]
	next_cursor: string | null
}

/** A list that is read page by page: its first page with the sums, and the rows of all pages so far. */
export function usePages<Row, Read extends Page<Row>>(
	name: string,
	query: object,
	read: (page: { limit: number; cursor?: string }, signal: AbortSignal) => Promise<Read & Page<Row>>,
) {
	const list = useInfiniteQuery(
		pagesQuery(name, query, (cursor, signal) =>
			read({ limit: pageSize, ...(cursor ? { cursor } : {}) }, signal),
		),
	)
	const rows = list.data?.pages.flatMap(page => page.items) ?? []
	return { list, first: list.error ? undefined : list.data?.pages[0], rows }
}
