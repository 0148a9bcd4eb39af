import type { TaskEntry } from '../../api/tasks.ts'
import { daysBetween, formatDate, formatLongDate, formatRelative } from '../ui/format-day.ts'
import { formatCount } from '../ui/format-number.ts'

/** When a task is due, marked where that is past; when it ended, where it has. */
export function TaskDue({ task, today }: { task: TaskEntry; today: string }) {
	if (task.closed_on) {
		return (
			<span className="text-second">
				{task.state} {formatDate(task.closed_on, today)}
			</span>
		)
	}
	if (task.state === 'snoozed' && task.snoozed_until) {
		return <span className="text-second">back {formatRelative(task.snoozed_until, today)}</span>
	}
	return (
		<time
			dateTime={task.due_on}
			title={formatLongDate(task.due_on)}
			className={task.overdue ? 'font-medium text-alarm' : 'text-second'}
		>
			{task.overdue
				? `overdue by ${formatCount(daysBetween(task.due_on, today), 'day')}`
				: `due ${formatRelative(task.due_on, today)}`}
		</time>
	)
}
