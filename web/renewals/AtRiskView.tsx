import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { OwnerFilter } from '../people/OwnerFilter.tsx'
import { sayProblem } from '../session/call-query.ts'
import { DayText, Figure, Money, Percent } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount, formatNumber, formatPercent } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { type SimpleColumn, SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { Unknown } from '../ui/Unknown.tsx'
import { RenewalRates } from './RenewalRates.tsx'
import { stageNames } from './renewal-words.ts'
import type { RenewalsSearch } from './renewals-search.ts'
import { type AtRisk, type AtRiskItem, useAtRisk, usualDays } from './use-at-risk.ts'
import { useSegmentNames } from './use-segment-names.ts'

type NameOf = (email: string | null) => string | undefined

function Headline({ label, value, under }: { label: string; value: ReactNode; under: ReactNode }) {
	return (
		<div className="min-w-0">
			<p className="text-12 text-second">{label}</p>
			<p className="font-semibold text-20">{value}</p>
			<p className="min-h-4 text-12 text-second">{under}</p>
		</div>
	)
}

/** How much is at risk, and of it how much somebody works on. */
export function AtRiskHeadlines({ head }: { head: AtRisk }) {
	const { currency, coverage } = head
	const bare = Number(head.at_risk_arr ?? 0) - Number(head.covered_arr ?? 0)
	return (
		<div className="grid grid-cols-3 gap-x-6 gap-y-3 border-y py-3 max-md:grid-cols-1">
			<Headline
				label="ARR at risk"
				value={<Money value={head.at_risk_arr} currency={currency} isShort />}
				under={formatCount(head.total, 'renewal')}
			/>
			<Headline
				label="Covered by a play"
				value={coverage === null ? <Unknown reason="Nothing is at risk" /> : formatPercent(coverage, 0)}
				under={
					<>
						<Money value={head.covered_arr} currency={currency} isShort /> of it has an open task
					</>
				}
			/>
			<Headline
				label="Nobody works on"
				value={<Money value={bare} currency={currency} isShort />}
				under="ARR at risk without an open task"
			/>
		</div>
	)
}

export function OwnersTable({ head, nameOf }: { head: AtRisk; nameOf: NameOf }) {
	return (
		<SimpleTable
			label="At risk by owner"
			rows={[...head.owners].sort((a, b) => Number(b.arr) - Number(a.arr))}
			rowKey={owner => owner.owner_email ?? 'none'}
			columns={[
				{ header: 'Owner', cell: owner => nameOf(owner.owner_email) ?? 'Without owner' },
				{ header: 'Renewals', align: 'right', cell: owner => formatNumber(owner.count) },
				{
					header: 'ARR at risk',
					align: 'right',
					cell: owner => <Money value={owner.arr} currency={head.currency} isWhole />,
				},
				{
					header: 'Covered',
					align: 'right',
					cell: owner => (
						<Percent
							value={Number(owner.arr) === 0 ? null : Number(owner.covered_arr) / Number(owner.arr)}
							digits={0}
							reason="No amount is known"
						/>
					),
				},
			]}
		/>
	)
}

/** Columns of the list of accounts at risk, the same on the screen and on paper. */
export function atRiskColumns(
	currency: string | null,
	today: string,
	nameOf: NameOf,
	onOpen?: (id: string) => void,
): SimpleColumn<AtRiskItem>[] {
	return [
		{
			header: 'Account',
			cell: item => {
				const name = item.account_name ?? item.account_id
				return (
					<>
						{item.stage && onOpen ? (
							<button
								type="button"
								className={`${linkClass} min-h-6 text-left`}
								onClick={() => onOpen(item.id)}
							>
								{name}
							</button>
						) : (
							<Link to="/accounts/$id" params={{ id: item.account_id }} className={linkClass}>
								{name}
							</Link>
						)}
						<span className="block text-12 text-second md:hidden">{item.reason}</span>
						<span className="block text-12 md:hidden">{item.play ?? 'Nobody works on it.'}</span>
					</>
				)
			},
		},
		{
			header: 'Owner',
			isExtra: true,
			cell: item => (
				<span className="whitespace-nowrap">
					{nameOf(item.owner_email) ?? <Unknown reason="Nobody owns it" />}
				</span>
			),
		},
		{
			header: 'ARR',
			align: 'right',
			cell: item => <Money value={item.arr} currency={currency} isWhole />,
		},
		{ header: 'Due', align: 'right', cell: item => <DayText value={item.renewal_on} today={today} /> },
		{
			header: 'P(renew)',
			align: 'right',
			isExtra: true,
			cell: item => <Percent value={item.probability} digits={0} reason="No renewal model is trained yet" />,
		},
		{ header: 'Health', align: 'right', isExtra: true, cell: item => <Figure value={item.score} /> },
		{
			header: 'Stage',
			isExtra: true,
			cell: item => (item.stage ? stageNames[item.stage] : 'Not open yet'),
		},
		{ header: 'Why', isExtra: true, cell: item => item.reason },
		{
			header: 'Play',
			isExtra: true,
			cell: item => item.play ?? <Badge tone="alarm">none</Badge>,
		},
	]
}

/** Renewals at risk: whose, how much, why, and whether somebody works on them. */
export function AtRiskView({
	search,
	change,
	today,
	nameOf,
}: {
	search: RenewalsSearch
	change: (next: Partial<RenewalsSearch>) => void
	today: string
	nameOf: NameOf
}) {
	const list = useAtRisk(search)
	const segments = useSegmentNames()
	const head = list.data?.pages[0]
	const items = list.data?.pages.flatMap(page => page.items) ?? []
	return (
		<div className="min-h-0 flex-1 overflow-auto px-6 pb-12 max-md:px-4">
			<div role="group" aria-label="Filters" className="flex flex-wrap items-center gap-2 py-2">
				<OwnerFilter value={search.owner} onChange={owner => change({ owner })} />
				<SelectField
					label="Due"
					isLabelHidden
					className="w-44"
					value={String(search.days || usualDays)}
					onChange={value => change({ days: Number(value), period: undefined })}
					choices={[...new Set([30, 60, 90, 120, 180, 365, search.days || usualDays])].map(days => ({
						value: String(days),
						label: `Due in ${days} days`,
					}))}
				/>
				<SelectField
					label="Segment"
					isLabelHidden
					className="w-40"
					value={search.segment ?? ''}
					onChange={segment => change({ segment: segment || undefined })}
					choices={[{ value: '', label: 'Every segment' }, ...segments]}
				/>
			</div>
			{list.error && !head && (
				<FailedState
					what="The renewals at risk could not be read"
					why={sayProblem(list.error)}
					onRetry={list.refetch}
				/>
			)}
			{!head && !list.error && <SkeletonRows label="Loading renewals at risk" />}
			{head && (
				<div className={`flex flex-col gap-7 ${list.isPlaceholderData ? 'opacity-60' : ''}`}>
					<AtRiskHeadlines head={head} />
					{items.length === 0 ? (
						<EmptyState sentence="No renewal of these days is at risk: no alarm, no doubtful call, none below 70 %." />
					) : (
						<Section title="Accounts" facts={formatCount(head.total, 'renewal')}>
							<SimpleTable
								label="Renewals at risk"
								rows={items}
								rowKey={item => item.id}
								columns={atRiskColumns(head.currency, today, nameOf, renewal => change({ renewal }))}
							/>
							{list.hasNextPage && (
								<Button
									className="mt-2"
									isBusy={list.isFetchingNextPage}
									onClick={() => void list.fetchNextPage()}
								>
									Show more
								</Button>
							)}
						</Section>
					)}
					{head.owners.length > 0 && (
						<Section title="By owner" className="max-w-2xl">
							<OwnersTable head={head} nameOf={nameOf} />
						</Section>
					)}
					<RenewalRates period={search.rates} today={today} onPeriod={rates => change({ rates })} />
				</div>
			)}
		</div>
	)
}
