import type { ReactNode } from 'react'
import { DayText, Money } from '../ui/Amounts.tsx'
import { formatWholeDate } from '../ui/format-day.ts'
import { formatCount, formatMoney, formatNumber, formatPercent } from '../ui/format-number.ts'
import { Hint } from '../ui/Hint.tsx'
import { StaleMark } from '../ui/StaleMark.tsx'
import { Unknown } from '../ui/Unknown.tsx'
import type { OpenedSum } from './forecast-search.ts'
import { sumMeanings, sumNames } from './forecast-words.ts'
import { IntervalBar } from './IntervalBar.tsx'
import { SumButton } from './SumButton.tsx'
import type { Forecast } from './use-forecast.ts'

function Figure({
	id,
	label,
	meaning,
	value,
	under,
}: {
	id: string
	label: string
	meaning: string
	value: ReactNode
	under?: ReactNode
}) {
	return (
		<div className="flex min-w-0 flex-col gap-0.5" data-figure={id}>
			<Hint more={meaning} isMarked className="block min-h-[24px] text-12 text-second">
				{label}
			</Hint>
			<p className="font-semibold text-20 tracking-[-0.01em]">{value}</p>
			<p className="text-12 text-second">{under}</p>
		</div>
	)
}

/** `gap −$52k` against the target; whose target it is stands on hover. */
export function TargetGap({ forecast }: { forecast: Pick<Forecast, 'target' | 'expected' | 'currency'> }) {
	const { target, expected, currency } = forecast
	if (target === null) return null
	return (
		<>
			expected <Money value={Number(expected) - Number(target)} currency={currency} isShort isSigned />{' '}
			against it
		</>
	)
}

function chanceUnder({ chance_error, open }: Forecast): ReactNode {
	if (chance_error === null || open === 0) return undefined
	return (
		<Hint
			more={`With ${formatCount(open, 'renewal')} still open even the true probabilities would be off by this much on average. The field’s target is 5 %.`}
			isMarked
		>
			chance alone ± {formatPercent(chance_error)}
		</Hint>
	)
}

/** Closed and expected with its interval, the scenarios, the target: what the forecast meeting is about. */
export function ForecastHeadlines({ forecast, today }: { forecast: Forecast; today: string }) {
	const { currency } = forecast
	const sum = (id: OpenedSum, value: string, isShort = true) => (
		<SumButton opens={{ sum: id }}>
			<Money value={value} currency={currency} isShort={isShort} />
		</SumButton>
	)
	const figure = (id: OpenedSum, value: string, under?: ReactNode) => (
		<Figure id={id} label={sumNames[id]} meaning={sumMeanings[id]} value={sum(id, value)} under={under} />
	)
	const half = (Number(forecast.high) - Number(forecast.low)) / 2
	return (
		<div className="flex flex-col gap-4 border-y py-4">
			<div className="grid grid-cols-4 gap-x-6 gap-y-4 max-md:grid-cols-2">
				<div className="col-span-2 min-w-0" data-figure="expected">
					<Hint more={sumMeanings.expected} isMarked className="block min-h-[24px] text-12 text-second">
						Expected, with what is closed
					</Hint>
					<p className="font-semibold text-28 tracking-[-0.02em]">
						{sum('expected', forecast.expected)}
						{half > 0 && (
							<span className="font-normal text-20 text-second">
								{' '}
								± {formatMoney(half, currency ?? 'USD', { isShort: true })}
							</span>
						)}
						{forecast.as_of < today && (
							<StaleMark
								reason={`As of ${formatWholeDate(forecast.as_of)}: the day has not run since. Run it on the Data page.`}
							/>
						)}
					</p>
					<p className="text-12 text-second">
						{half > 0 ? (
							<>
								80 % of outcomes lie between <Money value={forecast.low} currency={currency} isShort /> and{' '}
								<Money value={forecast.high} currency={currency} isShort />, of{' '}
							</>
						) : (
							'All is decided, of '
						)}
						<SumButton opens={{ sum: 'due' }}>
							<Money value={forecast.due} currency={currency} isShort /> due
						</SumButton>
					</p>
				</div>
				{figure(
					'closed',
					forecast.closed,
					`${formatNumber(forecast.renewals - forecast.open)} of ${formatCount(forecast.renewals, 'renewal')} decided`,
				)}
				<Figure
					id="target"
					label="Target"
					meaning="What the renewals of the quarter should come to; set below by who may change the workspace."
					value={
						forecast.target === null ? (
							<Unknown reason="No target is set for this period and slice. Targets are by quarter." />
						) : (
							<Money value={forecast.target} currency={currency} isShort />
						)
					}
					under={forecast.target === null ? 'none set' : <TargetGap forecast={forecast} />}
				/>
				{figure('commit', forecast.scenarios.commit, 'closed + commit')}
				{figure('likely', forecast.scenarios.likely, '+ likely')}
				{figure('best', forecast.scenarios.best, '+ doubtful')}
				<Figure
					id="open"
					label="Still open"
					meaning="Renewals of the period that nobody has decided, and how exact a forecast of so few can be."
					value={formatNumber(forecast.open)}
					under={chanceUnder(forecast)}
				/>
			</div>
			<IntervalBar forecast={forecast} />
			<Comparisons forecast={forecast} today={today} />
		</div>
	)
}

/** Other ways to say a number, and what moved since last week. */
function Comparisons({ forecast, today }: { forecast: Forecast; today: string }) {
	const { currency, naive, csm_call, since_snapshot: since, unknown } = forecast
	const moved = since === null ? null : Number(forecast.expected) - Number(since.expected)
	return (
		<ul className="flex flex-wrap gap-x-6 gap-y-1 text-13 text-second">
			<li>
				By last year’s rate <Money value={naive} currency={currency} isShort reason="There is no last year" />
			</li>
			<li>
				By the CSMs’ calls{' '}
				<Money value={csm_call} currency={currency} isShort reason="No CSM has called an open one yet" />
			</li>
			{since && moved !== null && (
				<li>
					Since the snapshot of <DayText value={since.taken_on} today={today} />{' '}
					<Money value={moved} currency={currency} isShort isSigned />, closed{' '}
					<Money
						value={Number(forecast.closed) - Number(since.closed)}
						currency={currency}
						isShort
						isSigned
					/>
				</li>
			)}
			{unknown.renewals > 0 && (
				<li className="text-watch">
					<SumButton opens={{ sum: 'unknown' }}>
						{formatCount(unknown.renewals, 'renewal')} without amount or probability
					</SumButton>
				</li>
			)}
		</ul>
	)
}
