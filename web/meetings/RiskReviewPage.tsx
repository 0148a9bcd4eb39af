import { getRouteApi, Link } from '@tanstack/react-router'
import { Printer } from 'lucide-react'
import type { ReactNode } from 'react'
import { getRiskReview } from '../../api/meetings.ts'
import { listAtRisk } from '../../api/renewal-reports.ts'
import { useOwnerName } from '../people/use-people.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { useMay, useToday } from '../session/use-session.ts'
import { DayText, Money, Percent } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { addDays, formatDate, formatLongDate } from '../ui/format-day.ts'
import { formatCount, formatPercent } from '../ui/format-number.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { AgreeForm } from './AgreeForm.tsx'
import { AgreementsTable } from './AgreementsTable.tsx'
import { MeetingLinks } from './MeetingLinks.tsx'
import { type RiskReview, RiskTable } from './RiskTable.tsx'
import { Sheet } from './Sheet.tsx'

const route = getRouteApi('/meetings/risk')
const shownWeeks = 12
const mostListed = 40

function RenewalsAtRisk({ today }: { today: string }) {
	const nameOf = useOwnerName()
	const renewals = useCall(listAtRisk, { query: { days: 90, limit: 50 } })
	const { data, error } = renewals
	return (
		<Section
			id="renewals"
			title="Renewals at risk, next 90 days"
			facts={
				data && (
					<>
						{formatCount(data.total, 'renewal')},{' '}
						<Money value={data.at_risk_arr} currency={data.currency} isWhole />
						{data.coverage !== null && `, ${formatPercent(data.coverage, 0)} with a play`}
					</>
				)
			}
		>
			{error && (
				<FailedState
					what="The renewals could not be read"
					why={sayProblem(error)}
					onRetry={renewals.refetch}
				/>
			)}
			{!data && !error && <SkeletonRows count={4} label="Loading renewals" />}
			{data?.items.length === 0 && (
				<p className="text-13 text-second">No renewal of these days is at risk.</p>
			)}
			{data && data.items.length > 0 && (
				<SimpleTable
					label="Renewals at risk"
					rows={data.items}
					rowKey={item => item.id}
					columns={[
						{
							header: 'Account',
							cell: item => (
								<Link
									to="/accounts/$id"
									params={{ id: item.account_id }}
									className="inline-flex min-h-6 items-center rounded-sm font-medium hover:text-accent"
								>
									{item.account_name ?? item.account_id}
								</Link>
							),
						},
						{ header: 'Renews', cell: item => <DayText value={item.renewal_on} today={today} /> },
						{
							header: 'Amount',
							align: 'right',
							cell: item => <Money value={item.arr} currency={data.currency} isWhole />,
						},
						{
							header: 'Chance',
							align: 'right',
							isExtra: true,
							cell: item => <Percent value={item.probability} digits={0} />,
						},
						{ header: 'Why', cell: item => item.reason },
						{ header: 'Owner', isExtra: true, cell: item => nameOf(item.owner_email) ?? 'nobody' },
						{
							header: 'Play',
							isExtra: true,
							cell: item => item.play ?? <span className="font-medium text-alarm">no play</span>,
						},
					]}
				/>
			)}
		</Section>
	)
}

function Agreements({ review, today }: { review: RiskReview; today: string }) {
	const may = useMay()
	const accounts = [
		...new Map(
			[...review.newly_at_risk, ...review.at_risk, ...review.moved].map(account => [
				account.account_id,
				{ id: account.account_id, name: account.account_name },
			]),
		).values(),
	]
	return (
		<>
			<Section id="agreed-before" title="Agreed last week">
				{review.agreed_last_week.length === 0 ? (
					<p className="text-13 text-second">Nothing was written down.</p>
				) : (
					<AgreementsTable
						label="Agreed last week"
						agreements={review.agreed_last_week}
						today={today}
						withAccount
					/>
				)}
			</Section>
			<Section id="agreed" title="Agreed this week">
				{review.agreed.length === 0 ? (
					<p className="text-13 text-second">Nothing yet.</p>
				) : (
					<AgreementsTable label="Agreed this week" agreements={review.agreed} today={today} withAccount />
				)}
				{may('tasks.change') && accounts.length > 0 && (
					<AgreeForm
						accounts={accounts}
						agreeing={{ meeting: 'risk', week: review.week.from }}
						today={today}
					/>
				)}
			</Section>
		</>
	)
}

function RiskSheet({ review, today }: { review: RiskReview; today: string }) {
	const asOf = review.as_of ?? review.week.to
	return (
		<Sheet
			label="Weekly risk review"
			head={`Weekly risk review, week from ${formatDate(review.week.from, today)}`}
			foot={`Health as of ${formatDate(asOf, today)}`}
		>
			<h2 className="paper-only font-semibold text-20">
				Weekly risk review, week from {formatDate(review.week.from, today)}
			</h2>
			<p className="text-13 text-second">
				Health as of {formatLongDate(asOf)}
				{review.since
					? `, compared with ${formatLongDate(review.since)}.`
					: '; nothing earlier was computed to compare with.'}
				{review.model_changed && ' The rules changed in between: some moved with the rule, not the customer.'}
			</p>
			<div className="grid grid-cols-4 gap-x-6 gap-y-3 border-y py-3 max-md:grid-cols-2">
				<Figure label="Newly at risk" value={String(review.newly_at_risk.length)} />
				<Figure label="At risk" value={formatCount(review.at_risk_total, 'account')} />
				<Figure
					label="ARR at risk"
					value={<Money value={review.at_risk_arr} currency={review.currency} isWhole />}
					under={
						review.arr_unknown > 0
							? `without ${formatCount(review.arr_unknown, 'account')} of unknown ARR`
							: ''
					}
				/>
				<Figure
					label="Has a play"
					value={<Percent value={review.covered} digits={0} reason="Nothing is at risk" />}
					under="share of that ARR with an open task"
				/>
			</div>
			<Section id="new" title="Newly at risk" facts={formatCount(review.newly_at_risk.length, 'account')}>
				{review.newly_at_risk.length === 0 ? (
					<p className="text-13 text-second">
						{review.since ? 'Nobody came to be at risk.' : 'There is nothing to compare with yet.'}
					</p>
				) : (
					<RiskTable label="Newly at risk" accounts={review.newly_at_risk} review={review} withChange />
				)}
			</Section>
			<Agreements review={review} today={today} />
			{review.is_current && <RenewalsAtRisk today={today} />}
			<Section
				id="at-risk"
				title="At risk, the most money first"
				facts={formatCount(review.at_risk_total, 'account')}
			>
				{review.at_risk.length === 0 ? (
					<p className="text-13 text-second">Nobody is at risk.</p>
				) : (
					<RiskTable label="At risk" accounts={review.at_risk.slice(0, mostListed)} review={review} />
				)}
				{review.at_risk_total > mostListed && (
					<Link
						to="/accounts"
						search={{ filter: 'level in ("watch", "alarm")', sort: '-arr' }}
						className={`${linkClass} text-13`}
					>
						All {review.at_risk_total}
					</Link>
				)}
			</Section>
			<Section id="moved" title="Others that moved" facts={formatCount(review.moved.length, 'account')}>
				{review.moved.length === 0 ? (
					<p className="text-13 text-second">No other account changed its level.</p>
				) : (
					<RiskTable
						label="Others that moved"
						accounts={review.moved.slice(0, mostListed)}
						review={review}
						withChange
					/>
				)}
			</Section>
		</Sheet>
	)
}

function Figure({ label, value, under }: { label: string; value: ReactNode; under?: string }) {
	return (
		<div className="min-w-0">
			<p className="text-12 text-second">{label}</p>
			<p className="font-semibold text-20">{value}</p>
			{under && <p className="text-12 text-second">{under}</p>}
		</div>
	)
}

/** What the team looks at once a week: who came to be at risk, why, who works on it, and what was agreed. */
export function RiskReviewPage() {
	const search = route.useSearch()
	const navigate = route.useNavigate()
	const today = useToday()
	const query = search.week ? { week: search.week } : {}
	const risk = useCall(getRiskReview, { query }, { keepsPrevious: true })
	const { data, error } = risk
	const monday = addDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7))
	const weeks = Array.from({ length: shownWeeks }, (_, back) => addDays(monday, -7 * back))
	return (
		<div className="min-h-0 flex-1 overflow-auto">
			<PageHeader
				title="Weekly risk review"
				controls={
					<>
						<SelectField
							label="Week"
							isLabelHidden
							className="w-44"
							value={data?.week.from ?? monday}
							onChange={week => void navigate({ search: week === monday ? {} : { week }, replace: true })}
							choices={[...new Set([...weeks, data?.week.from ?? monday])].map(week => ({
								value: week,
								label: `Week from ${formatDate(week, today)}`,
							}))}
						/>
						<Button kind="primary" icon={<Printer size={14} />} onClick={() => window.print()}>
							Print / save as PDF
						</Button>
					</>
				}
			/>
			<div className="px-6 pb-4 max-md:px-4">
				<MeetingLinks />
			</div>
			{error && (
				<div className="px-6 max-md:px-4">
					<FailedState
						what="The risk review could not be made"
						why={sayProblem(error)}
						onRetry={risk.refetch}
					/>
				</div>
			)}
			{!data && !error && <SkeletonRows count={10} label="Loading the risk review" />}
			{data && !error && !data.as_of && (
				<EmptyState
					sentence="Nothing was computed by this week, so nobody can be called at risk."
					action={
						<Link to="/data" className={linkClass}>
							Load data
						</Link>
					}
				/>
			)}
			{data?.as_of && !error && <RiskSheet review={data} today={today} />}
		</div>
	)
}
