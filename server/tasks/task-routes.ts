import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import {
	actOnTask as actContract,
	addTask,
	listAccountTasks,
	listHeldTasks,
	listTasks,
	type TaskActionBody,
	type TaskEntry,
} from '../../api/tasks.ts'
import { dayOfText } from '../../api/values.ts'
import type { Task } from '../../core/model/task.ts'
import type { TaskAction } from '../../core/tasks/change-task.ts'
import { rankTasks } from '../../core/tasks/rank-tasks.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { amountText } from '../accounts/account-row-store.ts'
import { type AccountRef, getAccountFor, getReadableAccount } from '../accounts/get-account-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { cutPage, readCursor } from '../http/cursor.ts'
import type { Asker, Mount } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import { actOnTask } from './act-on-task.ts'
import { listHeldTasks as listHeld } from './held-task-store.ts'
import { readTaskAccounts } from './task-account-store.ts'
import {
	findTaskOfSource,
	insertTasks,
	type ListedTask,
	listTasksInState,
	listTasksOf,
	listTasksOn,
	lockTask,
} from './task-store.ts'

/** Ended tasks are looked at, not counted: the latest so many. */
const mostEnded = 2_000

/** Work: lists of tasks and what people do to them. */
export function mountTaskRoutes(mount: Mount): void {
	mount.read(listTasks, async call => {
		const { query, pool, now } = call
		const { today, workspace } = await readShownDay(pool, now)
		const tasks = (await tasksIn(pool, query.state, today)).filter(task => isWanted(task, query.owner, call))
		const start = placeOf(tasks, readCursor(query.cursor, 2))
		const page = cutPage(
			tasks.slice(start, start + query.limit + 1).map((task, index) => ({ task, place: start + index })),
			query.limit,
			last => [last.task.taskId, last.place],
		)
		return {
			...page,
			items: page.items.map(({ task }) => taskJson(task, task, today)),
			as_of: formatDay(today),
			total: tasks.length,
			overdue: tasks.filter(task => task.state === 'open' && task.dueOn < today).length,
			money_at_risk: amountText(moneyOf(tasks), workspace.currency),
			currency: workspace.currency,
		}
	})
	mount.read(listAccountTasks, async call => {
		const account = await getAccountFor(call.pool, call, call.params.id)
		const { today } = await readShownDay(call.pool, call.now)
		const tasks = await listTasksOf(call.pool, account.accountId)
		return { items: tasks.map(task => taskJson(task, namesOf(account), today)) }
	})
	mount.read(listHeldTasks, async call => {
		const held = (await listHeld(call.pool)).filter(task => isWanted(task, undefined, call))
		return {
			items: held.map(task => ({
				account_id: task.externalId,
				title: task.title,
				reason: task.reason,
				money_at_risk: amountText(task.moneyAtRiskMinor, task.currency),
				currency: task.currency,
				owner_email: task.ownerEmail,
				hold_reason: task.holdReason,
				as_of: formatDay(task.asOf),
			})),
		}
	})
	mount.change(addTask, async call => {
		const { params, body, client, act, actor } = call
		const account = await getAccountFor(client, call, params.id)
		const { day, workspace } = await readShownDay(client, call.now)
		const known = (await readTaskAccounts(client, [account.accountId], day)).get(account.accountId)
		const source = { kind: 'person' as const, id: randomUUID() }
		await insertTasks(
			client,
			[
				{
					accountId: account.accountId,
					source,
					title: body.title,
					reason: body.reason ?? `Made by ${actor.email}.`,
					moneyAtRiskMinor: known?.arrMinor ?? null,
					currency: workspace.currency,
					ownerRole: 'csm',
					ownerEmail: body.owner_email ?? account.ownerEmail ?? actor.email,
					dueOn: dayOfText(body.due_on),
					hours: usualHours,
					urgency: 1,
				},
			],
			act.day,
		)
		const made = await findTaskOfSource(client, account.accountId, source)
		if (!made) throw new Error('the task was not stored')
		await saveAuditRow(client, {
			...act,
			action: 'task.add',
			subject: `task ${account.accountId}/${made.taskId}`,
			before: null,
			after: made,
		})
		return taskJson(made, namesOf(account), act.day)
	})
	mount.change(actContract, async call => {
		const { params, body, client, act } = call
		const account = await getReadableAccount(client, call, params.id)
		const task = await lockTask(client, account.accountId, params.task_id)
		if (!task)
			throw new Problem(
				'task_missing',
				'There is no such task of the account.',
				'The list of tasks has their ids.',
			)
		// Whose account it is, or who was given the task.
		if (!call.may(account) && !call.may({ ownerEmail: task.ownerEmail })) {
			throw new Problem('not_yours', 'This task belongs to somebody else.', 'Ask its owner or a manager.')
		}
		return taskJson(await actOnTask(client, task, toAction(body), act), namesOf(account), act.day)
	})
}

const usualHours = 0.5

async function tasksIn(
	pool: Parameters<typeof listTasksOn>[0],
	state: 'open' | 'snoozed' | 'closed',
	today: Day,
): Promise<ListedTask[]> {
	if (state === 'open') return rankTasks(await listTasksOn(pool, today))
	return listTasksInState(
		pool,
		state === 'snoozed' ? ['snoozed'] : ['done', 'dismissed', 'lapsed'],
		mostEnded,
	)
}

function isWanted(task: Pick<Task, 'ownerEmail'>, owner: string | undefined, asker: Asker): boolean {
	if (!asker.may({ ownerEmail: task.ownerEmail })) return false
	if (owner === undefined) return true
	const asked = owner === 'me' ? asker.actor.email : owner === 'none' ? null : owner
	return (task.ownerEmail?.toLowerCase() ?? null) === (asked?.toLowerCase() ?? null)
}

/** Where the page begins: after the task that the page before ended with, or where that one stood. */
function placeOf(tasks: readonly Task[], cursor: readonly (string | number | null)[] | undefined): number {
	if (!cursor) return 0
	const [taskId, place] = cursor
	const found = tasks.findIndex(task => task.taskId === taskId)
	return found >= 0 ? found + 1 : Math.max(0, Number(place) || 0)
}

/** Each account's money once. */
function moneyOf(tasks: readonly Task[]): bigint | null {
	const byAccount = new Map<number, bigint>()
	for (const { accountId, moneyAtRiskMinor } of tasks) {
		const before = byAccount.get(accountId)
		if (moneyAtRiskMinor !== null && (before === undefined || before < moneyAtRiskMinor)) {
			byAccount.set(accountId, moneyAtRiskMinor)
		}
	}
	return byAccount.size === 0 ? null : [...byAccount.values()].reduce((sum, money) => sum + money, 0n)
}

function namesOf({ externalId, name }: AccountRef): { externalId: string; accountName: string } {
	return { externalId, accountName: name }
}

function toAction(body: z.output<typeof TaskActionBody>): TaskAction {
	switch (body.kind) {
		case 'snooze':
			return { kind: 'snooze', until: dayOfText(body.until) }
		case 'reassign':
			return { kind: 'reassign', ownerEmail: body.owner_email }
		case 'edit':
			return {
				kind: 'edit',
				...(body.title === undefined ? {} : { title: body.title }),
				...(body.due_on === undefined ? {} : { dueOn: dayOfText(body.due_on) }),
			}
		default:
			return body
	}
}

function taskJson(
	task: Task,
	{ externalId, accountName }: { externalId: string; accountName: string | null },
	today: Day,
): z.input<typeof TaskEntry> {
	const isOpen = task.state === 'open' || task.state === 'snoozed'
	const dayText = (day: Day | null) => (day === null ? null : formatDay(day))
	return {
		id: task.taskId,
		account_id: externalId,
		account_name: accountName,
		title: task.title,
		reason: task.reason,
		money_at_risk: amountText(task.moneyAtRiskMinor, task.currency),
		currency: task.currency,
		owner_role: task.ownerRole,
		owner_email: task.ownerEmail,
		due_on: formatDay(task.dueOn),
		overdue: isOpen && task.dueOn < today,
		hours: task.hours,
		urgency: task.urgency,
		state: task.state,
		snoozed_until: dayText(task.snoozedUntil),
		dismissed_reason: task.dismissedReason,
		made_on: formatDay(task.madeOn),
		closed_on: dayText(task.closedOn),
		source: task.source,
		edited: task.edited,
	}
}
