import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { listCsExpansion, openContractedAccount } from '../../api/retention-reports.ts'
import { call, pagesQuery, sayProblem, useCall } from '../session/call-query.ts'
import { Money } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatWholeDate } from '../ui/format-day.ts'
import { formatCount, formatPercent } from '../ui/format-number.ts'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { AccountButton, MoreButton } from './DrillParts.tsx'
import { movementNames } from './retention-names.ts'
import type { OpenedNumber } from './retention-search.ts'
import { type ChosenPeriod, useAhead } from './use-retention.ts'

const pageSize = 50

/** What CS brought and won: opportunity by opportunity, over the ARR at the start. */
export function WonList({ opened, period }: { opened: OpenedNumber; period: ChosenPeriod }) {
	const { from, to } = opened
	const { as_of, policy } = period
	const query = { from, to, ...(as_of ? { as_of } : {}), ...(policy ? { policy } : {}) }
	const list = useInfiniteQuery(
		pagesQuery(listCsExpansion.name, query, (cursor, signal) =>
			call(
				listCsExpansion,
				{ query: { ...query, limit: pageSize, ...(cursor ? { cursor } : {}) } },
				{ signal },
			),
		),
	)
	const first = list.data?.pages[0]
	if (list.error)
		return <FailedState what="It could not be read" why={sayProblem(list.error)} onRetry={list.refetch} />
	if (!first) return <SkeletonRows count={6} label="Loading opportunities" />
	const { currency, amount, start_arr, left_out, total } = first
	const rows = list.data?.pages.flatMap(page => page.items) ?? []
	return (
		<>
			<p className="mb-2 text-13" data-total={amount}>
				{formatCount(total, 'won opportunity', 'won opportunities')} that CS brought, together{' '}
				<Money value={amount} currency={currency} /> a year, on{' '}
				<Money value={start_arr} currency={currency} /> of ARR at the start
				{Number(start_arr) > 0 && <>: {formatPercent(Number(amount) / Number(start_arr))}</>}.
				{left_out > 0 &&
					` ${formatCount(left_out, 'more')} without a rate or a readable amount: in no figure.`}
			</p>
			<SimpleTable
				label="Opportunities behind the number"
				rows={rows}
				rowKey={row => `${row.source} ${row.opportunity_id}`}
				columns={[
					{
						header: 'Account',
						cell: row => (
							<Link to="/accounts/$id" params={{ id: row.account_id }} className={linkClass}>
								{row.account_name ?? row.account_id}
							</Link>
						),
					},
					{
						header: 'Opportunity',
						isExtra: true,
						cell: row => (
							<span className="text-second">{[row.opportunity_id, row.kind].filter(Boolean).join(', ')}</span>
						),
					},
					{
						header: 'Won',
						cell: row => <span className="whitespace-nowrap">{formatWholeDate(row.won_on)}</span>,
					},
					{
						header: 'As sold',
						align: 'right',
						isExtra: true,
						cell: row => <Money value={row.amount} currency={row.currency} />,
					},
					{
						header: 'A year',
						align: 'right',
						cell: row => (
							<span data-amount={row.converted}>
								<Money value={row.converted} currency={currency} />
							</span>
						),
					},
				]}
			/>
			<MoreButton list={list} />
		</>
	)
}

/** What is signed for later, on top of today's MRR: change by change, and from each account down to its lines. */
export function AheadList({
	opened,
	period,
	today,
	onAccount,
}: {
	opened: OpenedNumber
	period: ChosenPeriod
	today: string
	onAccount: (id: string) => void
}) {
	const { data, error, refetch } = useAhead(today, period.policy)
	if (error) return <FailedState what="It could not be read" why={sayProblem(error)} onRetry={refetch} />
	if (!data) return <SkeletonRows count={6} label="Loading changes" />
	const { currency, mrr, contracted_mrr, movements, total } = data
	const change = Number(contracted_mrr) - Number(mrr)
	return (
		<>
			<p className="mb-2 text-13" data-start={mrr} data-end={contracted_mrr}>
				<Money value={mrr} currency={currency} /> at the end of {formatWholeDate(opened.from)}, and{' '}
				{formatCount(total, 'change')} signed or given notice of until {formatWholeDate(opened.to)}, together{' '}
				<Money value={change} currency={currency} isSigned />:{' '}
				<Money value={contracted_mrr} currency={currency} />.
				{total > movements.length && ` The first ${movements.length} are shown; the export has all.`}
			</p>
			<SimpleTable
				label="Changes behind the number"
				rows={movements}
				rowKey={move => `${move.account_id} ${move.day} ${move.kind}`}
				columns={[
					{
						header: 'Account',
						cell: move => <AccountButton id={move.account_id} name={move.account_name} onOpen={onAccount} />,
					},
					{
						header: 'Day',
						cell: move => <span className="whitespace-nowrap">{formatWholeDate(move.day)}</span>,
					},
					{ header: 'What', isExtra: true, cell: move => movementNames[move.kind] },
					{
						header: 'MRR',
						align: 'right',
						cell: move => (
							<span data-amount={move.amount}>
								<Money value={move.amount} currency={currency} isSigned />
							</span>
						),
					},
				]}
			/>
		</>
	)
}

/** The lines of an account now and once everything that is signed has come. */
export function AheadLines({
	opened,
	period,
	id,
	onBack,
}: {
	opened: OpenedNumber
	period: ChosenPeriod
	id: string
	onBack: () => void
}) {
	const { policy } = period
	const query = { until: opened.to, ...(policy ? { policy } : {}) }
	const { data, error, refetch } = useCall(openContractedAccount, { params: { id }, query })
	if (error)
		return <FailedState what="The lines could not be read" why={sayProblem(error)} onRetry={refetch} />
	if (!data) return <SkeletonRows count={5} label="Loading lines" />
	const { currency } = data
	return (
		<div className="flex flex-col gap-5">
			<div className="flex flex-wrap items-center gap-3 text-13">
				<Button onClick={onBack}>Back to the list</Button>
				<Link to="/accounts/$id" params={{ id }} className={linkClass}>
					Open the account {id}
				</Link>
			</div>
			<SimpleTable
				label="Lines now and as signed"
				rows={data.lines}
				rowKey={line => `${line.source} ${line.line_id}`}
				columns={[
					{ header: 'Line', cell: line => `${line.product}${line.plan ? ` · ${line.plan}` : ''}` },
					{ header: 'Id', isExtra: true, cell: line => <span className="text-second">{line.line_id}</span> },
					{
						header: `End of ${formatWholeDate(opened.from)}`,
						align: 'right',
						cell: line => (
							<span data-line-start={line.mrr}>
								<Money value={line.mrr} currency={currency} />
							</span>
						),
					},
					{
						header: `End of ${formatWholeDate(opened.to)}`,
						align: 'right',
						cell: line => (
							<span data-line-end={line.contracted_mrr}>
								<Money value={line.contracted_mrr} currency={currency} />
							</span>
						),
					},
				]}
			/>
		</div>
	)
}
