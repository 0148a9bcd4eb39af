import { sayProblem } from '../session/call-query.ts'
import { DayText } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { type TimelineEntry, useTimeline } from './use-account.ts'

const shownEntries = 8

function textOf(entry: TimelineEntry, column: string): string | undefined {
	const value = entry.body[column]
	return value === null || value === undefined || value === '' ? undefined : String(value)
}

function EntryLines({ entries, today }: { entries: readonly TimelineEntry[]; today: string }) {
	return (
		<ul>
			{entries.slice(0, shownEntries).map(entry => {
				const severity = textOf(entry, 'severity')
				const said = textOf(entry, 'comment') ?? textOf(entry, 'subject')
				return (
					<li key={entry.key} className="flex min-h-8 items-baseline gap-3 border-b py-1 text-13">
						<span className="w-16 shrink-0 text-second">
							<DayText value={entry.on} today={today} />
						</span>
						<span className="min-w-0 flex-1">
							{entry.title}
							{said && said !== entry.title && <span className="text-second"> “{said}”</span>}
						</span>
						{severity === 'critical' || severity === 'high' ? <Badge tone="alarm">{severity}</Badge> : null}
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
								{opened.length === 0 ? 'none' : `the last ${formatCount(opened.length, 'opening')}`}
							</span>
						</h3>
						<EntryLines entries={ticketEntries} today={today} />
					</div>
					<div className="min-w-0">
						<h3 className="mb-1 text-13 font-medium">
							Surveys
							{surveyEntries.length === 0 && (
								<span className="ml-2 font-normal text-second">none answered</span>
							)}
						</h3>
						<EntryLines entries={surveyEntries} today={today} />
					</div>
				</div>
			)}
		</Section>
	)
}
