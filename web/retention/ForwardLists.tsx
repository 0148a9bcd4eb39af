import { Link } from '@tanstack/react-router'
import { listCsExpansion, openContractedAccount } from '../../api/retention-reports.ts'
import { spell } from '../accounts/spell.ts'
import { call, useCall } from '../session/call-query.ts'
import { Money } from '../ui/Amounts.tsx'
import { formatWholeDate } from '../ui/format-day.ts'
import { formatCount, formatPercent } from '../ui/format-number.ts'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { AccountButton, AccountHead, lineColumns, MoreButton, NoRows } from './DrillParts.tsx'
import { movementNames } from './retention-names.ts'
import type { OpenedNumber } from './retention-search.ts'
import { usePages } from './use-pages.ts'
import { type ChosenPeriod, knownAs, useAhead } from './use-retention.ts'

/** What CS brought and won: opportunity by opportunity, over the ARR at the start. */
export function WonList({ opened, period }: { opened: OpenedNumber; period: ChosenPeriod }) {
	const { from, to } = opened
	const query = { from, to, ...knownAs(period) }
	const { list, first, rows } = usePages(listCsExpansion.name, query, (page, signal) =>
		call(listCsExpansion, { query: { ...query, ...page } }, { signal }),
	)
	if (!first) return <NoRows query={list} of="opportunities" />
	const { currency, amount, start_arr, left_out, total } = first
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
							<span className="text-second">
								{[row.opportunity_id, row.kind && spell(row.kind)].filter(Boolean).join(', ')}
							</span>
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
	const ahead = useAhead(today, period.policy)
	const { data } = ahead
	if (!data || ahead.error) return <NoRows query={ahead} of="changes" />
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
	const opening = useCall(openContractedAccount, { params: { id }, query })
	const { data } = opening
	if (!data || opening.error) return <NoRows query={opening} what="The lines" of="lines" />
	return (
		<div className="flex flex-col gap-5">
			<AccountHead id={id} name={data.account_name} onBack={onBack} />
			<SimpleTable
				label="Lines now and as signed"
				rows={data.lines}
				rowKey={line => `${line.source} ${line.line_id}`}
				columns={lineColumns<(typeof data.lines)[number]>(opened, data.currency, line => ({
					start: line.mrr,
					end: line.contracted_mrr,
				}))}
			/>
		</div>
	)
}
