import { useMemo } from 'react'
import { Chart } from '../ui/Chart.tsx'
import type { ChartSpec } from '../ui/chart-spec.ts'
import { formatMoney, formatPercent } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { ExportLink } from './ExportLink.tsx'
import { nameMonth, trendOf } from './trends.ts'
import {
	type ChosenPeriod,
	type Definitions,
	type Months,
	periodQuery,
	type Retention,
} from './use-retention.ts'

const percent = (value: number) => formatPercent(value, 1)

function targetsOf(retention: Retention, definitions: Definitions | undefined, measures: readonly string[]) {
	const plans = retention.variances
		.filter(({ group, measure }) => group === 'all' && measures.includes(measure))
		.map(({ measure, target }) => ({ name: `plan ${measure.toUpperCase()}`, value: Number(target) }))
	const lines = (definitions?.benchmarks ?? [])
		.filter(({ measure, name }) => measures.includes(measure) && (name === 'usual' || name === 'good'))
		.map(({ measure, name, from }) => ({ name: `${measure.toUpperCase()} ${name}`, value: from }))
	return [...plans, ...lines]
}

/** Round shares around what there is: rates of retention move within a few points. */
function rangeOf(values: readonly (number | null)[]): { low: number; high: number } {
	const known = values.filter(value => value !== null)
	return {
		low: Math.max(0, Math.floor(Math.min(0.85, ...known) * 10 - 0.2) / 10),
		// Nobody keeps more than all: room above 100 % is only for what can be there.
		high: Math.max(1, Math.ceil(Math.max(...known, 0) * 10 + 0.2) / 10),
	}
}

/** The same figures month by month. The month that still runs is dashed. */
export function TrendSection({
	months,
	retention,
	definitions,
	period,
}: {
	months: Months
	retention: Retention
	definitions: Definitions | undefined
	period: ChosenPeriod
}) {
	const { currency } = retention
	const specs = useMemo((): ChartSpec[] => {
		const trends = trendOf(months)
		const base = {
			kind: 'line' as const,
			periods: trends.months.map(nameMonth),
			incompleteFrom: trends.incompleteFrom,
			format: percent,
		}
		return [
			{
				...base,
				title: 'NRR and GRR of the twelve months up to each month end',
				series: [
					{ name: 'NRR', values: trends.nrr },
					{ name: 'GRR', values: trends.grr },
				],
				targets: targetsOf(retention, definitions, ['nrr', 'grr']),
				range: rangeOf([...trends.nrr, ...trends.grr]),
			},
			{
				...base,
				title: 'Logo retention of the twelve months up to each month end',
				series: [{ name: 'Logo retention', values: trends.logos }],
				targets: targetsOf(retention, undefined, ['logo_retention']),
				range: rangeOf(trends.logos),
			},
			{
				...base,
				kind: 'bar' as const,
				title: 'Lost and expanded in each month, share of MRR at its start',
				series: [
					{ name: 'Expansion', values: trends.expansion },
					{ name: 'Gross churn', values: trends.grossChurn },
				],
			},
			{
				...base,
				title: `MRR at the end of each month, ${currency}`,
				series: [{ name: 'MRR', values: trends.mrr }],
				format: (value: number) => formatMoney(value, currency, { isShort: true }),
			},
		]
	}, [months, retention, definitions, currency])
	return (
		<Section
			id="trend"
			title="Month by month"
			controls={
				<ExportLink
					what="months"
					query={{
						table: 'months',
						...periodQuery(period),
						from: months.items.at(-24)?.month ?? period.from,
						to: months.items.at(-1)?.month ?? period.to,
					}}
				/>
			}
		>
			<div className="grid gap-x-10 gap-y-6 xl:grid-cols-2">
				{specs.map(spec => (
					<Chart key={spec.title} spec={spec} />
				))}
			</div>
		</Section>
	)
}
