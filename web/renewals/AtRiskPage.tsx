import { getRouteApi, Link } from '@tanstack/react-router'
import { Printer } from 'lucide-react'
import { useOwnerName } from '../people/use-people.ts'
import { sayProblem } from '../session/call-query.ts'
import { useToday } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatLongDate } from '../ui/format-day.ts'
import { formatCount, formatNumber } from '../ui/format-number.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import '../retention/board.css'
import { AtRiskHeadlines, atRiskColumns, OwnersTable } from './AtRiskView.tsx'
import { RenewalRates } from './RenewalRates.tsx'
import { useAtRisk, usualDays } from './use-at-risk.ts'

const route = getRouteApi('/renewals/at-risk')
const mostShown = 30

/** The page for the meeting of the week: what is at risk, who has it, what is done, how decisions came out. */
export function AtRiskPage() {
	const search = route.useSearch()
	const today = useToday()
	const nameOf = useOwnerName()
	const list = useAtRisk(search)
	const head = list.data?.pages[0]
	const items = head?.items.slice(0, mostShown) ?? []
	const bare = head?.items.filter(({ play }) => play === null).length ?? 0
	return (
		<div className="min-h-0 flex-1 overflow-auto">
			<div className="board-controls">
				<PageHeader
					title="Renewals at risk, this week"
					controls={
						<>
							<Link to="/renewals" search={{ ...search, view: 'risk' }} className={`${linkClass} text-13`}>
								Back to At risk
							</Link>
							<Button kind="primary" icon={<Printer size={14} />} onClick={() => window.print()}>
								Print / save as PDF
							</Button>
						</>
					}
				/>
			</div>
			<article className="board flex flex-col gap-5 px-6 pb-12 max-md:px-4" aria-label="Page of the week">
				{list.error && !head && (
					<FailedState
						what="The renewals at risk could not be read"
						why={sayProblem(list.error)}
						onRetry={list.refetch}
					/>
				)}
				{!head && !list.error && <SkeletonRows label="Loading the page of the week" />}
				{head && (
					<>
						<header>
							<h2 className="font-semibold text-20">Renewals at risk</h2>
							<p className="text-13 text-second">
								{formatLongDate(head.as_of)}; due within {search.days || usualDays} days
								{search.owner && search.owner !== 'none' && `; ${nameOf(search.owner)}`}
								{head.currency && `; ${head.currency}`}
							</p>
						</header>
						<AtRiskHeadlines head={head} />
						{items.length === 0 ? (
							<EmptyState sentence="Nothing of these days is at risk." />
						) : (
							<>
								<section aria-label="Accounts at risk">
									<h3 className="font-semibold text-14">
										{head.total > items.length
											? `The largest ${formatNumber(items.length)} of ${formatNumber(head.total)}`
											: formatCount(head.total, 'account')}
										{bare > 0 && `, ${formatNumber(bare)} without a play`}
									</h3>
									<SimpleTable
										label="Accounts at risk"
										rows={items}
										rowKey={item => item.id}
										columns={atRiskColumns(head.currency, today, nameOf).filter(
											({ header }) => header !== 'Stage' && header !== 'Health',
										)}
									/>
								</section>
								<section aria-label="By owner">
									<h3 className="font-semibold text-14">By owner</h3>
									<OwnersTable head={head} nameOf={nameOf} />
								</section>
							</>
						)}
						<RenewalRates period={search.rates} today={today} />
					</>
				)}
			</article>
		</div>
	)
}
