import { Link } from '@tanstack/react-router'
import { MeetingLinks } from '../meetings/MeetingLinks.tsx'
import { PlanLine } from '../retention/Headlines.tsx'
import { choosePeriod, useRetention } from '../retention/use-retention.ts'
import { sayProblem } from '../session/call-query.ts'
import { useToday } from '../session/use-session.ts'
import { Money } from '../ui/Amounts.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatDate, formatWholeDate } from '../ui/format-day.ts'
import { formatCount, formatNumber, formatPercent, formatSigned } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { Unknown } from '../ui/Unknown.tsx'
import { AtRiskLine } from './AtRiskLine.tsx'
import { ChangeLines } from './ChangeLines.tsx'
import { ForwardFigures } from './ForwardFigures.tsx'
import { Headline, HeadlineRow } from './Headline.tsx'
import { LevelCounts } from './LevelCounts.tsx'
import { RenewalMonths } from './RenewalMonths.tsx'
import { type Summary, useSummary } from './use-today.ts'

/** A share against its target: `68 %`, `target 70 %, −2.0 points`. */
function shareAgainst(share: { value: number | null; target: number }, word: string) {
	if (share.value === null) return { value: <Unknown reason="No account has a score" />, under: '' }
	const points = (share.value - share.target) * 100
	return {
		value: formatPercent(share.value, 0),
		under: `${word} ${formatPercent(share.target, 0)}, ${formatSigned(points, 1)} points`,
	}
}

function BookFigures({ summary }: { summary: Summary }) {
	const { currency, renewals } = summary
	return (
		<HeadlineRow name="The book today">
			<Headline
				label="ARR of customers"
				meaning="Annual recurring revenue of all accounts that pay today."
				value={<Money value={summary.arr} currency={currency} isShort reason="No subscription is loaded" />}
				under={formatCount(summary.customers, 'customer')}
			/>
			<Headline
				label="Good"
				meaning="Share of scored customers whose band has the level good."
				{...shareAgainst(summary.good_share, 'target at least')}
			/>
			<Headline
				label="Alarm"
				meaning="Share of scored customers whose band has the level alarm. Lower is better."
				{...shareAgainst(summary.alarm_share, 'target under')}
			/>
			<Headline
				label="ARR at risk"
				meaning="ARR of accounts whose level is watch or alarm; covered where an open task exists for the account."
				value={<Money value={summary.arr_at_risk} currency={currency} isShort />}
				under={
					summary.arr_at_risk_covered === null
						? 'coverage not known'
						: `${formatPercent(summary.arr_at_risk_covered, 0)} has an open task`
				}
			/>
			<Headline
				label={`Renewals, ${renewals.days} days`}
				meaning="Target amount of all contracts whose decision falls in these days."
				value={<Money value={renewals.target_amount} currency={currency} isShort />}
				under={`${formatNumber(renewals.due)} due, ${formatNumber(renewals.without_call)} without a call`}
			/>
		</HeadlineRow>
	)
}

/** NRR with GRR of the trailing twelve months, against the plan of the quarter; the day keeps them ready. */
function RetentionFigures() {
	const today = useToday()
	const { data } = useRetention(choosePeriod({}, today))
	const whole = data?.groups[0]
	if (!data || !whole) return null
	const rates = [
		{ label: 'NRR', measure: 'nrr', value: whole.nrr },
		{ label: 'GRR', measure: 'grr', value: whole.grr },
		{ label: 'Logo retention', measure: 'logo_retention', value: whole.logo_retention },
	]
	return (
		<HeadlineRow name={`Twelve months to ${formatDate(data.to, today)}`}>
			{rates.map(({ label, measure, value }) => (
				<Headline
					key={measure}
					label={label}
					meaning={`${label} from the end of ${formatWholeDate(data.from)} to the end of ${formatWholeDate(data.to)}.`}
					value={
						<Link to="/retention" className="hover:text-accent">
							{value === null ? '–' : formatPercent(value)}
						</Link>
					}
					under={
						data.variances.some(entry => entry.measure === measure && entry.group === 'all') ? (
							<PlanLine retention={data} measure={measure} />
						) : (
							<Link
								to="/retention"
								hash="targets"
								className="inline-flex min-h-6 items-center rounded-sm underline decoration-line-strong underline-offset-2 hover:text-accent"
							>
								no plan set
							</Link>
						)
					}
				/>
			))}
		</HeadlineRow>
	)
}

function OwnersTable({ summary, onOwner }: { summary: Summary; onOwner: (owner: string) => void }) {
	const { currency } = summary
	return (
		<SimpleTable
			label="Books by CSM"
			rows={summary.owners}
			rowKey={owner => owner.owner_email ?? 'none'}
			columns={[
				{
					header: 'CSM',
					cell: owner => (
						<button
							type="button"
							className="rounded-sm text-left hover:text-accent"
							onClick={() => onOwner(owner.owner_email ?? 'none')}
						>
							{owner.name ?? owner.owner_email ?? 'Without owner'}
						</button>
					),
				},
				{ header: 'Accounts', align: 'right', isExtra: true, cell: owner => formatNumber(owner.accounts) },
				{
					header: 'ARR',
					align: 'right',
					cell: owner => <Money value={owner.arr} currency={currency} isShort />,
				},
				{
					header: 'At risk',
					align: 'right',
					cell: owner =>
						owner.at_risk === 0 ? (
							'0'
						) : (
							<Link
								to="/accounts"
								search={{
									filter: 'level in ("watch", "alarm")',
									owner: owner.owner_email ?? 'none',
									sort: '-arr',
								}}
								className={linkClass}
							>
								{formatNumber(owner.at_risk)}
							</Link>
						),
				},
				{
					header: 'ARR at risk',
					align: 'right',
					cell: owner => (
						<Money value={owner.at_risk === 0 ? 0 : owner.arr_at_risk} currency={currency} isShort />
					),
				},
				{
					header: 'Open tasks',
					align: 'right',
					isExtra: true,
					cell: owner => formatNumber(owner.open_tasks),
				},
			]}
		/>
	)
}

/** What a head of CS says to the board: how many are good, how much is at risk and covered, what renews. */
export function TeamView({
	today,
	sinceDays,
	onSince,
	onOwner,
}: {
	today: string
	sinceDays: number
	onSince: (days: number) => void
	onOwner: (owner: string) => void
}) {
	const summary = useSummary(undefined, sinceDays)
	const { data } = summary
	if (summary.error) {
		return (
			<div className="px-6">
				<FailedState
					what="The summary could not be read"
					why={sayProblem(summary.error)}
					onRetry={summary.refetch}
				/>
			</div>
		)
	}
	if (!data) return <Skeleton className="mx-6 h-64" />
	return (
		<div className="flex flex-col gap-8 px-6 pb-16 max-md:px-4">
			<div className="border-b">
				<RetentionFigures />
				<ForwardFigures today={today} />
				<BookFigures summary={data} />
			</div>
			<div className="grid gap-x-10 gap-y-8 xl:grid-cols-[3fr_2fr]">
				<div className="flex min-w-0 flex-col gap-8">
					<Section title="Books">
						<OwnersTable summary={data} onOwner={onOwner} />
					</Section>
					<Section title="Meetings">
						<MeetingLinks />
					</Section>
				</div>
				<div className="flex min-w-0 flex-col gap-8">
					<Section title="Customers by level" facts={data.unscored > 0 && `${data.unscored} without a score`}>
						<LevelCounts levels={data.levels} owner={undefined} />
					</Section>
					<Section title="Renewals ahead">
						<AtRiskLine />
						<RenewalMonths renewals={data.renewals} currency={data.currency} today={today} />
					</Section>
					<Section
						title="Changed level"
						facts={formatCount(data.changes.length, 'account')}
						controls={
							<SelectField
								label="Since"
								isLabelHidden
								className="w-36"
								value={String(sinceDays)}
								onChange={value => onSince(Number(value))}
								choices={[1, 7, 14, 30, 90].map(days => ({
									value: String(days),
									label: days === 1 ? 'since yesterday' : `in ${days} days`,
								}))}
							/>
						}
					>
						<ChangeLines changes={data.changes} limit={12} />
					</Section>
				</div>
			</div>
		</div>
	)
}
