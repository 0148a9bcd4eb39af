import { sayProblem } from '../session/call-query.ts'
import { DayText, Money, Percent } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatNumber } from '../ui/format-number.ts'
import { Hint } from '../ui/Hint.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { type SimpleColumn, SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { namePeriod } from './forecast-periods.ts'
import type { ForecastSearch } from './forecast-search.ts'
import { originNames } from './forecast-words.ts'
import { IntervalText } from './GroupsSection.tsx'
import { type Accuracy, type AccuracyPeriod, useAccuracy } from './use-forecast.ts'
import { useGroupName } from './use-group-name.ts'

const noPeriod = 'No quarter is over that a snapshot was taken before'
type DaysRow = Accuracy['by_days_ahead'][number]

/** A column whose header says what it means. */
function rate(
	header: string,
	value: (row: DaysRow) => number | null,
	reason = noPeriod,
	more: { isChange?: boolean; digits?: number } = {},
): SimpleColumn<DaysRow> {
	return {
		header,
		align: 'right',
		cell: row => <Percent value={value(row)} reason={reason} isAligned {...more} />,
	}
}

function TotalsTable({ rows }: { rows: readonly DaysRow[] }) {
	return (
		<SimpleTable
			label="Accuracy by days ahead"
			rows={rows}
			rowKey={row => String(row.days_ahead)}
			columns={[
				{ header: 'Days before it begins', cell: row => formatNumber(row.days_ahead) },
				{ header: 'Forecasts', align: 'right', cell: row => formatNumber(row.periods) },
				rate('Accuracy', row => row.mean_accuracy),
				rate('Bias', row => row.bias, noPeriod, { isChange: true, digits: 1 }),
				rate('Inside its 80 %', row => row.coverage, noPeriod, { digits: 0 }),
				rate('Chance alone', row => row.chance_error),
				rate(
					'Better than last year’s rate by',
					row => row.skill.against_last_year,
					'No last year to hold it against',
					{
						isChange: true,
						digits: 0,
					},
				),
				rate('Better than the CSMs by', row => row.skill.against_csm, 'No CSM called one', {
					isChange: true,
					digits: 0,
				}),
			]}
		/>
	)
}

function PeriodsTable({
	rows,
	currency,
	today,
	split,
	onExplain,
}: {
	rows: readonly AccuracyPeriod[]
	currency: string | null
	today: string
	split: 'segment' | 'owner' | undefined
	onExplain: (quarter: string) => void
}) {
	const groupName = useGroupName()
	return (
		<SimpleTable
			label="Forecasts and what came"
			rows={rows}
			rowKey={row => `${row.period} ${row.group}`}
			columns={[
				{ header: 'Quarter', cell: row => namePeriod(row.period) },
				...(split
					? [
							{
								header: split === 'owner' ? 'CSM' : 'Segment',
								cell: (row: AccuracyPeriod) => groupName(split, row.group),
							},
						]
					: []),
				{
					header: 'Said on',
					align: 'right',
					isExtra: true,
					cell: row => (
						<span title={originNames[row.origin]}>
							<DayText value={row.taken_on} today={today} />
							{row.origin !== 'taken' && <span className="text-second"> *</span>}
						</span>
					),
				},
				{ header: 'Renewals', align: 'right', isExtra: true, cell: row => formatNumber(row.renewals) },
				{
					header: 'Forecast',
					align: 'right',
					cell: row => <Money value={row.forecast} currency={currency} isWhole />,
				},
				{
					header: '80 % between',
					align: 'right',
					isExtra: true,
					cell: row => <IntervalText low={row.low} high={row.high} currency={currency} />,
				},
				{
					header: 'Came to',
					align: 'right',
					cell: row => <Money value={row.actual} currency={currency} isWhole />,
				},
				{
					header: 'Accuracy',
					align: 'right',
					cell: row => <Percent value={row.accuracy} reason="Nothing was renewed" isAligned />,
				},
				{
					header: 'Off by',
					align: 'right',
					cell: row => (
						<Percent value={row.bias} reason="Nothing was renewed" digits={1} isChange isAligned />
					),
				},
				{
					header: 'Chance',
					align: 'right',
					isExtra: true,
					cell: row => <Percent value={row.chance_error} reason="Nothing was open" isAligned />,
				},
				{
					header: '80 % held',
					cell: row => (row.is_inside ? 'yes' : <span className="text-watch">no, outside</span>),
				},
				...(split
					? []
					: [
							{
								header: 'Why it missed',
								align: 'right' as const,
								cell: (row: AccuracyPeriod) => (
									<Button
										kind="quiet"
										aria-label={`Show why ${namePeriod(row.period)} came out otherwise`}
										onClick={() => onExplain(row.period)}
									>
										Show
									</Button>
								),
							},
						]),
			]}
		/>
	)
}

/** How right the forecasts of quarters that are over were. */
export function AccuracySection({
	search,
	today,
	onChange,
}: {
	search: ForecastSearch
	today: string
	onChange: (next: Partial<ForecastSearch>) => void
}) {
	const days = search.days ?? 90
	const { data, error, refetch } = useAccuracy(search.split)
	const rows = data?.periods.filter(row => row.days_ahead === days) ?? []
	return (
		<Section
			id="accuracy"
			title="Was it right?"
			facts={
				<Hint
					more="1 − |forecast − what came| ÷ what came, on renewed ARR; what came is frozen 30 days after the quarter’s end. Bias above 0: too hopeful."
					isMarked
				>
					forecasts before a quarter’s first day against what it came to
				</Hint>
			}
			controls={
				<>
					<SelectField
						label="Whose"
						isLabelHidden
						className="w-32"
						value={search.split ?? ''}
						onChange={next => onChange({ split: next === 'segment' || next === 'owner' ? next : undefined })}
						choices={[
							{ value: '', label: 'in all' },
							{ value: 'owner', label: 'by CSM' },
							{ value: 'segment', label: 'by segment' },
						]}
					/>
					<SelectField
						label="Days ahead"
						isLabelHidden
						className="w-36"
						value={String(days)}
						onChange={next => onChange({ days: Number(next) })}
						choices={[90, 60, 30].map(value => ({ value: String(value), label: `${value} days ahead` }))}
					/>
				</>
			}
		>
			{error && !data && (
				<FailedState what="The accuracy could not be read" why={sayProblem(error)} onRetry={refetch} />
			)}
			{!data && !error && <SkeletonRows count={4} label="Loading the accuracy" />}
			{data && <p className="mb-2 text-13 text-second">{data.says.join(' ')}</p>}
			{data && data.periods.length > 0 && (
				<div className="flex flex-col gap-6">
					<TotalsTable rows={data.by_days_ahead} />
					<div>
						<h3 className="mb-1 font-medium text-13">{days} days ahead, quarter by quarter</h3>
						<PeriodsTable
							rows={rows}
							currency={data.currency}
							today={today}
							split={search.split}
							onExplain={quarter => onChange({ quarter })}
						/>
						{rows.some(({ origin }) => origin !== 'taken') && (
							<p className="mt-1 text-12 text-second">* made afterwards from history, as known on its day</p>
						)}
					</div>
				</div>
			)}
		</Section>
	)
}
