import type { ReactNode } from 'react'
import { Money } from '../ui/Amounts.tsx'
import { formatWholeDate } from '../ui/format-day.ts'
import { formatCount, formatMoney, formatNumber, formatPercent, formatSigned } from '../ui/format-number.ts'
import { Hint } from '../ui/Hint.tsx'
import { Unknown } from '../ui/Unknown.tsx'
import { NumberButton } from './NumberButton.tsx'
import { isShare } from './retention-names.ts'
import type { OpenedNumber } from './retention-search.ts'
import { Sparkline } from './Sparkline.tsx'
import { trendOf } from './trends.ts'
import {
	type ChosenPeriod,
	type Definitions,
	type Months,
	meaningOf,
	type Retention,
} from './use-retention.ts'

/** `plan 110 %, −1.8 points` of a figure that has a target in the quarter. */
export function PlanLine({
	retention,
	measure,
	group = 'all',
}: {
	retention: Retention
	measure: string
	group?: string
}) {
	const found = retention.variances.find(entry => entry.measure === measure && entry.group === group)
	if (!found) return null
	const { target, variance, from, to } = found
	const isRate = isShare(measure)
	const isRatio = measure === 'quick_ratio'
	const plan = isRate
		? formatPercent(Number(target))
		: isRatio
			? formatNumber(Number(target), 1)
			: formatMoney(Number(target), retention.currency, { isShort: true })
	const off =
		variance === null
			? 'not known yet'
			: isRate
				? `${formatSigned(Number(variance) * 100, 1)} points`
				: isRatio
					? formatSigned(Number(variance), 1)
					: formatMoney(Number(variance), retention.currency, { isShort: true, isSigned: true })
	return (
		<Hint
			className="min-h-[24px]"
			more={`Plan of ${retention.quarter}; judged from the end of ${formatWholeDate(from)} to the end of ${formatWholeDate(to)}.`}
		>
			plan {plan}, {off}
		</Hint>
	)
}

/** The reference lines of a measure, each with its source. */
function BenchmarkLine({ definitions, measure }: { definitions: Definitions | undefined; measure: string }) {
	const lines = definitions?.benchmarks.filter(entry => entry.measure === measure) ?? []
	if (lines.length === 0) return null
	return (
		<span className="flex flex-wrap gap-x-3">
			{lines.map(({ name, from, to, source, url }) => (
				<Hint
					key={name}
					more={`A reference of the field, not computed from your data: ${source} (${url})`}
					className="min-h-[24px] text-12 text-second"
				>
					{name}{' '}
					{from === to
						? formatPercent(from, 0)
						: to === 1
							? `${formatPercent(from, 0)}+`
							: `${formatNumber(from * 100)}–${formatPercent(to, 0)}`}
				</Hint>
			))}
		</span>
	)
}

interface Figure {
	id: string
	label: string
	value: ReactNode
	opens?: OpenedNumber
	under?: ReactNode
	trend: readonly (number | null)[]
	trendSays: string
	benchmark?: string
}

function FigureCell({
	figure,
	retention,
	definitions,
}: {
	figure: Figure
	retention: Retention
	definitions: Definitions | undefined
}) {
	const { id, label, value, opens, under, trend, trendSays, benchmark } = figure
	return (
		<div className="flex min-w-0 flex-col gap-1" data-figure={id}>
			<Hint more={meaningOf(definitions, id)} isMarked className="min-h-[24px] text-12 text-second">
				{label}
			</Hint>
			<p className="font-semibold text-20 tracking-[-0.01em]">
				{opens ? <NumberButton opens={opens}>{value}</NumberButton> : value}
			</p>
			<Sparkline values={trend} label={trendSays} />
			<div className="flex flex-col text-12 text-second">
				<PlanLine retention={retention} measure={id} />
				{under && <span>{under}</span>}
				{benchmark && <BenchmarkLine definitions={definitions} measure={benchmark} />}
			</div>
		</div>
	)
}

function rate(value: number | null, reason = 'Nobody paid at the start of the period') {
	return value === null ? <Unknown reason={reason} /> : formatPercent(value)
}

/** The figures that a board asks for, NRR never without GRR. */
export function Headlines({
	retention,
	months,
	definitions,
	period,
	ahead,
}: {
	retention: Retention
	months: Months | undefined
	definitions: Definitions | undefined
	period: ChosenPeriod
	ahead: { contracted_mrr: string; mrr: string; as_of: string; until: string } | undefined
}) {
	const whole = retention.groups[0]
	if (!whole) return null
	const { from, to } = period
	const opens = (title: string, more: Partial<OpenedNumber>): OpenedNumber => ({
		what: 'accounts',
		title,
		from,
		to,
		members: 'cohort',
		...more,
	})
	const moves = (title: string, movement: OpenedNumber['movement']): OpenedNumber => ({
		what: 'movements',
		title,
		from,
		to,
		movement,
	})
	const trends = trendOf(months)
	const { cohort } = whole
	const figures: Figure[] = [
		{
			id: 'nrr',
			label: 'NRR',
			value: rate(whole.nrr),
			opens: opens('NRR', {}),
			trend: trends.nrr,
			trendSays: 'NRR of twelve months by month',
			benchmark: 'nrr',
		},
		{
			id: 'grr',
			label: 'GRR',
			value: rate(whole.grr),
			opens: opens('GRR', {}),
			trend: trends.grr,
			trendSays: 'GRR of twelve months by month',
			benchmark: 'grr',
		},
		{
			id: 'logo_retention',
			label: 'Logo retention',
			value: rate(whole.logo_retention),
			opens: opens('Logo retention', {}),
			under: `${formatNumber(cohort.logos_lost)} of ${formatCount(cohort.logos_start, 'account')} lost`,
			trend: trends.logos,
			trendSays: 'Logo retention of twelve months by month',
			benchmark: 'logo_churn',
		},
		{
			id: 'gross_churn_rate',
			label: 'Gross churn',
			value: rate(whole.gross_churn_rate),
			opens: moves('Gross churn: churn and contraction', 'lost'),
			under: (
				<>
					<Money
						value={Number(whole.churn) + Number(whole.contraction)}
						currency={retention.currency}
						isShort
					/>{' '}
					of MRR
				</>
			),
			trend: trends.grossChurn,
			trendSays: 'Gross churn rate of each month',
		},
		{
			id: 'expansion',
			label: 'Expansion',
			value: rate(whole.expansion_rate),
			opens: moves('Expansion', 'expansion'),
			under: <Money value={whole.expansion} currency={retention.currency} isShort />,
			trend: trends.expansion,
			trendSays: 'Expansion of each month',
		},
		{
			id: 'cs_expansion_rate',
			label: 'CS-driven expansion',
			value: rate(retention.cs_expansion_rate, 'No opportunities are loaded, or no ARR at the start'),
			...(retention.cs_expansion_rate === null
				? {}
				: { opens: { what: 'won', title: 'CS-driven expansion', from, to } }),
			trend: trends.csExpansion,
			trendSays: 'Won by CS in each month as a share of ARR',
		},
		{
			id: 'quick_ratio',
			label: 'Quick ratio',
			value:
				whole.quick_ratio === null ? (
					<Unknown reason="Nothing was lost in the period" />
				) : (
					formatNumber(whole.quick_ratio, 1)
				),
			opens: { what: 'movements', title: 'Movements', from, to },
			trend: trends.quickRatio,
			trendSays: 'Quick ratio of each month',
		},
		{
			id: 'contracted_mrr',
			label: 'Contracted MRR',
			value: (
				<Money value={ahead?.contracted_mrr} currency={retention.currency} isShort reason="Being read" />
			),
			...(ahead
				? { opens: { what: 'ahead', title: 'Contracted MRR', from: ahead.as_of, to: ahead.until } }
				: {}),
			under: ahead && (
				<>
					today <Money value={ahead.mrr} currency={retention.currency} isShort />
				</>
			),
			trend: trends.mrr,
			trendSays: 'MRR at the end of each month',
		},
	]
	return (
		<div className="grid grid-cols-4 gap-x-6 gap-y-5 border-y py-4 max-md:grid-cols-2">
			{figures.map(figure => (
				<FigureCell key={figure.id} figure={figure} retention={retention} definitions={definitions} />
			))}
		</div>
	)
}
