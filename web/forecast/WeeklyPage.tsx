import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ForecastRenewal } from '../../api/forecast.ts'
import { spell } from '../accounts/spell.ts'
import { NoData } from '../data/NoData.tsx'
import { PrintPage } from '../frame/PrintPage.tsx'
import { useOwnerName } from '../people/use-people.ts'
import { useToday } from '../session/use-session.ts'
import { DayText, Money, Percent } from '../ui/Amounts.tsx'
import { formatWholeDate } from '../ui/format-day.ts'
import { formatCount, formatMoney, formatNumber, formatPercent } from '../ui/format-number.ts'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { chosenPeriod, namePeriod } from './forecast-periods.ts'
import { IntervalBar } from './IntervalBar.tsx'
import { SnapshotLines } from './SnapshotLines.tsx'
import {
	type Forecast,
	type ForecastGroup,
	useAccuracy,
	useForecast,
	useForecastRenewals,
	useSnapshots,
} from './use-forecast.ts'
import { useGroupName } from './use-group-name.ts'

const route = getRouteApi('/forecast/weekly')

function SheetFigure({ label, value, under }: { label: string; value: ReactNode; under?: ReactNode }) {
	return (
		<div className="min-w-0">
			<p className="text-12 text-second">{label}</p>
			<p className="font-semibold text-20">{value}</p>
			<p className="min-h-4 text-12 text-second">{under}</p>
		</div>
	)
}

function SheetFigures({ forecast }: { forecast: Forecast }) {
	const { currency, target, since_snapshot: since } = forecast
	const money = (value: string | number | null) => <Money value={value} currency={currency} isShort />
	return (
		<div className="grid grid-cols-4 gap-x-6 gap-y-3 border-y py-3 max-md:grid-cols-2">
			<SheetFigure
				label="Expected, with closed"
				value={money(forecast.expected)}
				under={
					<>
						80 % between {money(forecast.low)} and {money(forecast.high)}
					</>
				}
			/>
			<SheetFigure
				label="Target"
				value={target === null ? '–' : money(target)}
				under={
					target === null ? (
						'none set'
					) : (
						<>
							gap{' '}
							<Money
								value={Number(forecast.expected) - Number(target)}
								currency={currency}
								isShort
								isSigned
							/>
						</>
					)
				}
			/>
			<SheetFigure label="Closed" value={money(forecast.closed)} under={<>of {money(forecast.due)} due</>} />
			<SheetFigure
				label="Still open"
				value={formatNumber(forecast.open)}
				under={`of ${formatCount(forecast.renewals, 'renewal')}`}
			/>
			<SheetFigure label="Commit" value={money(forecast.scenarios.commit)} under="closed + commit" />
			<SheetFigure label="Likely" value={money(forecast.scenarios.likely)} under="+ likely" />
			<SheetFigure label="Best case" value={money(forecast.scenarios.best)} under="+ doubtful" />
			<SheetFigure
				label="Since the snapshot"
				value={
					since === null ? (
						'–'
					) : (
						<Money
							value={Number(forecast.expected) - Number(since.expected)}
							currency={currency}
							isShort
							isSigned
						/>
					)
				}
				under={since ? `of ${formatWholeDate(since.taken_on)}` : 'none before'}
			/>
		</div>
	)
}

/** Half of the interval, `± $12k`. */
function halfOf({ low, high }: ForecastGroup, currency: string | null): string {
	const half = (Number(high) - Number(low)) / 2
	return half > 0 ? `± ${formatMoney(half, currency ?? 'USD', { isShort: true })}` : 'decided'
}

function GroupTable({
	by,
	groups,
	currency,
}: {
	by: 'segment' | 'owner'
	groups: readonly ForecastGroup[]
	currency: string | null
}) {
	const groupName = useGroupName()
	const rows = [...groups].sort((a, b) => Number(b.due) - Number(a.due)).slice(0, 8)
	const money = (value: string) => <Money value={value} currency={currency} isShort />
	return (
		<section aria-label={by === 'owner' ? 'By CSM' : 'By segment'} className="min-w-0">
			<SimpleTable
				label={by === 'owner' ? 'By CSM' : 'By segment'}
				rows={rows}
				rowKey={row => row.group}
				columns={[
					{
						header: by === 'owner' ? 'CSM' : 'Segment',
						cell: row => groupName(by, row.group),
					},
					{ header: 'Due', align: 'right', cell: row => money(row.due) },
					{ header: 'Expected', align: 'right', cell: row => money(row.expected) },
					{ header: '80 %', align: 'right', cell: row => halfOf(row, currency) },
				]}
			/>
		</section>
	)
}

function OpenTable({
	rows,
	currency,
	today,
}: {
	rows: readonly ForecastRenewal[]
	currency: string | null
	today: string
}) {
	const nameOf = useOwnerName()
	return (
		<section aria-label="To talk about">
			<h3 className="font-semibold text-14">To talk about: the open money that is least certain</h3>
			<SimpleTable
				label="To talk about"
				rows={rows}
				rowKey={row => row.id}
				columns={[
					{ header: 'Account', cell: row => row.account_name ?? row.account_id },
					{ header: 'Date', align: 'right', cell: row => <DayText value={row.renewal_on} today={today} /> },
					{
						header: 'P(renew)',
						align: 'right',
						cell: row => <Percent value={row.probability} digits={0} />,
					},
					{
						header: 'Target',
						align: 'right',
						cell: row => <Money value={row.target_amount} currency={currency} isWhole />,
					},
					{
						header: 'Expected',
						align: 'right',
						cell: row => <Money value={row.expected_amount} currency={currency} isWhole />,
					},
					{ header: 'Call', isExtra: true, cell: row => (row.category ? spell(row.category) : '–') },
					{ header: 'CSM', isExtra: true, cell: row => nameOf(row.owner_email) ?? '–' },
				]}
			/>
		</section>
	)
}

/** Whose book the page is narrowed to. */
function ownerWords(owner: string, groupName: ReturnType<typeof useGroupName>): string {
	return owner === 'me' ? 'my book' : groupName('owner', owner)
}

/** As many as leave room for the rest on one sheet. */
const mostTalkedAbout = 7

/** One sheet for the weekly meeting: the number, what moved, by whom, and which renewals to talk about. */
export function WeeklyPage() {
	const search = route.useSearch()
	const today = useToday()
	const period = chosenPeriod(search.period, today)
	const slice = { period, segment: search.segment, owner: search.owner }
	const segments = useForecast(slice, 'segment')
	const owners = useForecast(slice, 'owner').data
	const open = useForecastRenewals(slice, { state: 'open' }).data?.pages[0]?.items ?? []
	const snapshots = useSnapshots(period.includes('Q') ? period : undefined).data
	const accuracy = useAccuracy(undefined).data
	const { data, error } = segments
	const quarterAhead = accuracy?.by_days_ahead[0]
	const groupName = useGroupName()
	return (
		<PrintPage
			title="Weekly forecast"
			label="Weekly forecast"
			back={
				<Link to="/forecast" search={search} className={`${linkClass} text-13`}>
					Back to Forecast
				</Link>
			}
			what="The forecast could not be read"
			error={error}
			onRetry={() => void segments.refetch()}
		>
			{data && (
				<>
					<header>
						<h2 className="font-semibold text-20">Renewal forecast, {namePeriod(period)}</h2>
						<p className="text-13 text-second">
							Decisions from {formatWholeDate(data.from)} to {formatWholeDate(data.to)}, as known at the end
							of {formatWholeDate(data.as_of)}
							{search.segment ? `; segment ${groupName('segment', search.segment)}` : ''}
							{search.owner ? `; ${ownerWords(search.owner, groupName)}` : ''}.
						</p>
					</header>
					{data.renewals === 0 ? (
						<NoData sentence={`No contract comes up for a decision in ${namePeriod(period)}.`} />
					) : (
						<>
							<SheetFigures forecast={data} />
							<IntervalBar forecast={data} />
							<div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
								<GroupTable by="segment" groups={data.groups} currency={data.currency} />
								{owners && <GroupTable by="owner" groups={owners.groups} currency={data.currency} />}
							</div>
							{snapshots && snapshots.items.length > 1 && (
								<section aria-label="Week by week">
									<h3 className="font-semibold text-14">Week by week</h3>
									<SnapshotLines snapshots={snapshots} target={data.target} today={today} />
								</section>
							)}
							{open.length > 0 && (
								<OpenTable rows={open.slice(0, mostTalkedAbout)} currency={data.currency} today={today} />
							)}
							<footer className="text-12 text-second">
								{data.shock.says}{' '}
								{data.chance_error !== null &&
									`Chance alone makes about ${formatPercent(data.chance_error)} with so many renewals. `}
								{quarterAhead?.mean_accuracy != null &&
									`Forecasts 90 days ahead were ${formatPercent(quarterAhead.mean_accuracy)} right so far.`}
							</footer>
						</>
					)}
				</>
			)}
		</PrintPage>
	)
}
