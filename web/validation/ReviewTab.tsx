import { Download, Printer } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { addReview, getReview, getReviewState } from '../../api/review.ts'
import { saveFile } from '../accounts/save-file.ts'
import type { HealthSearch } from '../health/health-search.ts'
import { sayProblem } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { useMay } from '../session/use-session.ts'
import { DayText } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { BandMark } from '../ui/BandMark.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatWholeDate } from '../ui/format-day.ts'
import { formatCount, formatNumber } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { TextArea } from '../ui/TextField.tsx'
import { CaseSheet } from './CaseSheet.tsx'
import { CaseTable } from './CaseTable.tsx'
import { reviewCsv, reviewMarkdown } from './print-review.ts'
import './review-print.css'
import { type PastCase, type Review, useReview } from './use-validation.ts'
import { populationNames } from './ValidationControls.tsx'
import { verdictLevels } from './Verdict.tsx'

function HoldDialog({ onClose }: { onClose: () => void }) {
	const [note, setNote] = useState('')
	const hold = useChange(addReview, {
		done: 'The review is recorded; the next is due in six months',
		refreshes: [getReview, getReviewState],
		onSuccess: onClose,
	})
	return (
		<Dialog
			isOpen
			onClose={onClose}
			title="Record the review as held today"
			description="The verdicts, the counts and the drift of this page are kept with it."
			actions={
				<>
					<Button onClick={onClose}>Cancel</Button>
					<Button
						kind="primary"
						isBusy={hold.isPending}
						onClick={() => hold.mutate({ body: note.trim() ? { note: note.trim() } : {} })}
					>
						Record the review
					</Button>
				</>
			}
		>
			<TextArea
				label="What was decided (optional)"
				rows={5}
				maxLength={2_000}
				value={note}
				onChange={setNote}
				placeholder="Who was there, what changes, by when"
			/>
		</Dialog>
	)
}

function Cases({
	label,
	cases,
	currency,
	today,
	nothing,
	onOpen,
}: {
	label: string
	cases: readonly PastCase[]
	currency: string | null
	today: string
	nothing: string
	onOpen: (past: string) => void
}) {
	if (cases.length === 0) return <p className="text-13 text-second">{nothing}</p>
	return <CaseTable label={label} cases={cases} currency={currency} today={today} onOpen={onOpen} />
}

function Lines({ lines, nothing }: { lines: readonly { key: string; line: ReactNode }[]; nothing: string }) {
	if (lines.length === 0) return <p className="text-13 text-second">{nothing}</p>
	return (
		<ul className="flex flex-col text-13">
			{lines.map(({ key, line }) => (
				<li key={key} className="border-t py-1.5">
					{line}
				</li>
			))}
		</ul>
	)
}

function ReviewPaper({
	review,
	today,
	onOpen,
}: {
	review: Review
	today: string
	onOpen: (past: string) => void
}) {
	const drifted = review.drift.filter(({ has_drifted }) => has_drifted)
	return (
		<>
			<Section
				title="Does it predict?"
				facts={review.validated_on ? `as of ${formatWholeDate(review.validated_on)}` : undefined}
			>
				<Lines
					nothing="History was not looked at yet: do so under “Does it predict?” before the review."
					lines={review.verdicts.map(({ population, verdict, says }) => ({
						key: population,
						line: (
							<>
								<span className="mr-2 font-medium">{populationNames[population]}</span>
								<BandMark level={verdictLevels[verdict]} name={verdict} />
								<span className="block max-w-3xl text-second">{says.join(' ')}</span>
							</>
						),
					}))}
				/>
			</Section>
			<Section
				title="Misses"
				facts={`${formatCount(review.misses.length, 'decision')} without a flag that ended in churn`}
			>
				<Cases
					label="Misses"
					cases={review.misses}
					currency={review.currency}
					today={today}
					nothing="Nobody churned without a flag in this time, or their names are not open to you."
					onOpen={onOpen}
				/>
			</Section>
			<Section
				title="False alarms"
				facts={`${formatCount(review.false_alarms.length, 'decision')} flagged that renewed`}
			>
				<Cases
					label="False alarms"
					cases={review.false_alarms}
					currency={review.currency}
					today={today}
					nothing="Nobody was flagged and renewed in this time, or their names are not open to you."
					onOpen={onOpen}
				/>
			</Section>
			<Section
				title="Drift"
				facts={
					review.trained_on
						? `since the churn model learned on ${formatWholeDate(review.trained_on)}; above 0.25 it is another population`
						: 'no churn model was trained yet'
				}
			>
				<Lines
					nothing={
						review.drift.length === 0
							? 'Nothing to compare with.'
							: `None of ${formatNumber(review.drift.length)} metrics has drifted.`
					}
					lines={drifted.map(({ metric, name, index }) => ({
						key: metric,
						line: (
							<>
								{name} <Badge tone="watch">{formatNumber(index, 2)}</Badge>
							</>
						),
					}))}
				/>
			</Section>
			<Section title="Metrics that may know the answer">
				<Lines
					nothing="None found."
					lines={review.leaks.map(({ metric, name, leak }) => ({ key: metric, line: `${name}: ${leak}` }))}
				/>
			</Section>
			<Section title="Proposed changes">
				<Lines
					nothing="None: history was not looked at, or has nothing better."
					lines={review.proposals.map(line => ({ key: line, line }))}
				/>
			</Section>
			<Section title="What changed in the model">
				<Lines
					nothing="No version was applied in this time."
					lines={review.model_changes.map(({ version, applied_on, note, changes }) => ({
						key: String(version),
						line: (
							<>
								<span className="font-medium">Version {version}</span>, {formatWholeDate(applied_on)}
								{note && ` “${note}”`}
								<span className="block text-second">{changes.join(' · ')}</span>
							</>
						),
					}))}
				/>
			</Section>
			<Section title="Earlier reviews">
				<Lines
					nothing="None was held yet."
					lines={review.reviews.map(({ reviewed_on, reviewed_by, note, snapshot }, index) => ({
						key: `${reviewed_on} ${index}`,
						line: (
							<>
								<span className="font-medium">{formatWholeDate(reviewed_on)}</span> by {reviewed_by}
								{snapshot && (
									<span className="text-second">
										{' '}
										· {snapshot.verdicts.map(({ verdict }) => verdict).join(', ') || 'no verdict'} ·{' '}
										{formatCount(snapshot.misses, 'miss', 'misses')},{' '}
										{formatCount(snapshot.false_alarms, 'false alarm')}
									</span>
								)}
								{note && <span className="block whitespace-pre-wrap">{note}</span>}
							</>
						),
					}))}
				/>
			</Section>
		</>
	)
}

/** The six-monthly review: what was wrong, what drifted, what to change; to print, to keep, to record as held. */
export function ReviewTab({
	search,
	today,
	onChange,
}: {
	search: HealthSearch
	today: string
	onChange: (next: Partial<HealthSearch>) => void
}) {
	const { data, error, refetch } = useReview()
	const [isHolding, setHolding] = useState(false)
	const may = useMay()
	if (error && !data) {
		return <FailedState what="The review could not be read" why={sayProblem(error)} onRetry={refetch} />
	}
	if (!data) return <SkeletonRows count={8} label="Loading the review" />
	const onOpen = (past: string) => onChange({ past })
	return (
		<div data-print-area="" className="flex max-w-5xl flex-col gap-8">
			<div className="flex flex-wrap items-center gap-x-4 gap-y-2">
				<div className="min-w-56 flex-1">
					<h2 className="font-semibold text-16">Review of the health score</h2>
					<p className="text-13 text-second">
						Decisions after <DayText value={data.since} today={today} /> ·{' '}
						{data.is_due ? (
							<span className="font-medium text-watch">
								due since <DayText value={data.due_on} today={today} />
							</span>
						) : (
							<>
								next due <DayText value={data.due_on} today={today} />
							</>
						)}
					</p>
				</div>
				<div data-screen-only="" className="flex flex-wrap gap-2">
					<Button
						icon={<Download size={14} />}
						onClick={() => saveFile(`review-${data.as_of}.md`, reviewMarkdown(data), 'text/markdown')}
					>
						Markdown
					</Button>
					<Button
						icon={<Download size={14} />}
						onClick={() => saveFile(`review-${data.as_of}.csv`, reviewCsv(data), 'text/csv')}
					>
						CSV
					</Button>
					<Button icon={<Printer size={14} />} onClick={() => window.print()}>
						Print
					</Button>
					{may('model.change') && (
						<Button kind="primary" onClick={() => setHolding(true)}>
							Record as held
						</Button>
					)}
				</div>
			</div>
			<ReviewPaper review={data} today={today} onOpen={onOpen} />
			{isHolding && <HoldDialog onClose={() => setHolding(false)} />}
			<CaseSheet past={search.past} today={today} onClose={() => onChange({ past: undefined })} />
		</div>
	)
}
