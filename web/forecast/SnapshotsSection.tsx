import { useMemo } from 'react'
import { sayProblem } from '../session/call-query.ts'
import { Chart } from '../ui/Chart.tsx'
import type { ChartSpec } from '../ui/chart-spec.ts'
import { FailedState } from '../ui/FailedState.tsx'
import { formatDate } from '../ui/format-day.ts'
import { formatMoney } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { namePeriod } from './forecast-periods.ts'
import { originNames } from './forecast-words.ts'
import { type Snapshots, useSnapshots } from './use-forecast.ts'

/** The snapshots of a quarter as a chart: expected with its interval, closed, target, and what it came to. */
export function snapshotSpec(snapshots: Snapshots, target: string | null, today: string): ChartSpec {
	const currency = snapshots.currency ?? 'USD'
	const { items, actual, from } = snapshots
	const numbers = (key: 'expected' | 'closed' | 'low' | 'high') => items.map(item => Number(item[key]))
	const periods = items.map(({ taken_on }) => formatDate(taken_on, today))
	const begun = items.find(({ taken_on }) => taken_on >= from)
	return {
		kind: 'line',
		title: `Forecast of ${namePeriod(snapshots.quarter)} week by week, ${currency}`,
		periods,
		series: [
			{ name: 'Expected', values: numbers('expected') },
			{ name: 'Closed', values: numbers('closed') },
		],
		interval: { low: numbers('low'), high: numbers('high') },
		format: value => formatMoney(value, currency, { isShort: true }),
		targets: [
			...(target === null ? [] : [{ name: 'Target', value: Number(target) }]),
			...(actual === null ? [] : [{ name: 'Came to', value: Number(actual) }]),
		],
		...(begun && begun !== items[0]
			? { marks: [{ period: formatDate(begun.taken_on, today), name: 'Quarter begins' }] }
			: {}),
	}
}

/** How the forecast of a quarter narrowed, from snapshots that nobody can change. */
export function SnapshotsSection({
	quarter,
	target,
	today,
}: {
	quarter: string
	target: string | null
	today: string
}) {
	const { data, error, refetch } = useSnapshots(quarter)
	const spec = useMemo(
		() => (data && data.items.length > 1 ? snapshotSpec(data, target, today) : undefined),
		[data, target, today],
	)
	const only = data?.items.length === 1 ? data.items[0] : undefined
	const made = data?.items.filter(({ origin }) => origin !== 'taken').length ?? 0
	return (
		<Section
			id="snapshots"
			title="Week by week"
			facts="a snapshot of the whole forecast is kept every week and never changed"
		>
			{error && !data && (
				<FailedState what="The snapshots could not be read" why={sayProblem(error)} onRetry={refetch} />
			)}
			{!data && !error && <SkeletonRows count={4} label="Loading the snapshots" />}
			{spec && (
				<Chart
					spec={spec}
					height={260}
					note={
						<>
							soft band: 80 % of outcomes
							{made > 0 && `; ${made} ${made === 1 ? 'was' : 'were'} ${originNames.rebuilt} or later`}
						</>
					}
				/>
			)}
			{only && data && (
				<p className="text-13 text-second">
					One snapshot so far, of {formatDate(only.taken_on, today)}:{' '}
					{formatMoney(Number(only.expected), data.currency ?? 'USD')} expected. The line begins with the
					second, a week later.
				</p>
			)}
			{data && data.items.length === 0 && (
				<p className="text-13 text-second">
					There is no snapshot of {namePeriod(quarter)}. The day takes one every week, of the running quarter
					and the four after it
					{data.quarters.length > 0 && `; there are some of ${data.quarters.map(namePeriod).join(', ')}`}.
				</p>
			)}
		</Section>
	)
}
