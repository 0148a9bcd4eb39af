import { useDeferredValue, useMemo, useState } from 'react'
import type { HealthSearch } from '../health/health-search.ts'
import { Money } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { Chart } from '../ui/Chart.tsx'
import type { ChartSpec } from '../ui/chart-spec.ts'
import { classNames } from '../ui/class-names.ts'
import { daysBetween } from '../ui/format-day.ts'
import { formatNumber, formatPercent } from '../ui/format-number.ts'
import { NumberField } from '../ui/NumberField.tsx'
import { Section } from '../ui/Section.tsx'
import { Slider } from '../ui/Slider.tsx'
import { CaseList } from './CaseList.tsx'
import { caughtAt, sayOwnThreshold, thresholdFigures, usualThreshold } from './threshold-figures.ts'
import type { PopulationReport, StoredValidation, ValidationChoice } from './use-validation.ts'

/** All lines meet at the end; the one that is straight stops before it, so that names do not lie on each other. */
const chanceEnds = 85
const percents = Array.from({ length: 101 }, (_, percent) => percent)

/** Share of the churned that is caught, by the share of accounts that is flagged. */
export function caughtSpec(report: PopulationReport, flaggedShare: number, threshold: number): ChartSpec {
	const churnShare = report.churns / Math.max(1, report.cases)
	return {
		kind: 'line',
		title: 'Churned accounts caught, by accounts flagged',
		periods: percents.map(percent => `${percent} %`),
		series: [
			{
				name: 'this score',
				values: percents.map(percent => caughtAt(report.curve, percent / 100)),
				tone: 'accent',
			},
			{
				name: 'perfect',
				// It ends where it has caught all, so that its name stands there.
				values: percents.map(percent =>
					percent / 100 < churnShare + 0.01 ? Math.min(1, percent / 100 / churnShare) : null,
				),
				tone: 'faint',
			},
			{
				name: 'by chance',
				values: percents.map(percent => (percent <= chanceEnds ? percent / 100 : null)),
				tone: 'grey',
			},
		],
		format: value => formatPercent(value, 0),
		range: { low: 0, high: 1 },
		namesEvery: 20,
		marks: [{ period: `${Math.round(flaggedShare * 100)} %`, name: `below ${threshold}` }],
	}
}

const lists = [
	{ id: 'misses', label: 'Misses' },
	{ id: 'false_alarms', label: 'False alarms' },
	{ id: 'caught', label: 'Caught' },
] as const

function FigureLine({ name, children, value }: { name: string; value: string; children?: React.ReactNode }) {
	return (
		<div className="flex items-baseline justify-between gap-3 border-t py-1.5 text-13">
			<dt className="text-second">{name}</dt>
			<dd className="text-right">
				<span className="font-medium">{value}</span>
				{children && <span className="ml-2 text-second">{children}</span>}
			</dd>
		</div>
	)
}

/** Where would you flag? The slider says what it costs, what it misses and whom. */
export function ThresholdSection({
	report,
	stored,
	choice,
	search,
	today,
	onChange,
}: {
	report: PopulationReport
	stored: StoredValidation
	choice: ValidationChoice
	search: HealthSearch
	today: string
	onChange: (next: Partial<HealthSearch>) => void
}) {
	const own = stored.present_threshold
	const present = own ?? usualThreshold
	const [threshold, setThreshold] = useState(search.threshold ?? present)
	const [hoursPerFlag, setHoursPerFlag] = useState(Math.round(stored.hours_per_flag * 100) / 100)
	const settled = useDeferredValue(threshold)
	const days = daysBetween(report.from, report.to) + 1
	const figures = thresholdFigures({ curve: report.curve, days }, threshold, hoursPerFlag)
	const spec = useMemo(
		() => figures && caughtSpec(report, figures.point.flagged_share, threshold),
		[report, figures, threshold],
	)
	if (!figures || !spec) return null
	const { point } = figures
	const list = search.list ?? 'misses'
	const counts = { misses: point.misses, false_alarms: point.false_alarms, caught: figures.caught }
	const { currency } = report
	return (
		<Section
			id="threshold"
			title="Where would you flag?"
			facts={`scores below the threshold are flagged; ${sayOwnThreshold(own)}`}
		>
			<div className="grid gap-x-10 gap-y-6 xl:grid-cols-[3fr_2fr]">
				<Chart spec={spec} height={240} />
				<div className="flex flex-col gap-3">
					<Slider
						label={`Flag scores below ${threshold}`}
						value={threshold}
						min={0}
						max={101}
						onChange={value => {
							setThreshold(value)
							onChange({ threshold: value === present ? undefined : value })
						}}
						describe={value => `scores below ${value} are flagged`}
						ends={['nobody', 'everybody']}
					/>
					<dl aria-label="What this threshold means" aria-live="polite">
						<FigureLine name="Flagged" value={formatNumber(point.flagged)}>
							{formatPercent(point.flagged_share, 0)} of decisions
						</FigureLine>
						<FigureLine
							name="CSM hours"
							value={`${formatNumber(figures.hoursPerMonth, figures.hoursPerMonth < 10 ? 1 : 0)} a month`}
						>
							{formatNumber(figures.hours)} in all
						</FigureLine>
						<FigureLine name="Caught" value={formatNumber(figures.caught)}>
							{formatPercent(point.caught_share, 0)} ·{' '}
							<Money value={point.amount_caught} currency={currency} isShort />
						</FigureLine>
						<FigureLine name="Misses" value={formatNumber(point.misses)}>
							<Money value={point.amount_missed} currency={currency} isShort /> lost unseen
						</FigureLine>
						<FigureLine name="False alarms" value={formatNumber(point.false_alarms)}>
							{figures.flagsPerCaught === null
								? 'nobody caught'
								: `${formatNumber(figures.flagsPerCaught, 1)} flags per catch`}
						</FigureLine>
					</dl>
					<NumberField
						label="Hours of a CSM per flag"
						className="w-56"
						value={hoursPerFlag}
						min={0}
						max={100}
						unit="h"
						onChange={value => setHoursPerFlag(value ?? 0)}
					/>
				</div>
			</div>
			<div className="mt-5">
				<div
					role="group"
					aria-label="Which accounts"
					className="mb-2 flex w-fit rounded-md border bg-surface p-0.5"
				>
					{lists.map(({ id, label }) => (
						<Button
							key={id}
							kind="quiet"
							aria-pressed={list === id}
							className={classNames('h-7', list === id ? 'bg-hover' : 'text-second')}
							onClick={() => onChange({ list: id })}
						>
							{label} {formatNumber(counts[id])}
						</Button>
					))}
				</div>
				<CaseList
					query={{ ...choice, population: report.population, list, threshold: settled }}
					today={today}
					onOpen={past => onChange({ past })}
				/>
			</div>
		</Section>
	)
}
