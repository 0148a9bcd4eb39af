import { History } from 'lucide-react'
import { runValidation } from '../../api/validation.ts'
import { isOver, useJob } from '../data/use-job.ts'
import { useChange } from '../session/use-change.ts'
import { useMay } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatPercent } from '../ui/format-number.ts'
import { Progress } from '../ui/Progress.tsx'
import type { ValidationChoice } from './use-validation.ts'

/** Looks at history anew; dates that were never computed are computed first. */
export function LookButton({
	choice,
	job,
	isFirst,
	onStarted,
}: {
	choice: Pick<ValidationChoice, 'label' | 'from' | 'to'>
	/** What is followed at the moment. */
	job: string | undefined
	isFirst: boolean
	onStarted: (job: string) => void
}) {
	const may = useMay()
	const watched = useJob(job).job
	const run = useChange(runValidation, { onSuccess: started => onStarted(started.id) })
	if (!may('model.change')) return null
	const isRunning = watched !== undefined && !isOver(watched)
	const { label, from, to } = choice
	return (
		<Button
			kind={isFirst ? 'primary' : 'plain'}
			icon={<History size={14} />}
			isBusy={run.isPending || isRunning}
			onClick={() => run.mutate({ body: { label, ...(from ? { from } : {}), ...(to ? { to } : {}) } })}
		>
			{isFirst ? 'Look at history' : 'Look again'}
		</Button>
	)
}

/** How far a look at history is, or why it failed. */
export function LookProgress({ job, onClose }: { job: string | undefined; onClose: () => void }) {
	const { job: watched } = useJob(job)
	if (!watched || watched.state === 'done') return null
	if (!isOver(watched)) {
		const { doing, share } = watched.progress
		return (
			<section
				aria-label="Looking at history"
				className="flex flex-col gap-2 rounded-md border bg-surface p-4"
			>
				<p className="text-13" aria-live="polite">
					<span className="font-medium">Looking at history</span>{' '}
					<span className="text-second">
						{doing}
						{share !== null && ` · ${formatPercent(share, 0)}`}
					</span>
				</p>
				<Progress label="Looking at history" value={share} />
			</section>
		)
	}
	return (
		<FailedState
			what="History was not looked at"
			why={
				[watched.error?.message, watched.error?.fix].filter(text => text).join(' ') ||
				'It was interrupted. What was shown before stays.'
			}
			onRetry={onClose}
		/>
	)
}
