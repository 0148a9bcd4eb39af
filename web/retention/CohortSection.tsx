import { useState } from 'react'
import { getCohortTable } from '../../api/retention.ts'
import { namePeriod } from '../forecast/forecast-periods.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { FailedState } from '../ui/FailedState.tsx'
import { addDays } from '../ui/format-day.ts'
import { formatCount, formatNumber } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { ExportLink } from './ExportLink.tsx'
import { useOpenNumber } from './NumberButton.tsx'
import { type ChosenPeriod, periodQuery } from './use-retention.ts'

type Every = 'month' | 'quarter'
type Measure = 'logos' | 'grr' | 'nrr'
const shownAges = { month: 24, quarter: 12 } as const

/** First day of the cohort's month or quarter, so many of them later. */
function firstDayOf(cohort: string, every: Every, after: number): string {
	const [year = '', part = ''] = cohort.split('-')
	const month = every === 'month' ? Number(part) : Number(part.slice(1)) * 3 - 2
	return new Date(Date.UTC(Number(year), month - 1 + after * (every === 'month' ? 1 : 3), 1))
		.toISOString()
		.slice(0, 10)
}

const lastDayOf = (cohort: string, every: Every, age: number) =>
	addDays(firstDayOf(cohort, every, age + 1), -1)

/** Soft below what is usual, full where much stayed; the number stands in every cell. */
function tint(value: number, isComplete: boolean) {
	const share = Math.round(Math.max(0, Math.min(1, (value - 0.4) / 0.8)) * 34)
	return isComplete
		? { background: `color-mix(in srgb, var(--accent) ${share}%, transparent)` }
		: { outline: '1px dashed var(--line-strong)', outlineOffset: '-2px' }
}

/** Start cohorts down, months or quarters after across. What still runs is dashed, without colour, and marked. */
export function CohortSection({
	period,
	every,
	measure,
	onChange,
}: {
	period: ChosenPeriod
	every: Every
	measure: Measure
	onChange: (next: { every?: Every; measure?: Measure }) => void
}) {
	const open = useOpenNumber()
	const [isAll, setAll] = useState(false)
	const { as_of, policy } = period
	const query = { every, measure, ...(as_of ? { as_of } : {}), ...(policy ? { policy } : {}) }
	const { data, error, refetch } = useCall(getCohortTable, { query }, { keepsPrevious: true })
	const most = isAll ? 1_000 : 24
	const cohorts = (data?.cohorts ?? []).slice(-most)
	const ages = Array.from(
		{ length: Math.min(shownAges[every], Math.max(0, ...cohorts.map(({ cells }) => cells.length))) },
		(_, age) => age,
	)
	function openCell(cohort: string, age: number) {
		open({
			what: 'accounts',
			title: `Cohort ${namePeriod(cohort)} after ${formatCount(age, every)}`,
			from: lastDayOf(cohort, every, 0),
			to: lastDayOf(cohort, every, age),
			by: 'cohort',
			group: cohort,
			members: measure === 'logos' ? 'started' : 'cohort',
		})
	}
	return (
		<Section
			id="cohorts"
			title="Start cohorts"
			facts="accounts by their first paid day"
			controls={
				<>
					<SelectField
						label="Measure"
						isLabelHidden
						className="w-28"
						value={measure}
						onChange={value => onChange({ measure: value === 'logos' || value === 'grr' ? value : 'nrr' })}
						choices={[
							{ value: 'nrr', label: 'NRR' },
							{ value: 'grr', label: 'GRR' },
							{ value: 'logos', label: 'Logos' },
						]}
					/>
					<SelectField
						label="Rhythm of cohorts"
						isLabelHidden
						className="w-32"
						value={every}
						onChange={value => onChange({ every: value === 'month' ? 'month' : 'quarter' })}
						choices={[
							{ value: 'quarter', label: 'by quarter' },
							{ value: 'month', label: 'by month' },
						]}
					/>
					<ExportLink what="cohorts" query={{ table: 'cohorts', every, measure, ...periodQuery(period) }} />
				</>
			}
		>
			{error && !data && (
				<FailedState what="The cohorts could not be read" why={sayProblem(error)} onRetry={refetch} />
			)}
			{!data && !error && <SkeletonRows count={6} label="Loading cohorts" />}
			{data && (
				<section
					className="overflow-x-auto"
					aria-label="Cohort table"
					// biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
					tabIndex={0}
				>
					<table className="text-12">
						<thead>
							<tr className="text-second">
								<th scope="col" className="h-8 pr-3 text-left font-medium">
									Cohort
								</th>
								<th scope="col" className="px-2 text-right font-medium">
									Started
								</th>
								{ages.map(age => (
									<th key={age} scope="col" className="min-w-12 px-1 text-right font-medium">
										{age}
									</th>
								))}
							</tr>
						</thead>
						<tbody>
							{cohorts.map(({ cohort, size, cells }) => (
								<tr key={cohort}>
									<th scope="row" className="h-7 whitespace-nowrap pr-3 text-left font-normal">
										{namePeriod(cohort)}
									</th>
									<td className="px-2 text-right">{formatNumber(size)}</td>
									{ages.map(age => {
										const cell = cells[age]
										if (!cell) return <td key={age} />
										const { value, complete } = cell
										return (
											<td
												key={age}
												className="p-0 text-right"
												style={value === null ? undefined : tint(value, complete)}
											>
												<button
													type="button"
													className="relative h-7 w-full px-1 text-right hover:underline"
													title={complete ? undefined : `The ${every} still runs: not final`}
													onClick={() => openCell(cohort, age)}
												>
													<span className="sr-only">{`${namePeriod(cohort)}, ${every} ${age}: `}</span>
													{value === null ? '–' : formatNumber(value * 100, 0)}
													{!complete && '*'}
													<span className="sr-only">
														{value === null ? 'unknown' : ' %'}
														{!complete && ', not final'}
													</span>
												</button>
											</td>
										)
									})}
								</tr>
							))}
						</tbody>
					</table>
				</section>
			)}
			<p className="mt-2 text-12 text-second">
				Per cent that is left so many {every}s after the first. Dashed with *: the {every} still runs, the
				number is not final.{' '}
				{data && data.cohorts.length > most && (
					<button type="button" className="text-accent" onClick={() => setAll(true)}>
						Show all {formatNumber(data.cohorts.length)} cohorts
					</button>
				)}
			</p>
		</Section>
	)
}
