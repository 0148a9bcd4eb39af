import { listAccountSignals } from '../../api/health.ts'
import { listAccountTasks } from '../../api/tasks.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { TaskLine } from '../tasks/TaskLine.tsx'
import { useTaskActions } from '../tasks/use-task-actions.ts'
import { DayText } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { BandShape, levelOf } from '../ui/BandMark.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'

function SignalLines({ id, today }: { id: string; today: string }) {
	const { data, error, refetch } = useCall(listAccountSignals, { params: { id }, query: {} })
	if (error)
		return <FailedState what="The signals could not be read" why={sayProblem(error)} onRetry={refetch} />
	const open = (data?.items ?? []).filter(signal => signal.closed_on === null)
	const closed = (data?.items.length ?? 0) - open.length
	return (
		<div>
			<h3 className="mb-1 text-13 font-medium">Signals</h3>
			{data && open.length === 0 && <p className="text-13 text-second">No signal is on.</p>}
			<ul>
				{open.map(signal => (
					<li key={signal.id} className="flex min-h-8 items-center gap-2 border-b text-13">
						<BandShape level={levelOf(signal.level)} />
						<span className="min-w-0 flex-1 truncate">{signal.name}</span>
						{signal.held && <Badge>held: {signal.held}</Badge>}
						<span className="text-second">
							since <DayText value={signal.since} today={today} />
						</span>
					</li>
				))}
			</ul>
			{closed > 0 && (
				<p className="mt-1 text-12 text-second">{formatCount(closed, 'earlier signal')} in the timeline</p>
			)}
		</div>
	)
}

/** Open tasks and signals of the account. */
export function WorkSection({ id, today, mayChange }: { id: string; today: string; mayChange: boolean }) {
	const { data, error, refetch } = useCall(listAccountTasks, { params: { id } })
	const act = useTaskActions(today)
	const open = (data?.items ?? []).filter(task => task.state === 'open' || task.state === 'snoozed')
	return (
		<Section id="work" title="Work and signals">
			<div className="grid gap-x-10 gap-y-6 lg:grid-cols-[3fr_2fr]">
				<div className="min-w-0">
					<h3 className="mb-1 text-13 font-medium">Tasks</h3>
					{error && (
						<FailedState what="The tasks could not be read" why={sayProblem(error)} onRetry={refetch} />
					)}
					{data && open.length === 0 && <p className="text-13 text-second">Nothing is open.</p>}
					<ul className="flex flex-col gap-2">
						{open.map(task => (
							<TaskLine key={task.id} {...{ task, today, mayChange }} onAct={act} />
						))}
					</ul>
				</div>
				<SignalLines id={id} today={today} />
			</div>
		</Section>
	)
}
