import type { ClientBase } from 'pg'
import type { Task } from '../../core/model/task.ts'
import { changeTask, type TaskAction } from '../../core/tasks/change-task.ts'
import type { Day } from '../../core/time/day.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { nudgeRuns, takeBackMs } from '../playbooks/nudge-store.ts'
import { Problem } from '../problem.ts'
import { lockTask, saveTask } from './task-store.ts'

/** What a person does to a task, with its audit row. Throws `Problem` where it is refused or there is no such task. */
export async function actOnTask(
	client: ClientBase,
	{ accountId, taskId }: Pick<Task, 'accountId' | 'taskId'>,
	action: TaskAction,
	act: { actor: string; at: Date; day: Day },
): Promise<Task> {
	const before = await lockTask(client, accountId, taskId)
	if (!before) {
		throw new Problem(
			'task_missing',
			`expected a task ${taskId} of the account, there is none`,
			'look at the list of tasks for its id',
		)
	}
	const result = changeTask(before, action, act.day)
	if (!result.ok) throw new Problem(result.code, result.message)
	await saveTask(client, result.task)
	if (result.task.source.kind === 'run' && result.task.closedOn !== null)
		await nudgeRuns(client, [accountId], new Date(act.at.getTime() + takeBackMs))
	const subject = `task ${accountId}/${taskId}`
	await saveAuditRow(client, { ...act, action: `task.${action.kind}`, subject, before, after: result.task })
	return result.task
}
