import type { ReactNode } from 'react'
import { sayProblem } from '../session/call-query.ts'
import { InstantText } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { type SimpleColumn, SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { channelWords, type SendItem, stateWords } from './send-words.ts'
import { type SendListFilter, useSends } from './use-sends.ts'

function columnsOf(onOpen: (id: number) => void): SimpleColumn<SendItem>[] {
	return [
		{
			header: 'Message',
			cell: send => (
				<button
					type="button"
					className="block max-w-[32ch] truncate text-left text-accent underline-offset-2 hover:underline"
					onClick={() => onOpen(send.id)}
				>
					{send.subject ?? `${channelWords[send.channel]} without subject`}
				</button>
			),
		},
		{
			header: 'To',
			cell: send => <span className="block max-w-[26ch] truncate">{send.recipient}</span>,
			isExtra: true,
		},
		{ header: 'Account', cell: send => send.account?.name ?? '–', isExtra: true },
		{ header: 'By', cell: send => channelWords[send.channel], isExtra: true },
		{
			header: 'State',
			cell: send => (
				<span className="flex items-center gap-2">
					<Badge tone={stateWords[send.state].tone}>{stateWords[send.state].word}</Badge>
				</span>
			),
		},
		{
			header: 'Why',
			cell: send => <span className="block max-w-[36ch] truncate text-second">{send.reason ?? ''}</span>,
			isExtra: true,
		},
		{
			header: 'Since',
			align: 'right',
			cell: send => <InstantText value={send.settled_at ?? send.attempted_at ?? send.planned_at} />,
			isExtra: true,
		},
	]
}

/** Messages of a filter as a table; for the log, the inbox, an account, a run. */
export function SendList({
	label,
	filter,
	empty,
	onOpen,
}: {
	label: string
	filter: SendListFilter
	empty: ReactNode
	onOpen: (id: number) => void
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
			<SimpleTable label={label} columns={columnsOf(onOpen)} rows={items} rowKey={send => String(send.id)} />
			{list.hasNextPage && (
				<Button className="mt-3" isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
					Show more
				</Button>
			)}
		</>
	)
}
