import { sayProblem } from '../session/call-query.ts'
import { DayText } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { Section } from '../ui/Section.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { sayEntry, ticketLines } from './say-entry.ts'
import { type TimelineEntry, useTimeline } from './use-account.ts'

const shownEntries = 8

function TicketLines({ entries, today }: { entries: readonly TimelineEntry[]; today: string }) {
	return (
		<ul>
			{ticketLines(entries)
				.slice(0, shownEntries)
				.map(({ key, openedOn, resolvedOn, subject, severity }) => (
					<li key={key} className="flex min-h-8 items-baseline gap-3 border-b py-1 text-13">
						<span className="w-20 shrink-0 text-second">
							<DayText value={openedOn} today={today} />
						</span>
						<span className="min-w-0 flex-1">
							{subject}{' '}
							{severity === 'critical' || severity === 'high' ? <Badge tone="alarm">{severity}</Badge> : null}
						</span>
						<span className={resolvedOn ? 'text-second' : 'font-medium'}>
							{resolvedOn ? (
								<>
									solved <DayText value={resolvedOn} today={today} />
								</>
							) : (
								'open'
							)}
						</span>
					</li>
				))}
		</ul>
	)
}

function SurveyLines({ entries, today }: { entries: readonly TimelineEntry[]; today: string }) {
	return (
		<ul>
			{entries.slice(0, shownEntries).map(entry => {
				const { title, detail } = sayEntry(entry)
				return (
					<li key={entry.key} className="flex min-h-8 items-baseline gap-3 border-b py-1 text-13">
						<span className="w-20 shrink-0 text-second">
							<DayText value={entry.on} today={today} />
						</span>
						<span className="w-16 shrink-0 font-medium">{title}</span>
						<span className="min-w-0 flex-1 text-second">{detail && `“${detail}”`}</span>
					</li>
				)
			})}
		</ul>
	)
}

/** Tickets and what the customer said in surveys. */
export function SupportSection({ id, today }: { id: string; today: string }) {
	const tickets = useTimeline(id, 'ticket', 30)
	const surveys = useTimeline(id, 'survey', 30)
	const error = tickets.error ?? surveys.error
	const ticketEntries = tickets.data?.pages.flatMap(page => page.items) ?? []
	const surveyEntries = surveys.data?.pages.flatMap(page => page.items) ?? []
	const opened = ticketEntries.filter(entry => entry.part === 'opened')
	return (
		<Section id="support" title="Support and voice">
			{error && (
				<FailedState
					what="Tickets and surveys could not be read"
					why={sayProblem(error)}
					onRetry={tickets.refetch}
				/>
			)}
			{tickets.isPending && !error && <Skeleton className="h-24 w-full" />}
			{tickets.data && (
				<div className="grid gap-x-10 gap-y-6 lg:grid-cols-2">
					<div className="min-w-0">
						<h3 className="mb-1 text-13 font-medium">
							Tickets
							<span className="ml-2 font-normal text-second">
								{opened.length === 0 ? 'none' : `the last ${Math.min(opened.length, shownEntries)}`}
							</span>
						</h3>
						<TicketLines entries={ticketEntries} today={today} />
					</div>
					<div className="min-w-0">
						<h3 className="mb-1 text-13 font-medium">
							Surveys
							{surveyEntries.length === 0 && (
								<span className="ml-2 font-normal text-second">none answered</span>
							)}
						</h3>
						<SurveyLines entries={surveyEntries} today={today} />
					</div>
				</div>
			)}
		</Section>
	)
}
