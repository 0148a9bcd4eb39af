import type { ReactNode } from 'react'
import { sayProblem } from '../session/call-query.ts'
import { Button } from '../ui/Button.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import type { SendItem } from './send-words.ts'
import { type SendListFilter, useSends } from './use-sends.ts'

/** Messages of a filter, a page at a time, drawn by who asks for them. */
export function SendList({
	filter,
	empty,
	children,
}: {
	filter: SendListFilter
	empty: ReactNode
	children: (sends: readonly SendItem[]) => ReactNode
}) {
	const list = useSends(filter)
	const items = list.data?.pages.flatMap(page => page.items)
	if (list.error && !items) {
		return (
			<FailedState
				what="The messages could not be read"
				why={sayProblem(list.error)}
				onRetry={() => list.refetch()}
			/>
		)
	}
	if (!items) return <SkeletonRows count={8} label="Loading messages" />
	if (items.length === 0) return empty
	return (
		<>
			{children(items)}
			{list.hasNextPage && (
				<Button className="mt-3" isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
					Show more
				</Button>
			)}
		</>
	)
}
