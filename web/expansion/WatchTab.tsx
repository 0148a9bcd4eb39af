import { Link } from '@tanstack/react-router'
import { useOwnerName } from '../people/use-people.ts'
import { sayProblem } from '../session/call-query.ts'
import { DayText, Figure, Money, Percent } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { Unknown } from '../ui/Unknown.tsx'
import type { ExpansionSearch } from './expansion-search.ts'
import { useContractionWatch } from './use-expansion.ts'

/** Customers that use much less than they bought: where the next renewal may come out smaller. */
export function WatchTab({ search, today }: { search: ExpansionSearch; today: string }) {
	const nameOf = useOwnerName()
	const list = useContractionWatch(search)
	const head = list.data?.pages[0]
	const rows = list.data?.pages.flatMap(page => page.items) ?? []
	if (list.error && !head) {
		return (
			<FailedState
				what="The contraction watch could not be read"
				why={sayProblem(list.error)}
				onRetry={list.refetch}
			/>
		)
	}
	if (!head) return <SkeletonRows label="Loading the contraction watch" />
	if (rows.length === 0) {
		return (
			<EmptyState sentence="No customer is known to use less than half of its seats. That needs subscriptions counted in seats, and usage by user." />
		)
	}
	return (
		<>
			<p className="mb-2 text-13 text-second">
				{formatCount(head.total, 'customer')} with less than half of their seats in use;{' '}
				<Money value={head.exposed_amount} currency={head.currency} isShort /> of ARR is paid for seats that
				nobody uses. The next to renew first.
			</p>
			<SimpleTable
				label="Contraction watch"
				rows={rows}
				rowKey={row => row.account_id}
				columns={[
					{
						header: 'Account',
						cell: row => (
							<Link
								to="/accounts/$id"
								params={{ id: row.account_id }}
								className="rounded-sm font-medium hover:text-accent"
							>
								{row.account_name ?? row.account_id}
							</Link>
						),
					},
					{
						header: 'Renews',
						align: 'right',
						cell: row => <DayText value={row.renewal_on} today={today} reason="No term is known" />,
					},
					{
						header: 'Seats used',
						align: 'right',
						cell: row => <Percent value={row.seats_used_share} digits={0} />,
					},
					{
						header: 'Active users, change in 4 weeks',
						align: 'right',
						isExtra: true,
						cell: row => (
							<Percent value={row.active_users_change} isChange digits={0} reason="Too few to compare" />
						),
					},
					{
						header: 'Paid for unused, a year',
						align: 'right',
						cell: row => <Money value={row.exposed_amount} currency={head.currency} isWhole />,
					},
					{
						header: 'ARR',
						align: 'right',
						isExtra: true,
						cell: row => <Money value={row.arr} currency={head.currency} isWhole />,
					},
					{
						header: 'Health',
						align: 'right',
						isExtra: true,
						cell: row => <Figure value={row.score} reason="No score" />,
					},
					{
						header: 'CSM',
						isExtra: true,
						cell: row => nameOf(row.owner_email) ?? <Unknown reason="Nobody owns it" />,
					},
				]}
			/>
			{list.hasNextPage && (
				<Button className="mt-3" isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
					Show more
				</Button>
			)}
		</>
	)
}
