import { useState } from 'react'
import type { PlaybookDefinition } from '../../core/model/playbook.ts'
import { sayProblem } from '../session/call-query.ts'
import { useToday } from '../session/use-session.ts'
import { DayText } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { AccountChooser } from './AccountChooser.tsx'
import { CaughtTable } from './CaughtTable.tsx'
import { usePlaybookEditor } from './playbook-editor.ts'
import { StepPreview } from './StepPreview.tsx'
import { type Preview, usePreview } from './use-playbooks.ts'

/** Who the playbook would catch today, and its steps for one account. Nothing is started by looking. */
export function TryTab({
	definition,
	accountId,
	onTry,
}: {
	/** undefined: something in it is not complete. */
	definition: PlaybookDefinition | undefined
	accountId: string | undefined
	onTry: (id: string) => void
}) {
	const { draft, problems } = usePlaybookEditor()
	const tried = problems.length === 0 ? definition : undefined
	const preview = usePreview(tried, accountId)
	const { data } = preview
	if (!tried) {
		return (
			<EmptyState
				sentence={`It cannot be tried yet: ${formatCount(problems.length, 'place')} in it ${problems.length === 1 ? 'is' : 'are'} to be mended first.`}
			/>
		)
	}
	if (preview.error && !data) {
		return (
			<FailedState
				what="It could not be tried"
				why={sayProblem(preview.error)}
				onRetry={() => preview.refetch()}
			/>
		)
	}
	if (!data) return <SkeletonRows count={6} label="Loading who it would catch" />
	return (
		<div className="flex max-w-5xl flex-col gap-10">
			<CaughtToday preview={data} onTry={onTry} trigger={draft.trigger.kind} />
			<Section
				title="Its steps for one account"
				facts="As if a run started today; branches show all ways"
				controls={
					<AccountChooser
						label="Choose an account"
						chosen={accountId && (data.fields?.account.name ?? accountId)}
						onChoose={onTry}
					/>
				}
			>
				{accountId ? (
					<StepPreview draft={draft} steps={data.steps} />
				) : (
					<EmptyState sentence="Choose an account to see what would be done and written for it." />
				)}
			</Section>
		</div>
	)
}

/** What the day itself would start, and who is in it already. */
export function CaughtToday({
	preview,
	trigger,
	onTry,
}: {
	preview: Preview
	trigger: PlaybookDefinition['trigger']['kind']
	onTry?: (id: string) => void
}) {
	const today = useToday()
	const starts = preview.items.filter(({ outcome }) => outcome === 'starts').length
	const [showsAll, setShowsAll] = useState(false)
	const shown = showsAll ? preview.standing : preview.standing.slice(0, 8)
	const byPeople = trigger === 'hand' || trigger === 'webhook'
	if (byPeople) {
		return (
			<Section title="Who it would catch today">
				<p className="text-13 text-second">
					Nobody: it starts{' '}
					{trigger === 'hand' ? 'by hand, on the page of an account' : 'when another program calls it'}.
				</p>
			</Section>
		)
	}
	return (
		<>
			<Section
				title="Who it would catch today"
				facts={
					<>
						<DayText value={preview.as_of} today={today} /> · {formatCount(starts, 'run')} of at most{' '}
						{preview.cap} a day
						{starts > preview.cap && <Badge tone="watch">over its cap</Badge>}
					</>
				}
			>
				{preview.items.length === 0 ? (
					<p className="text-13 text-second">Nobody: no new occasion is there on this day.</p>
				) : (
					<CaughtTable label="Caught today" rows={preview.items} {...(onTry ? { onTry } : {})} />
				)}
			</Section>
			<Section title="In it already" facts={formatCount(preview.standing_total, 'account')}>
				<p className="mb-2 max-w-2xl text-13 text-second">
					{preview.standing_total === 0
						? 'Nobody: its trigger and condition hold for no account now.'
						: 'Its trigger and condition hold for these now, since before today. Switching on starts nothing for them by itself: they wait under Approvals for a person to start or drop them.'}
				</p>
				{preview.standing.length > 0 && (
					<CaughtTable label="In it already" rows={shown} withOutcome={false} {...(onTry ? { onTry } : {})} />
				)}
				{preview.standing.length > 8 && (
					<Button kind="quiet" className="-ml-2 mt-1 px-2 text-second" onClick={() => setShowsAll(!showsAll)}>
						{showsAll ? 'Show fewer' : `Show all ${preview.standing.length}`}
					</Button>
				)}
				{showsAll && preview.standing_total > preview.standing.length && (
					<p className="mt-2 text-12 text-second">
						and {formatCount(preview.standing_total - preview.standing.length, 'more account')}
					</p>
				)}
			</Section>
		</>
	)
}
