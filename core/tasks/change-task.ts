import type { EditableTaskField, Task, TaskState } from '../model/task.ts'
import type { Day } from '../time/day.ts'

/** What can be done to a task. `wake` and `lapse` are the day's own; the rest are a person's. */
export type TaskAction =
	| { kind: 'complete' }
	| { kind: 'snooze'; until: Day }
	| { kind: 'dismiss'; reason: string }
	| { kind: 'reopen' }
	| { kind: 'reassign'; ownerEmail: string }
	| { kind: 'edit'; title?: string; dueOn?: Day }
	| { kind: 'wake' }
	| { kind: 'lapse' }

export type TaskActionKind = TaskAction['kind']

/** From which states an action is allowed, and where it leads; `same` keeps the state. */
export const taskTransitions: Record<TaskActionKind, Partial<Record<TaskState, TaskState>>> = {
	complete: { open: 'done', snoozed: 'done' },
	snooze: { open: 'snoozed', snoozed: 'snoozed' },
	dismiss: { open: 'dismissed', snoozed: 'dismissed' },
	reopen: { done: 'open', dismissed: 'open', lapsed: 'open', snoozed: 'open' },
	reassign: { open: 'open', snoozed: 'snoozed' },
	edit: { open: 'open', snoozed: 'snoozed' },
	wake: { snoozed: 'open' },
	lapse: { open: 'lapsed', snoozed: 'lapsed' },
}

export type TaskRefusalCode =
	| 'task_transition_not_allowed'
	| 'task_snooze_not_later'
	| 'task_reason_missing'
	| 'task_owner_missing'
	| 'task_title_missing'
	| 'task_still_snoozed'

export type TaskResult = { ok: true; task: Task } | { ok: false; code: TaskRefusalCode; message: string }

function refuse(code: TaskRefusalCode, message: string): TaskResult {
	return { ok: false, code, message }
}

function findRefusal(task: Task, action: TaskAction, day: Day): TaskResult | undefined {
	switch (action.kind) {
		case 'snooze':
			return action.until > day
				? undefined
				: refuse('task_snooze_not_later', 'expected a day after today to snooze until; choose a later one')
		case 'dismiss':
			return action.reason.trim()
				? undefined
				: refuse(
						'task_reason_missing',
						'expected a reason for the dismissal, got none; say why it is not needed',
					)
		case 'reassign':
			return action.ownerEmail.trim()
				? undefined
				: refuse('task_owner_missing', 'expected the e-mail address of the new owner, got none')
		case 'edit':
			return action.title === undefined || action.title.trim()
				? undefined
				: refuse('task_title_missing', 'expected a title, got an empty one')
		case 'wake':
			return task.snoozedUntil !== null && task.snoozedUntil > day
				? refuse('task_still_snoozed', 'expected a task whose snooze is over')
				: undefined
		default:
			return undefined
	}
}

function addEdited(task: Task, ...fields: EditableTaskField[]): EditableTaskField[] {
	return [...new Set([...task.edited, ...fields])].sort()
}

function applyAction(task: Task, action: TaskAction, state: TaskState, day: Day): Task {
	const isOver = state === 'done' || state === 'dismissed' || state === 'lapsed'
	const next: Task = {
		...task,
		state,
		snoozedUntil: state === 'snoozed' ? task.snoozedUntil : null,
		dismissedReason: state === 'dismissed' ? task.dismissedReason : null,
		closedOn: isOver ? (task.closedOn ?? day) : null,
	}
	switch (action.kind) {
		case 'snooze':
			return { ...next, snoozedUntil: action.until }
		case 'dismiss':
			return { ...next, dismissedReason: action.reason.trim() }
		case 'reassign':
			return { ...next, ownerEmail: action.ownerEmail.trim(), edited: addEdited(task, 'ownerEmail') }
		case 'edit':
			return {
				...next,
				title: action.title?.trim() ?? task.title,
				dueOn: action.dueOn ?? task.dueOn,
				edited: addEdited(
					task,
					...(action.title === undefined ? [] : (['title'] as const)),
					...(action.dueOn === undefined ? [] : (['dueOn'] as const)),
				),
			}
		default:
			return next
	}
}

/** The task after an action on a day, or why not. What a person did stays: no run undoes it. */
export function changeTask(task: Task, action: TaskAction, day: Day): TaskResult {
	const state = taskTransitions[action.kind][task.state]
	if (state === undefined) {
		const allowed = Object.keys(taskTransitions[action.kind]).join(' or ')
		return refuse(
			'task_transition_not_allowed',
			`expected a task that is ${allowed} to ${action.kind} it, this one is ${task.state}`,
		)
	}
	return findRefusal(task, action, day) ?? { ok: true, task: applyAction(task, action, state, day) }
}
