import { z } from 'zod'
import { ownerRoles, taskSourceKinds, taskStates } from '../core/model/task.ts'
import { contract } from './contract.ts'
import { AccountParams, AmountText, DayText, Email, ExternalId, pageOf, pageQuery, textOf } from './values.ts'

const group = 'Tasks'

export const TaskEntry = z.object({
	id: z.int(),
	account_id: ExternalId,
	account_name: z.string().nullable(),
	title: z.string(),
	/** One sentence: why. */
	reason: z.string(),
	money_at_risk: AmountText.nullable(),
	currency: z.string().nullable(),
	owner_role: z.enum(ownerRoles),
	owner_email: z.string().nullable(),
	due_on: DayText,
	overdue: z.boolean(),
	hours: z.number(),
	urgency: z.number(),
	state: z.enum(taskStates),
	snoozed_until: DayText.nullable(),
	dismissed_reason: z.string().nullable(),
	made_on: DayText,
	closed_on: DayText.nullable(),
	source: z.object({ kind: z.enum(taskSourceKinds), id: z.string() }),
	/** What a person has changed and no run changes back. */
	edited: z.array(z.string()),
})
export type TaskEntry = z.infer<typeof TaskEntry>

export const listTasks = contract({
	name: 'listTasks',
	method: 'GET',
	path: '/tasks',
	access: 'tasks.read',
	group,
	says: "Today's work: money at risk × urgency first, tasks of one account together",
	input: {
		query: z.strictObject({
			...pageQuery,
			/** `me`, an e-mail address, or `none`; default: everybody's. */
			owner: z.string().max(320).optional(),
			/** `open`: what stands open today; `snoozed`; `closed`: done, dismissed and lapsed, the latest first. */
			state: z.enum(['open', 'snoozed', 'closed']).default('open'),
		}),
	},
	output: pageOf(TaskEntry).extend({
		as_of: DayText,
		total: z.int(),
		/** Of all of them, open and due before today. */
		overdue: z.int(),
		/** Each account's largest once; null where none is known. */
		money_at_risk: AmountText.nullable(),
		currency: z.string().nullable(),
	}),
})
export const listAccountTasks = contract({
	name: 'listAccountTasks',
	method: 'GET',
	path: '/accounts/:id/tasks',
	access: 'tasks.read',
	group,
	says: 'All tasks of an account, ended ones too, the latest first',
	input: { params: AccountParams },
	output: z.object({ items: z.array(TaskEntry) }),
})
export const listHeldTasks = contract({
	name: 'listHeldTasks',
	method: 'GET',
	path: '/tasks/held',
	access: 'tasks.read',
	group,
	says: 'Tasks that the day did not hand out, and why',
	input: {},
	output: z.object({
		items: z.array(
			z.object({
				account_id: ExternalId,
				title: z.string(),
				reason: z.string(),
				money_at_risk: AmountText.nullable(),
				currency: z.string().nullable(),
				owner_email: z.string().nullable(),
				hold_reason: z.string(),
				as_of: DayText,
			}),
		),
	}),
})
export const addTask = contract({
	name: 'addTask',
	method: 'POST',
	path: '/accounts/:id/tasks',
	access: 'tasks.change',
	group,
	says: 'Make a task by hand',
	input: {
		params: AccountParams,
		body: z.strictObject({
			title: textOf(200),
			reason: textOf(2_000).optional(),
			/** Default: the account's owner, else whoever makes it. */
			owner_email: Email.optional(),
			due_on: DayText,
		}),
	},
	output: TaskEntry,
})

export const TaskActionBody = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('complete') }),
	z.strictObject({ kind: z.literal('snooze'), until: DayText }),
	z.strictObject({ kind: z.literal('dismiss'), reason: textOf(2_000) }),
	z.strictObject({ kind: z.literal('reopen') }),
	z.strictObject({ kind: z.literal('reassign'), owner_email: Email }),
	z.strictObject({ kind: z.literal('edit'), title: textOf(200).optional(), due_on: DayText.optional() }),
])
export const actOnTask = contract({
	name: 'actOnTask',
	method: 'POST',
	path: '/accounts/:id/tasks/:task_id/actions',
	access: 'tasks.change',
	group,
	says: 'Complete, snooze, dismiss, reopen, hand over or edit a task',
	input: {
		params: AccountParams.extend({
			task_id: z.coerce
				.number<string>()
				.int()
				.min(1)
				.max(2 ** 52),
		}),
		body: TaskActionBody,
	},
	output: TaskEntry,
})

export const tasksContracts = [listTasks, listAccountTasks, listHeldTasks, addTask, actOnTask]
