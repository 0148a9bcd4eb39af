import { useMemo } from 'react'
import { RuleChangeNote } from '../model/RuleChanges.tsx'
import { levelOf } from '../ui/BandMark.tsx'
import { Chart } from '../ui/Chart.tsx'
import type { ChartSpec } from '../ui/chart-spec.ts'
import { addDays, daysBetween, formatDate } from '../ui/format-day.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import { type AccountRecord, type HealthHistory, useHealthHistory } from './use-account.ts'

/** Every day from one to the other, so that the axis is time. */
function daysFrom(first: string | undefined, last: string | undefined): string[] {
	if (!first || !last) return []
	return Array.from({ length: daysBetween(first, last) + 1 }, (_, index) => addDays(first, index))
}

/** The stored scores as a chart: bands behind, changes of the model marked. */
export function healthChartSpec(history: HealthHistory, record: AccountRecord, today: string): ChartSpec {
	const { items } = history
	const byDay = new Map(items.map(item => [item.as_of, item]))
	const days = daysFrom(items[0]?.as_of, items.at(-1)?.as_of)
	const bands = [...record.health_model.bands].sort((a, b) => a.from - b.from)
	return {
		kind: 'line',
		title: 'Health, 0 to 100',
		periods: days.map(day => formatDate(day, today)),
		series: [{ name: 'Health', values: days.map(day => byDay.get(day)?.score ?? null), tone: 'accent' }],
		isSparse: true,
		format: value => String(Math.round(value)),
		range: { low: 0, high: 100 },
		marks: items.flatMap((item, index) => {
			const before = items[index - 1]
			return before && before.model_version !== item.model_version
				? [{ period: formatDate(item.as_of, today), name: `version ${item.model_version}` }]
				: []
		}),
		grounds: bands.map((band, index) => ({
			from: band.from,
			to: bands[index + 1]?.from ?? 100,
			level: levelOf(band.level),
			name: band.name,
		})),
	}
}

/** Health over the last 90 days. */
export function HealthChart({ record, today }: { record: AccountRecord; today: string }) {
	const { data } = useHealthHistory(record.account.id, addDays(record.as_of, -90))
	const spec = useMemo(() => data && healthChartSpec(data, record, today), [data, record, today])
	if (!spec) return <Skeleton className="h-44 w-full" />
	if (spec.periods.length < 2) {
		return (
			<p className="text-13 text-second">
				The score is kept from day to day; with two days there is a chart here. Past days come with perennial
				backfill.
			</p>
		)
	}
	return (
		<div>
			<Chart spec={spec} height={170} />
			<RuleChangeNote items={data?.items ?? []} />
		</div>
	)
}
