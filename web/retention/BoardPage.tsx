import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { NoData } from '../data/NoData.tsx'
import { PrintPage } from '../frame/PrintPage.tsx'
import { useToday } from '../session/use-session.ts'
import { Money, Percent } from '../ui/Amounts.tsx'
import { formatWholeDate } from '../ui/format-day.ts'
import { formatCount, formatNumber, formatPercent } from '../ui/format-number.ts'
import { type SimpleColumn, SimpleTable } from '../ui/SimpleTable.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { PlanLine } from './Headlines.tsx'
import { TrendLines } from './TrendLines.tsx'
import { nameMonth, trendOf } from './trends.ts'
import { useGroupName } from './use-group-name.ts'
import {
	choosePeriod,
	hasMoney,
	type Retention,
	type RetentionGroup,
	useAhead,
	useDefinitions,
	useMonths,
	useRetention,
} from './use-retention.ts'
import { WaterfallChart } from './WaterfallSection.tsx'

const route = getRouteApi('/retention/board')

function BoardFigure({ label, value, under }: { label: string; value: ReactNode; under?: ReactNode }) {
	return (
		<div className="min-w-0">
			<p className="text-12 text-second">{label}</p>
			<p className="font-semibold text-20">{value}</p>
			<p className="min-h-4 text-12 text-second">{under}</p>
		</div>
	)
}

const share = (value: number | null) => (value === null ? '–' : formatPercent(value))

function BoardFigures({ retention, contracted }: { retention: Retention; contracted: string | undefined }) {
	const whole = retention.groups[0]
	if (!whole) return null
	const { currency } = retention
	const plan = (measure: string) => <PlanLine retention={retention} measure={measure} />
	return (
		<div className="grid grid-cols-4 gap-x-6 gap-y-3 border-y py-3 max-md:grid-cols-2">
			<BoardFigure label="NRR" value={share(whole.nrr)} under={plan('nrr')} />
			<BoardFigure label="GRR" value={share(whole.grr)} under={plan('grr')} />
			<BoardFigure
				label="Logo retention"
				value={share(whole.logo_retention)}
				under={plan('logo_retention') ?? `${whole.cohort.logos_lost} of ${whole.cohort.logos_start} lost`}
			/>
			<BoardFigure
				label="Gross churn"
				value={share(whole.gross_churn_rate)}
				under={plan('gross_churn_rate')}
			/>
			<BoardFigure label="Expansion" value={share(whole.expansion_rate)} under={plan('expansion_rate')} />
			<BoardFigure
				label="CS-driven expansion"
				value={share(retention.cs_expansion_rate)}
				under={plan('cs_expansion_rate')}
			/>
			<BoardFigure
				label="Quick ratio"
				value={whole.quick_ratio === null ? '–' : formatNumber(whole.quick_ratio, 1)}
				under={plan('quick_ratio')}
			/>
			<BoardFigure
				label="Contracted MRR"
				value={<Money value={contracted} currency={currency} isShort reason="Being read" />}
				under={plan('contracted_mrr')}
			/>
		</div>
	)
}

function rate(header: string, read: (row: RetentionGroup) => number | null): SimpleColumn<RetentionGroup> {
	return { header, align: 'right', cell: row => <Percent value={read(row)} isAligned /> }
}

/** One page for the board: the figures with their plan, the trend, the movements, the segments, and how it was counted. */
export function BoardPage() {
	const search = route.useSearch()
	const today = useToday()
	const period = choosePeriod(search, today)
	const retention = useRetention(period)
	const segments = useRetention(period, 'segment').data
	const months = useMonths(period).data
	const definitions = useDefinitions().data
	const ahead = useAhead(today, period.policy).data
	const { data, error } = retention
	const groupName = useGroupName()
	const trends = trendOf(months)
	const policyName = definitions?.policies.find(({ id }) => id === data?.policy)?.name ?? data?.policy
	const benchmarks = (definitions?.benchmarks ?? [])
		.filter(
			({ measure, name }) =>
				(measure === 'nrr' && name === 'usual') || (measure === 'grr' && name === 'good'),
		)
		.map(({ measure, name, from }) => ({
			name: `${measure.toUpperCase()} ${name} from ${formatPercent(from, 0)}`,
			value: from,
		}))
	return (
		<PrintPage
			title="Board page"
			label="Board page"
			back={
				<Link to="/retention" search={search} className={`${linkClass} text-13`}>
					Back to Retention
				</Link>
			}
			what="The figures could not be read"
			error={error}
			onRetry={() => void retention.refetch()}
		>
			{data &&
				(hasMoney(data) ? (
					<>
						<header>
							<h2 className="font-semibold text-20">Revenue retention</h2>
							<p className="text-13 text-second">
								From the end of {formatWholeDate(data.from)} to the end of {formatWholeDate(data.to)},{' '}
								{`as known at the end of ${formatWholeDate(data.as_of)}; policy ${policyName}, ${data.currency}.`}
							</p>
						</header>
						<BoardFigures retention={data} contracted={ahead?.contracted_mrr} />
						<section aria-label="Trend">
							<h3 className="font-semibold text-14">NRR and GRR of the twelve months up to each month end</h3>
							<TrendLines
								title="NRR and GRR by month"
								lines={[
									{ name: 'NRR', values: trends.nrr },
									{ name: 'GRR', values: trends.grr, isSecond: true },
								]}
								months={trends.months.map(nameMonth)}
								incompleteFrom={trends.incompleteFrom}
								targets={benchmarks}
							/>
						</section>
						{data.groups[0] && (
							<section aria-label="Movements">
								<h3 className="font-semibold text-14">Movements of MRR</h3>
								<WaterfallChart group={data.groups[0]} period={data} currency={data.currency} height={190} />
							</section>
						)}
						{segments && (
							<section aria-label="Segments">
								<h3 className="font-semibold text-14">By segment</h3>
								<SimpleTable
									label="By segment"
									rows={segments.groups.slice(0, 8)}
									rowKey={row => row.group}
									columns={[
										{ header: 'Segment', cell: row => groupName(row.group, 'segment') },
										rate('NRR', row => row.nrr),
										rate('GRR', row => row.grr),
										rate('Logos kept', row => row.logo_retention),
										{
											header: 'Start',
											align: 'right',
											cell: row => <Money value={row.start_mrr} currency={data.currency} isWhole />,
										},
										{
											header: 'End',
											align: 'right',
											cell: row => <Money value={row.end_mrr} currency={data.currency} isWhole />,
										},
									]}
								/>
							</section>
						)}
						<footer className="text-12 text-second">
							NRR, GRR and logo retention are of the accounts that paid at the start; the movements are
							everybody’s. {data.caveats.slice(0, 3).join(' ')}{' '}
							{data.left_out.length > 0 && `${formatCount(data.left_out.length, 'line')} in no figure.`}
						</footer>
					</>
				) : (
					<NoData sentence="No subscription has any money in these days, so there is nothing to tell the board yet." />
				))}
		</PrintPage>
	)
}
