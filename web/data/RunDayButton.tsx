import { CalendarCheck } from 'lucide-react'
import { getJob, runDay } from '../../api/data.ts'
import { useChange } from '../session/use-change.ts'
import { useMay } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { isOver, useJob } from './use-job.ts'

/** Computes scores, signals and tasks with what was loaded until now. */
export function RunDayButton({
	job,
	onStarted,
}: {
	/** What is watched at the moment, if anything. */
	job: string | undefined
	onStarted: (id: string) => void
}) {
	const may = useMay()
	const watched = useJob(job).job
	const run = useChange(runDay, { refreshes: [getJob], onSuccess: started => onStarted(started.id) })
	if (!may('day.run')) return null
	const isRunning = watched?.kind === 'day' && !isOver(watched)
	return (
		<Button
			icon={<CalendarCheck size={14} />}
			isBusy={run.isPending || isRunning}
			onClick={() => run.mutate({ body: {} })}
		>
			{isRunning ? 'The day is running' : 'Run the day now'}
		</Button>
	)
}
