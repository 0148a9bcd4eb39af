import { Link } from '@tanstack/react-router'
import { useExpansion } from '../expansion/use-expansion.ts'
import { namePeriod, quarterNameOf } from '../forecast/forecast-periods.ts'
import { useForecast } from '../forecast/use-forecast.ts'
import { Money } from '../ui/Amounts.tsx'
import { formatCount, formatMoney, formatPercent } from '../ui/format-number.ts'
import { Headline, HeadlineRow } from './Headline.tsx'

function ForecastFigure({ today }: { today: string }) {
	const period = quarterNameOf(today)
	const { data } = useForecast({ period })
	if (!data || data.renewals === 0) return null
	const { currency, target, expected } = data
	const half = (Number(data.high) - Number(data.low)) / 2
	return (
		<Headline
			isWide
			label={`Renewal forecast, ${namePeriod(period)}`}
			meaning="Closed, and of the open ones the probability times the expected amount. 80 % of outcomes lie between the two amounts."
			value={
				<>
					<Link to="/forecast" className="hover:text-accent">
						<Money value={expected} currency={currency} isShort />
					</Link>
					{half > 0 && (
						<span className="font-normal text-20 text-second">
							{' '}
							± {formatMoney(half, currency ?? 'USD', { isShort: true })}
						</span>
					)}
				</>
			}
			under={
				<>
					of <Money value={data.due} currency={currency} isShort /> due;{' '}
					{target === null ? (
						'no target set'
					) : (
						<>
							target <Money value={target} currency={currency} isShort />,{' '}
							<Money value={Number(expected) - Number(target)} currency={currency} isShort isSigned />
						</>
					)}
				</>
			}
		/>
	)
}

function ExpansionFigures() {
	const { data } = useExpansion()
	if (!data) return null
	const { currency, pipeline } = data
	return (
		<>
			<Headline
				label="Expansion pipeline"
				meaning="Annual amounts of opportunities that are neither won nor lost; expected is each amount times how often its lever was won here."
				value={
					<Link to="/expansion" className="hover:text-accent">
						<Money value={pipeline.amount} currency={currency} isShort />
					</Link>
				}
				under={
					<>
						<Money value={pipeline.expected_amount} currency={currency} isShort /> expected of{' '}
						{formatCount(pipeline.count, 'opportunity', 'opportunities')};{' '}
						<Link
							to="/expansion"
							search={{ tab: 'suggestions' }}
							className="text-accent underline underline-offset-2"
						>
							{formatCount(data.suggestions, 'suggestion')}
						</Link>
					</>
				}
			/>
			{data.cs_expansion_rate !== null && (
				<Headline
					label="CS-driven expansion"
					meaning="Won in twelve months and brought by CS, as a share of the ARR at their start."
					value={
						<Link to="/expansion" search={{ tab: 'figures' }} className="hover:text-accent">
							{formatPercent(data.cs_expansion_rate)}
						</Link>
					}
					under={
						<>
							<Money value={data.won_by_cs.amount} currency={currency} isShort /> won in twelve months
						</>
					}
				/>
			)}
		</>
	)
}

/** What is ahead: the quarter's forecast against its target, and the expansion pipeline. */
export function ForwardFigures({ today }: { today: string }) {
	return (
		<HeadlineRow name="Ahead">
			<ForecastFigure today={today} />
			<ExpansionFigures />
		</HeadlineRow>
	)
}
