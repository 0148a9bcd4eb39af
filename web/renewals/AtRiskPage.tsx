import { getRouteApi, Link } from '@tanstack/react-router'
import { PrintPage } from '../frame/PrintPage.tsx'
import { useOwnerName } from '../people/use-people.ts'
import { useToday } from '../session/use-session.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { formatLongDate } from '../ui/format-day.ts'
import { formatCount, formatNumber } from '../ui/format-number.ts'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { AtRiskHeadlines, atRiskColumns, OwnersTable } from './AtRiskView.tsx'
import { RenewalRates } from './RenewalRates.tsx'
import { useAtRisk, usualDays } from './use-at-risk.ts'

const route = getRouteApi('/renewals/at-risk')
const mostShown = 30

/** Pixels of the columns on paper; why it is at risk takes the rest, with what is done under it. */
const paperWidths: Readonly<Record<string, number>> = {
	Account: 120,
	Owner: 96,
	ARR: 76,
	Due: 98,
	'P(renew)': 68,
}

function paperColumns(...given: Parameters<typeof atRiskColumns>): ReturnType<typeof atRiskColumns> {
	const offPaper = new Set(['Stage', 'Health', 'Why', 'Play'])
	return [
		...atRiskColumns(...given).flatMap(column => {
			const width = paperWidths[column.header]
			if (offPaper.has(column.header)) return []
			return [width === undefined ? column : { ...column, width }]
		}),
		{
			header: 'Why, and the play',
			isExtra: true,
			cell: item => (
				<>
					<span className="block">{item.reason}</span>
					<span className={item.play === null ? 'block text-alarm' : 'block text-second'}>
						{item.play ?? 'No play'}
					</span>
				</>
			),
		},
	]
}

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
		<PrintPage
			title="Renewals at risk, this week"
			label="Page of the week"
			back={
				<Link to="/renewals" search={{ ...search, view: 'risk' }} className={`${linkClass} text-13`}>
					Back to At risk
				</Link>
			}
			what="The renewals at risk could not be read"
			error={list.error}
			onRetry={() => void list.refetch()}
		>
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
									columns={paperColumns(head.currency, today, nameOf)}
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
		</PrintPage>
	)
}
