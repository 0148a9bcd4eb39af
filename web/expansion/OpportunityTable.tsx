import { Link } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import type { OpportunityEntry } from '../../api/opportunity-entry.ts'
import { opportunityStages } from '../../core/model/opportunity.ts'
import { useOwnerName } from '../people/use-people.ts'
import { sayProblem } from '../session/call-query.ts'
import { DayText, Figure, Money, Percent } from '../ui/Amounts.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import type { TableColumn, TableSort } from '../ui/table-column.ts'
import { Unknown } from '../ui/Unknown.tsx'
import type { ExpansionSearch } from './expansion-search.ts'
import { leverNames, saySource, stageNames } from './expansion-words.ts'
import { useOpportunities } from './use-expansion.ts'

function numberOf(text: string | null): number | null {
	return text === null ? null : Number(text)
}

function columnsOf(
	today: string,
	nameOf: (email: string | null) => string | undefined,
): TableColumn<OpportunityEntry>[] {
	return [
		{
			id: 'account',
			header: 'Account',
			width: 190,
			isGrowing: true,
			isFixed: true,
			sortValue: row => row.account_name,
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
			id: 'stage',
			header: 'Stage',
			width: 110,
			sortValue: row => opportunityStages.indexOf(row.stage),
			cell: row => stageNames[row.stage],
		},
		{
			id: 'lever',
			header: 'Lever',
			width: 90,
			sortValue: row => row.lever,
			cell: row => leverNames[row.lever],
		},
		{
			id: 'amount',
			header: 'Annual amount',
			width: 124,
			align: 'right',
			sortValue: row => numberOf(row.amount),
			cell: row => <Money value={row.amount} currency={row.currency} isWhole reason="Not known yet" />,
		},
		{
			id: 'rate',
			header: 'P(won)',
			hint: 'How often opportunities of this lever were won here.',
			width: 84,
			align: 'right',
			sortValue: row => row.won_rate,
			cell: row => <Percent value={row.won_rate} digits={0} reason="None was ever closed" />,
		},
		{
			id: 'expected',
			header: 'Expected',
			width: 110,
			align: 'right',
			sortValue: row => numberOf(row.expected_amount),
			cell: row => <Money value={row.expected_amount} currency={row.currency} isWhole />,
		},
		{
			id: 'source',
			header: 'Brought by',
			width: 130,
			sortValue: row => saySource(row),
			cell: row => saySource(row),
		},
		{
			id: 'lead',
			header: 'Leads',
			hint: 'Who should lead by the hand-off rule.',
			width: 80,
			sortValue: row => row.lead,
			cell: row =>
				row.lead === null ? (
					<Unknown reason="Its amount is not known" />
				) : row.lead === 'sales' ? (
					'Sales'
				) : (
					'CS'
				),
		},
		{
			id: 'owner',
			header: 'Owner',
			width: 140,
			hint: 'Whose opportunity it is; in grey the owner of the account, where it has none of its own.',
			sortValue: row => nameOf(row.owner_email ?? row.account_owner_email) ?? null,
			cell: row => {
				const name = nameOf(row.owner_email ?? row.account_owner_email)
				if (name === undefined) return <Unknown reason="Nobody owns it" />
				return row.owner_email === null ? <span className="text-second">{name}</span> : name
			},
		},
		{
			id: 'expected_on',
			header: 'Expected on',
			hint: 'When it should be decided; of closed ones the day that it was.',
			width: 104,
			align: 'right',
			sortValue: row => row.closed_on ?? row.expected_on,
			cell: row => (
				<DayText
					value={row.closed_on ?? row.expected_on}
					today={today}
					reason="No date is set: add one in the opportunity"
				/>
			),
		},
		{
			id: 'age',
			header: 'Age, days',
			width: 90,
			align: 'right',
			isExtra: true,
			sortValue: row => row.age_days,
			cell: row => <Figure value={row.age_days} />,
		},
	]
}

/** Opportunities as a table to sort and walk by keyboard. */
export function OpportunityTable({
	search,
	today,
	onOpen,
}: {
	search: ExpansionSearch
	today: string
	onOpen: (entry: OpportunityEntry) => void
}) {
	const nameOf = useOwnerName()
	const [sort, setSort] = useState<TableSort | undefined>({ id: 'stage', direction: 'asc' })
	const columns = useMemo(() => columnsOf(today, nameOf), [today, nameOf])
	const list = useOpportunities(search)
	const rows = useMemo(() => list.data?.pages.flatMap(page => page.items) ?? [], [list.data])
	const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
	const loadMore = useCallback(() => {
		if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
	}, [hasNextPage, isFetchingNextPage, fetchNextPage])
	if (list.error && !list.data) {
		return (
			<div className="px-6 max-md:px-4">
				<FailedState
					what="The opportunities could not be read"
					why={sayProblem(list.error)}
					onRetry={list.refetch}
				/>
			</div>
		)
	}
	if (!list.data) return <SkeletonRows label="Loading the opportunities" />
	if (rows.length === 0) {
		return <EmptyState sentence="No opportunity is so. Accept a suggestion or write one down by hand." />
	}
	return (
		<DataTable
			label="Opportunities"
			columns={columns}
			rows={rows}
			rowId={row => row.id}
			totalCount={list.data.pages[0]?.total ?? rows.length}
			sort={sort}
			actions={{ onSort: setSort }}
			onOpen={onOpen}
			onReachEnd={loadMore}
			isOld={list.isPlaceholderData}
			narrow={row => (
				<div className="flex flex-col gap-1">
					<div className="flex gap-2">
						<span className="min-w-0 flex-1 truncate font-medium">{row.account_name ?? row.account_id}</span>
						<Money value={row.amount} currency={row.currency} isShort />
					</div>
					<div className="flex gap-2 text-12 text-second">
						<span>
							{stageNames[row.stage]} · {leverNames[row.lever]}
						</span>
						<span className="ml-auto">{saySource(row)}</span>
					</div>
				</div>
			)}
		/>
	)
}
