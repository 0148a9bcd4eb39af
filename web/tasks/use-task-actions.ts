import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { getSummary } from '../../api/health.ts'
import {
	actOnTask,
	listAccountTasks,
	listTasks,
	type TaskActionBody,
	type TaskEntry,
} from '../../api/tasks.ts'
import { call, refresh, sayProblem } from '../session/call-query.ts'
import { formatDate } from '../ui/format-day.ts'
import { showToast } from '../ui/toast-store.ts'

export type TaskAction = z.input<typeof TaskActionBody>

function sayDone(action: TaskAction, task: TaskEntry, today: string): string {
	switch (action.kind) {
		case 'complete':
			return `Done: ${task.title}`
		case 'snooze':
			return `Comes back on ${formatDate(action.until, today)}`
		case 'dismiss':
			return `Dismissed: ${task.title}`
		case 'reassign':
			return `Handed to ${action.owner_email}`
		case 'reopen':
			return `Open again: ${task.title}`
		case 'edit':
			return 'Task changed'
	}
}

/** What takes an action back; undefined where nothing can. */
function undoOf(action: TaskAction, task: TaskEntry): TaskAction | undefined {
	switch (action.kind) {
		case 'complete':
		case 'snooze':
		case 'dismiss':
			return { kind: 'reopen' }
		case 'reassign':
			return task.owner_email ? { kind: 'reassign', owner_email: task.owner_email } : undefined
		case 'edit':
			return { kind: 'edit', title: task.title, due_on: task.due_on }
		default:
			return undefined
	}
}

interface TaskPage {
	items: TaskEntry[]
}

function isTaskPage(value: unknown): value is TaskPage {
	return typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items)
}

/** Takes a task out of every list at once, before the server has answered. */
function withoutTask(value: unknown, taskId: number): unknown {
	if (typeof value === 'object' && value !== null && 'pages' in value && Array.isArray(value.pages)) {
		return { ...value, pages: value.pages.map(page => withoutTask(page, taskId)) }
	}
	return isTaskPage(value) ? { ...value, items: value.items.filter(({ id }) => id !== taskId) } : value
}

/** The undo, and the moment in which the server takes the run further. */
const runGoesOnMs = 13_500

/** Does something to a task: shown at once, with an undo for ten seconds. */
export function useTaskActions(today: string) {
	const client = useQueryClient()
	const again = () => refresh(client, listTasks, listAccountTasks, getSummary)
	const mutation = useMutation({
		mutationFn: ({ task, action }: { task: TaskEntry; action: TaskAction }) =>
			call(actOnTask, { params: { id: task.account_id, task_id: String(task.id) }, body: action }),
		onMutate: ({ task, action }) => {
			if (action.kind === 'edit' || action.kind === 'reassign') return
			client.setQueriesData({ predicate: ({ queryKey }) => queryKey[0] === listTasks.name }, (old: unknown) =>
				withoutTask(old, task.id),
			)
		},
		onSuccess: (_, { task, action }) => {
			const undo = undoOf(action, task)
			const isClosed = action.kind === 'complete' || action.kind === 'dismiss'
			// Once it cannot be taken back any more, its playbook goes on, maybe with the next task.
			if (task.source.kind === 'run' && isClosed) setTimeout(again, runGoesOnMs)
			showToast(sayDone(action, task, today), undo ? { undo: () => act(task, undo) } : {})
		},
		onError: error => showToast(sayProblem(error), { kind: 'failed' }),
		onSettled: again,
	})
	function act(task: TaskEntry, action: TaskAction) {
		mutation.mutate({ task, action })
	}
	return act
}
