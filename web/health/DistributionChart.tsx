import { useMemo } from 'react'
import { RuleChangeNote } from '../model/RuleChanges.tsx'
import { levelOf } from '../ui/BandMark.tsx'
import { Chart } from '../ui/Chart.tsx'
import type { ChartSpec } from '../ui/chart-spec.ts'
import { formatDate, formatMonth } from '../ui/format-day.ts'
import { formatNumber } from '../ui/format-number.ts'
import type { Distribution, Slice } from './use-health.ts'

/** Bands stacked, one column per date; the best at the bottom. */
export function distributionSpec({ items }: Distribution, every: Slice['every'], today: string): ChartSpec {
	const nameOf = (day: string) => (every === 'month' ? formatMonth(day, '2-digit') : formatDate(day, today))
	const bands = new Map(items.flatMap(item => item.bands.map(band => [band.band, band] as const)))
	const order = ['good', 'fine', 'watch', 'alarm', 'unknown']
	const sorted = [...bands.values()].sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
	return {
		kind: 'stacked',
		title: 'Customers by band',
		periods: items.map(({ as_of }) => nameOf(as_of)),
		series: sorted
			.map(({ band, name, level }) => ({
				name,
				tone: levelOf(level),
				values: items.map(item => item.bands.find(entry => entry.band === band)?.accounts ?? 0),
			}))
			.filter(({ values }) => values.some(accounts => accounts > 0)),
		format: value => formatNumber(value),
		unit: 'whole',
		marks: items.flatMap((item, index) => {
			const before = items[index - 1]
			return before && before.model_version !== item.model_version
				? [{ period: nameOf(item.as_of), name: `version ${item.model_version}` }]
				: []
		}),
	}
}

export function DistributionChart({
	distribution,
	every,
	today,
}: {
	distribution: Distribution
	every: Slice['every']
	today: string
}) {
	const spec = useMemo(() => distributionSpec(distribution, every, today), [distribution, every, today])
	return (
		<div>
			<Chart spec={spec} height={220} />
			<RuleChangeNote items={distribution.items} />
		</div>
	)
}
