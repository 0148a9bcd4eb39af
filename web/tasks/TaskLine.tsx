import type { TaskEntry } from '../../api/tasks.ts'
import { useSayWords } from '../people/use-say-words.ts'
import { sayDays } from '../ui/format-day.ts'
import { TaskDue } from './TaskDue.tsx'
import { TaskMenu } from './TaskMenu.tsx'
import type { TaskAction } from './use-task-actions.ts'

/** Asks for the names only where there is one to say. */
function NamedReason({ text }: { text: string }) {
	const say = useSayWords()
	return say(text)
}

/** One task: what to do, why, until when, and what one can do with it. */
export function TaskLine({
	task,
	today,
	mayChange,
	onAct,
}: {
	task: TaskEntry
	today: string
	mayChange: boolean
	onAct: (task: TaskEntry, action: TaskAction) => void
}) {
	return (
		<li className="flex flex-wrap items-start gap-x-4 gap-y-1 text-13">
			<div className="min-w-56 flex-1">
				<p>{task.title}</p>
				<p className="text-second">
					{task.reason.includes('@') ? <NamedReason text={task.reason} /> : sayDays(task.reason, today)}
				</p>
			</div>
			<div className="flex items-center gap-2 max-sm:w-full max-sm:justify-between">
				<span className="whitespace-nowrap text-12">
					<TaskDue task={task} today={today} />
				</span>
				{mayChange && <TaskMenu task={task} today={today} onAct={action => onAct(task, action)} />}
			</div>
		</li>
	)
}
