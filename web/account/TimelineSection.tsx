import { Link } from '@tanstack/react-router'
import type { timelineKinds } from '../../api/account.ts'
import { spell } from '../accounts/spell.ts'
import { useSayWords } from '../people/use-say-words.ts'
import { sayProblem } from '../session/call-query.ts'
import { DayText } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { classNames } from '../ui/class-names.ts'
import { FailedState } from '../ui/FailedState.tsx'
import { KeyValueList } from '../ui/KeyValueList.tsx'
import { Section } from '../ui/Section.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { sayEntry, sayValue } from './say-entry.ts'
import { type TimelineEntry, useTimeline } from './use-account.ts'

const groups: readonly { id: string; label: string; kinds: readonly (typeof timelineKinds)[number][] }[] = [
	{ id: 'contact', label: 'Contact', kinds: ['engagement', 'contact', 'note'] },
	{
		id: 'money',
		label: 'Money',
		kinds: ['subscription', 'invoice', 'renewal', 'cancellation', 'opportunity'],
	},
	{ id: 'support', label: 'Support and voice', kinds: ['ticket', 'survey'] },
	{ id: 'goals', label: 'Goals', kinds: ['milestone', 'goal'] },
	{ id: 'work', label: 'Signals and work', kinds: ['signal', 'task', 'run', 'override'] },
]

function EntryLine({
	accountId,
	entry,
	today,
	say,
}: {
	accountId: string
	entry: TimelineEntry
	today: string
	/** With days and names as people say them. */
	say: (text: string) => string
}) {
	const { title, detail } = sayEntry(entry)
	const { run_id: runId, ...body } = entry.body
	const columns = Object.entries(body).filter(([, value]) => value !== null && value !== '')
	return (
		<li className="border-b">
			<details>
				<summary className="grid min-h-8 list-none grid-cols-[84px_92px_1fr_auto] items-center gap-3 py-1 text-13 hover:bg-hover max-sm:grid-cols-[64px_1fr]">
					<span className="text-second">
						<DayText value={entry.on} today={today} />
					</span>
					<span className="text-second max-sm:hidden">{spell(entry.kind)}</span>
					<span className="min-w-0 break-words">
						{title}
						{detail && <span className="text-second"> {detail}</span>}
					</span>
					<span className="text-12 text-second max-sm:hidden">{entry.by ? say(entry.by) : entry.source}</span>
				</summary>
				<div className="pb-2 pl-24 max-sm:pl-0">
					<KeyValueList
						entries={columns.map(([key, value]) => ({
							key: spell(key),
							value: say(sayValue(value)),
						}))}
					/>
					<p className="mt-1 text-12 text-second">
						From {entry.source}
						{entry.by && `, by ${say(entry.by)}`}
					</p>
					{typeof runId === 'string' && (
						<Link
							to="/playbooks"
							search={{ tab: 'runs', state: 'all', run: runId, account: accountId }}
							className={`${linkClass} text-13`}
						>
							What happened in the run, and what comes next
						</Link>
					)}
				</div>
			</details>
		</li>
	)
}

/** Everything that happened, the latest first, one line each; a line opens to what the source said. */
export function TimelineSection({
	id,
	today,
	kinds,
	onKinds,
}: {
	id: string
	today: string
	kinds: string | undefined
	onKinds: (kinds: string | undefined) => void
}) {
	const timeline = useTimeline(id, kinds)
	const say = useSayWords()
	const entries = timeline.data?.pages.flatMap(page => page.items) ?? []
	return (
		<Section
			id="timeline"
			title="Timeline"
			controls={
				<div role="group" aria-label="Kinds of entries" className="flex flex-wrap gap-1">
					{[{ id: 'all', label: 'All', kinds: [] }, ...groups].map(group => {
						const value = group.kinds.length === 0 ? undefined : group.kinds.join(',')
						return (
							<Button
								key={group.id}
								kind="quiet"
								aria-pressed={value === kinds}
								className={classNames('h-7 px-2', value === kinds ? 'bg-hover' : 'text-second')}
								onClick={() => onKinds(value)}
							>
								{group.label}
							</Button>
						)
					})}
				</div>
			}
		>
			{timeline.error && (
				<FailedState
					what="The timeline could not be read"
					why={sayProblem(timeline.error)}
					onRetry={timeline.refetch}
				/>
			)}
			{timeline.isPending && !timeline.error && <SkeletonRows count={5} label="Loading the timeline" />}
			{timeline.data && entries.length === 0 && (
				<p className="text-13 text-second">Nothing of this kind happened.</p>
			)}
			<ul>
				{entries.map(entry => (
					<EntryLine key={entry.key} accountId={id} entry={entry} today={today} say={say} />
				))}
			</ul>
			{timeline.hasNextPage && (
				<Button
					className="mt-3"
					isBusy={timeline.isFetchingNextPage}
					onClick={() => timeline.fetchNextPage()}
				>
					Show earlier
				</Button>
			)}
		</Section>
	)
}
