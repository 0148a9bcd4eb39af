import type { ReactNode } from 'react'
import type { Job } from '../../api/data.ts'
import { stopJob } from '../../api/data.ts'
import { sayProblem } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { useMay } from '../session/use-session.ts'
import { InstantText } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatNumber, formatPercent } from '../ui/format-number.ts'
import { Progress } from '../ui/Progress.tsx'
import { sayDayResult } from './say-day-result.ts'
import { isOver, useJob } from './use-job.ts'

const titles = { import: 'Loading files', day: 'Running the day', validation: 'Looking at history' } as const

function RunningJob({ job }: { job: Job }) {
	const may = useMay()
	const { doing, done, share } = job.progress
	const stop = useChange(stopJob, { done: 'It stops after the rows that are being stored' })
	return (
		<div className="flex flex-col gap-2">
			<div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-13">
				<span className="font-medium">{titles[job.kind]}</span>
				<span aria-live="polite" className="min-w-0 flex-1 truncate text-second">
					{doing}
					{done > 0 && ` · ${formatNumber(done)}`}
					{share !== null && ` · ${formatPercent(share, 0)}`}
				</span>
				{job.kind === 'import' && may('data.import') && (
					<Button
						kind="quiet"
						className="h-7"
						isBusy={stop.isPending}
						onClick={() => stop.mutate({ params: { id: job.id } })}
					>
						Stop
					</Button>
				)}
			</div>
			<Progress label={titles[job.kind]} value={share} />
		</div>
	)
}

function FinishedDay({ job }: { job: Job }) {
	return (
		<p className="text-13">
			<span className="font-medium">The day has run.</span> {sayDayResult(job.day ?? {})}
		</p>
	)
}

/** The run of the day that follows an import: scores, signals and tasks with what was loaded. */
function NextJob({ id }: { id: string }) {
	const { job } = useJob(id)
	if (!job) return null
	if (job.state === 'done') return <FinishedDay job={job} />
	if (!isOver(job)) return <RunningJob job={job} />
	return (
		<FailedState
			what="The day did not run with it"
			why={[job.error?.message, job.error?.fix].filter(text => text).join(' ') || 'It was interrupted.'}
		/>
	)
}

/** What a job does, or what came of it. */
export function JobPanel({
	id,
	onClose,
	imported,
}: {
	id: string
	onClose: () => void
	/** What is shown of an import that is done. */
	imported: (job: Job) => ReactNode
}) {
	const { job, error } = useJob(id)
	if (error !== undefined) {
		return (
			<FailedState
				what="It cannot be followed"
				why={`${sayProblem(error)} Loads that were finished stand in the list below.`}
				onRetry={onClose}
			/>
		)
	}
	if (!job || job.state === 'planned') return null
	return (
		<section aria-label={titles[job.kind]} className="flex flex-col gap-3 rounded-md border bg-surface p-4">
			{!isOver(job) && <RunningJob job={job} />}
			{job.error && (
				<FailedState
					what={job.kind === 'import' ? 'The files were not loaded' : 'The day did not run'}
					why={[job.error.message, job.error.fix].filter(text => text).join(' ')}
				/>
			)}
			{job.state === 'interrupted' && !job.error && (
				<p className="text-13">
					It was interrupted. Rows stored until then are kept; loading the same files again adds only the
					rest.
				</p>
			)}
			{job.state === 'done' && (job.kind === 'import' ? imported(job) : <FinishedDay job={job} />)}
			{job.next_job_id && <NextJob id={job.next_job_id} />}
			{isOver(job) && (
				<div className="flex items-center gap-3 text-12 text-second">
					<span>
						Started by {job.started_by}, ended <InstantText value={job.finished_at} />
					</span>
					<Button kind="quiet" className="ml-auto h-7" onClick={onClose}>
						Close
					</Button>
				</div>
			)}
		</section>
	)
}
