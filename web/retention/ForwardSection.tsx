import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ContractOutput } from '../../api/contract.ts'
import { type getContractedMrr, getRetentionWhatIf } from '../../api/retention-reports.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { Money } from '../ui/Amounts.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatWholeDate } from '../ui/format-day.ts'
import { formatCount, formatPercent } from '../ui/format-number.ts'
import { NumberField } from '../ui/NumberField.tsx'
import { Section } from '../ui/Section.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { ExportLink } from './ExportLink.tsx'
import { NumberButton } from './NumberButton.tsx'
import { movementNames } from './retention-names.ts'
import type { OpenedNumber } from './retention-search.ts'
import { type ChosenPeriod, periodQuery } from './use-retention.ts'

type Ahead = ContractOutput<typeof getContractedMrr>

/** What is signed for later days. */
export function AheadSection({ ahead, period }: { ahead: Ahead | undefined; period: ChosenPeriod }) {
	if (!ahead) return null
	const { currency, until, mrr, contracted_mrr, movements, total, as_of } = ahead
	const opens: OpenedNumber = { what: 'ahead', title: 'Contracted MRR', from: as_of, to: until }
	return (
		<Section
			id="ahead"
			title="Signed for later"
			facts={
				<>
					from <Money value={mrr} currency={currency} isShort /> to{' '}
					<NumberButton opens={opens}>
						<Money value={contracted_mrr} currency={currency} isShort />
					</NumberButton>{' '}
					by {formatWholeDate(until)}
				</>
			}
			controls={
				<ExportLink what="changes ahead" query={{ table: 'contracted', until, ...periodQuery(period) }} />
			}
		>
			{movements.length === 0 ? (
				<p className="text-13 text-second">Nothing is signed or given notice of for a later day.</p>
			) : (
				<SimpleTable
					label="Changes ahead"
					rows={movements.slice(0, 40)}
					rowKey={move => `${move.account_id} ${move.day} ${move.kind}`}
					columns={[
						{
							header: 'Day',
							cell: move => <span className="whitespace-nowrap">{formatWholeDate(move.day)}</span>,
						},
						{
							header: 'Account',
							cell: move => (
								<Link to="/accounts/$id" params={{ id: move.account_id }} className={linkClass}>
									{move.account_name ?? move.account_id}
								</Link>
							),
						},
						{ header: 'What', isExtra: true, cell: move => movementNames[move.kind] },
						{
							header: 'MRR',
							align: 'right',
							cell: move => <Money value={move.amount} currency={currency} isSigned isWhole />,
						},
					]}
				/>
			)}
			{total > 40 && (
				<p className="mt-2 text-12 text-second">
					The first 40 of {formatCount(total, 'change')}; the export has all.
				</p>
			)}
		</Section>
	)
}

/** What another churn rate is worth. Starts with the churn of the last twelve months and a third less. */
export function WhatIfSection({ churn, currency }: { churn: number; currency: string }) {
	const start = Math.round(churn * 1000) / 1000
	const [from, setFrom] = useState(start)
	const [to, setTo] = useState(Math.round(start * 667) / 1000)
	const share = (value: number) => String(Math.min(1, Math.max(0, Math.round(value * 1e6) / 1e6)))
	const { data, error, refetch } = useCall(
		getRetentionWhatIf,
		{ query: { churn: share(from), other: share(to), years: 3 } },
		{ keepsPrevious: true },
	)
	const first = data?.years[0]
	const last = data?.years.at(-1)
	return (
		<Section id="what-if" title="What if less were lost" facts="of today’s ARR, everything else unchanged">
			<div className="mb-3 flex flex-wrap items-end gap-4">
				<NumberField
					label="Churn a year"
					className="w-32"
					value={from}
					onChange={value => setFrom(value ?? 0)}
					factor={100}
					unit="%"
					min={0}
					max={1}
				/>
				<NumberField
					label="instead"
					className="w-32"
					value={to}
					onChange={value => setTo(value ?? 0)}
					factor={100}
					unit="%"
					min={0}
					max={1}
				/>
				{first && last && (
					<p className="pb-1.5 text-13">
						is worth <Money value={first.worth} currency={currency} isShort /> of ARR after a year,{' '}
						<Money value={last.worth} currency={currency} isShort /> after three.
					</p>
				)}
			</div>
			{error && !data && (
				<FailedState what="It could not be computed" why={sayProblem(error)} onRetry={refetch} />
			)}
			{data && (
				<p className="mb-3 max-w-prose text-13 text-second">
					Computed, not measured: <Money value={data.arr} currency={currency} /> of ARR today loses the same
					share each year, once at {formatPercent(from)} and once at {formatPercent(to)}, with nothing won or
					expanded. Worth is the difference of what is left.
				</p>
			)}
			{data && (
				<SimpleTable
					label="What another churn rate is worth"
					rows={data.years}
					rowKey={year => String(year.year)}
					columns={[
						{ header: 'Year', cell: year => String(year.year) },
						{
							header: 'Lost',
							align: 'right',
							cell: year => <Money value={year.lost} currency={currency} isWhole />,
						},
						{
							header: 'Lost instead',
							align: 'right',
							cell: year => <Money value={year.lost_other} currency={currency} isWhole />,
						},
						{
							header: 'ARR left',
							align: 'right',
							isExtra: true,
							cell: year => <Money value={year.arr} currency={currency} isWhole />,
						},
						{
							header: 'ARR left instead',
							align: 'right',
							isExtra: true,
							cell: year => <Money value={year.arr_other} currency={currency} isWhole />,
						},
						{
							header: 'Worth',
							align: 'right',
							cell: year => <Money value={year.worth} currency={currency} isWhole />,
						},
					]}
				/>
			)}
		</Section>
	)
}
