import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { parseSort, printSort } from '../accounts/AccountsTable.tsx'
import { spell } from '../accounts/spell.ts'
import { OwnerFilter } from '../people/OwnerFilter.tsx'
import { useOwnerName } from '../people/use-people.ts'
import { sayProblem } from '../session/call-query.ts'
import { useMay, useToday } from '../session/use-session.ts'
import { DayText, Money } from '../ui/Amounts.tsx'
import { BandMark } from '../ui/BandMark.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { RenewalSheet } from './RenewalSheet.tsx'
import { renewalColumns } from './renewal-columns.tsx'
import { useRenewals } from './use-renewals.ts'

const route = getRouteApi('/renewals')
const spans = [30, 60, 90, 120, 365]

/** Contracts that come up for a decision, by date. */
export function RenewalsPage() {
	const search = route.useSearch()
	const navigate = route.useNavigate()
	const today = useToday()
	const may = useMay()
	const nameOf = useOwnerName()
	const list = useRenewals(search, today)
	const columns = useMemo(() => renewalColumns(today, nameOf), [today, nameOf])
	const rows = useMemo(() => list.data?.pages.flatMap(page => page.items) ?? [], [list.data])
	const head = list.data?.pages[0]
	const open = rows.find(row => row.id === search.renewal)
	const change = (next: Partial<typeof search>) =>
		void navigate({ search: previous => ({ ...previous, ...next }), replace: true })
	const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
	const loadMore = useCallback(() => {
		if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
	}, [hasNextPage, isFetchingNextPage, fetchNextPage])
	return (
		<div className="flex min-h-0 flex-1 flex-col">
			<PageHeader
				title="Renewals"
				facts={
					head && (
						<>
							{formatCount(head.total, 'renewal')} ·{' '}
							<Money
								value={head.target_amount}
								currency={head.currency}
								isWhole
								reason="No amount is known"
							/>{' '}
							target
						</>
					)
				}
				controls={
					<>
						<SelectField
							label="State"
							isLabelHidden
							className="w-28"
							value={search.open ?? 'yes'}
							onChange={value => change({ open: value === 'no' ? 'no' : 'yes' })}
							choices={[
								{ value: 'yes', label: 'open' },
								{ value: 'no', label: 'decided' },
							]}
						/>
						<SelectField
							label="Due"
							isLabelHidden
							className="w-40"
							value={String(search.days ?? 0)}
							onChange={value => change({ days: Number(value) || undefined })}
							choices={[
								{ value: '0', label: 'at any time' },
								...spans.map(days => ({ value: String(days), label: `in the next ${days} days` })),
							]}
						/>
						<OwnerFilter value={search.owner} onChange={owner => change({ owner })} />
					</>
				}
			/>
			{list.error && (
				<div className="px-6">
					<FailedState
						what="The renewals could not be read"
						why={sayProblem(list.error)}
						onRetry={list.refetch}
					/>
				</div>
			)}
			{!head && !list.error && <SkeletonRows label="Loading renewals" />}
			{head && rows.length === 0 && (
				<EmptyState sentence="No renewal is due in this time. Renewals open by themselves 120 days before a contract ends." />
			)}
			{rows.length > 0 && (
				<DataTable
					label="Renewals"
					columns={columns}
					rows={rows}
					rowId={row => row.id}
					totalCount={head?.total ?? rows.length}
					sort={parseSort(search.sort ?? 'renewal_on')}
					actions={{ onSort: sort => change({ sort: printSort(sort) }) }}
					onOpen={row => change({ renewal: row.id })}
					onReachEnd={loadMore}
					narrow={row => (
						<div className="flex flex-col gap-1">
							<div className="flex gap-2">
								<span className="min-w-0 flex-1 truncate font-medium">{row.account_name}</span>
								<Money value={row.target_amount} currency={row.currency} isShort />
							</div>
							<div className="flex items-center gap-2 text-12">
								<BandMark level={row.level} name={row.band ? spell(row.band) : 'Unknown'} />
								<span className="text-second">{spell(row.stage)}</span>
								<span className="ml-auto text-second">
									<DayText value={row.renewal_on} today={today} /> · {row.days_to_renewal} d
								</span>
							</div>
						</div>
					)}
				/>
			)}
			{open && (
				<RenewalSheet
					key={open.id}
					renewal={open}
					mayChange={may('renewals.change')}
					onClose={() => change({ renewal: undefined })}
				/>
			)}
		</div>
	)
}
