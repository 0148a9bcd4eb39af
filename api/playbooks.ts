import { z } from 'zod'
import { PlaybookDefinition } from '../core/model/playbook.ts'
import { ownerRoles } from '../core/model/task.ts'
import { contract } from './contract.ts'
import { DayText, Email, ExternalId, InstantText, Level, textOf } from './values.ts'

const group = 'Playbooks'

export const PlaybookId = z
	.string()
	.regex(/^[a-z][a-z0-9_]*$/)
	.max(100)
const PlaybookParams = z.strictObject({ playbook_id: PlaybookId })

export const PlaybookEntry = z.object({
	id: z.string(),
	name: z.string(),
	purpose: z.string(),
	enabled: z.boolean(),
	/** What makes a run start, in words. */
	trigger: z.string(),
	trigger_kind: z.enum(['signal', 'band', 'stage', 'date', 'hand', 'webhook']),
	owner_role: z.enum(ownerRoles),
	level: Level,
	steps: z.int(),
	/** Whether any step writes to a customer. */
	writes_to_customers: z.boolean(),
	hours: z.number(),
	control_share: z.number(),
	/** Its first look was on this day; runs start on later ones. null: not looked at yet, or off. */
	watched_from: DayText.nullable(),
	/** Set while the breaker holds it: more runs at once than its cap allows. */
	tripped: z.object({ on: DayText, reason: z.string() }).nullable(),
	runs: z.object({
		open: z.int(),
		started_30d: z.int(),
		done_30d: z.int(),
		/** Ended without being done in the last 30 days. */
		ended_30d: z.int(),
		/** In need of a person: held or failed. */
		attention: z.int(),
	}),
	/** Occasions that wait for a person. */
	waiting: z.int(),
})
export type PlaybookEntry = z.infer<typeof PlaybookEntry>

/** Whether anything starts or goes on by itself at all. */
export const Automation = z.object({
	stopped: z.object({ at: InstantText, by: z.string(), reason: z.string() }).nullable(),
	/** The latest day that playbooks were looked at, and why nothing was done on it. */
	last_day: z
		.object({
			as_of: DayText,
			held: z.string().nullable(),
			started: z.int(),
			waiting: z.int(),
			baseline: z.int(),
		})
		.nullable(),
})

export const listPlaybooks = contract({
	name: 'listPlaybooks',
	method: 'GET',
	path: '/playbooks',
	access: 'playbooks.read',
	group,
	says: 'All playbooks with their runs, and whether automation is stopped',
	input: {},
	output: z.object({ items: z.array(PlaybookEntry), automation: Automation, model_version: z.int() }),
})

export const StepText = z.object({
	id: z.string(),
	/** 0 for the first level, 1 within a branch, … */
	depth: z.int(),
	kind: z.string(),
	/** The step in one sentence. */
	says: z.string(),
})

export const getPlaybook = contract({
	name: 'getPlaybook',
	method: 'GET',
	path: '/playbooks/:playbook_id',
	access: 'playbooks.read',
	group,
	says: 'One playbook: its definition, its steps in words',
	input: { params: PlaybookParams },
	output: PlaybookEntry.extend({
		definition: PlaybookDefinition,
		steps_in_words: z.array(StepText),
		model_version: z.int(),
	}),
})

const Note = z.string().trim().max(500).optional()
const BaseVersion = z
	.int()
	.min(0)
	.max(2 ** 31 - 1)

export const savePlaybook = contract({
	name: 'savePlaybook',
	method: 'PUT',
	path: '/playbooks/:playbook_id',
	access: 'model.change',
	group,
	says: 'Make or change a playbook: a new version of the operating model. Open runs end on the version they began with',
	input: {
		params: PlaybookParams,
		body: z.strictObject({ definition: PlaybookDefinition, base_version: BaseVersion, note: Note }),
	},
	output: z.object({ version: z.int(), changes: z.array(z.string()) }),
})

export const switchPlaybook = contract({
	name: 'switchPlaybook',
	method: 'POST',
	path: '/playbooks/:playbook_id/switch',
	access: 'model.change',
	group,
	says: 'Switch a playbook on or off, and say what becomes of its open runs and tasks',
	input: {
		params: PlaybookParams,
		body: z.discriminatedUnion('to', [
			z.strictObject({ to: z.literal('on') }),
			z.strictObject({
				to: z.literal('off'),
				open_runs: z.enum(['finish', 'pause', 'cancel']),
				tasks: z.enum(['keep', 'lapse']).default('keep'),
			}),
		]),
	},
	output: z.object({ version: z.int(), runs_changed: z.int(), tasks_lapsed: z.int() }),
})

export const listWaiting = contract({
	name: 'listWaitingOccasions',
	method: 'GET',
	path: '/playbooks/waiting',
	access: 'playbooks.read',
	group,
	says: 'Occasions that wait for a person: over the cap, or there at the first look of a playbook (at most 1,000)',
	input: { query: z.strictObject({ playbook: PlaybookId.optional() }) },
	output: z.object({
		items: z.array(
			z.object({
				playbook_id: z.string(),
				playbook_name: z.string(),
				account_id: ExternalId,
				account_name: z.string().nullable(),
				owner_email: z.string().nullable(),
				occasion: z.string(),
				reason: z.string(),
				found_on: DayText,
				because: z.enum(['over the cap', 'first look']),
			}),
		),
		/** Of the last 30 days: occasions that started nothing because playbooks had led to one another (at most 200). */
		refused: z.array(
			z.object({
				playbook_id: z.string(),
				playbook_name: z.string(),
				account_id: ExternalId,
				account_name: z.string().nullable(),
				reason: z.string(),
				found_on: DayText,
				note: z.string(),
				/** The playbooks that led to it, the first one first. */
				chain: z.array(z.string()),
			}),
		),
	}),
})
export const decideWaiting = contract({
	name: 'decideWaitingOccasions',
	method: 'POST',
	path: '/playbooks/:playbook_id/waiting',
	access: 'playbooks.run',
	group,
	says: 'Start runs for occasions that wait, or drop them; lets the breaker go',
	input: {
		params: PlaybookParams,
		body: z.strictObject({
			decision: z.enum(['start', 'drop']),
			/** Left out: all that wait over the cap. */
			account_ids: z.array(ExternalId).min(1).max(1_000).optional(),
		}),
	},
	output: z.object({ started: z.int(), dropped: z.int() }),
})

export const getAutomation = contract({
	name: 'getAutomation',
	method: 'GET',
	path: '/automation',
	access: 'playbooks.read',
	group,
	says: 'Whether playbooks start and go on by themselves',
	input: {},
	output: Automation,
})
export const stopAutomation = contract({
	name: 'stopAutomation',
	method: 'POST',
	path: '/automation/stop',
	access: 'playbooks.run',
	group,
	says: 'Stop everything at once: no run starts or goes on and nothing is sent until automation is started again',
	input: { body: z.strictObject({ reason: textOf(500) }) },
	output: Automation,
})
export const startAutomation = contract({
	name: 'startAutomation',
	method: 'POST',
	path: '/automation/start',
	access: 'playbooks.run',
	group,
	says: 'Let playbooks start and go on again. What happened while they were stopped starts nothing, messages that were due wait for approval, and waits end as many days later',
	input: { body: z.strictObject({}) },
	output: Automation.extend({
		/** Messages that now wait for approval, and runs whose wait was over meanwhile. */
		held: z.object({ messages: z.int(), waits: z.int() }),
	}),
})

export const makeHookSecret = contract({
	name: 'makePlaybookHookSecret',
	method: 'POST',
	path: '/playbooks/:playbook_id/hook-secret',
	access: 'model.change',
	group,
	says: 'A new secret for the address by which other programs start the playbook; the one before ends',
	isShownOnce: true,
	input: { params: PlaybookParams, body: z.strictObject({}) },
	output: z.object({ path: z.string(), secret: z.string() }),
})
export const callHook = contract({
	name: 'callPlaybookHook',
	method: 'POST',
	path: '/hooks/playbooks/:playbook_id',
	access: 'public',
	group,
	says: 'Start a run from another program: "Authorization: Bearer SECRET" of the playbook. The same key starts one run; its condition, its rule of re-entry and its caps hold, and the note says why nothing started',
	input: {
		params: PlaybookParams,
		body: z.strictObject({
			account_id: ExternalId,
			key: z.string().regex(/^[\x21-\x7e]{1,200}$/),
			/** The run whose webhook led to this call (`data.run_id` there), so that circles are found. */
			run_id: z
				.string()
				.regex(/^[a-z0-9]{10,40}$/)
				.optional(),
		}),
	},
	output: z.object({
		run_id: z.string().nullable(),
		outcome: z.enum(['started', 'already started', 'not started']),
		note: z.string().nullable(),
	}),
})

const Calendar = z.object({
	email: z.string(),
	/** 1 = Monday … 7 = Sunday. */
	weekdays: z.array(z.int().min(1).max(7)),
	days_off: z.array(DayText),
})
const CalendarParams = z.strictObject({ email: Email })
export const getWorkCalendar = contract({
	name: 'getWorkCalendar',
	method: 'GET',
	path: '/work-calendars/:email',
	access: 'playbooks.read',
	group,
	says: 'Working days of a person, by which due dates count',
	input: { params: CalendarParams },
	output: Calendar,
})
export const saveWorkCalendar = contract({
	name: 'saveWorkCalendar',
	method: 'PUT',
	path: '/work-calendars/:email',
	access: 'playbooks.run',
	group,
	says: 'Set the working days of a person and their days off',
	input: {
		params: CalendarParams,
		body: z.strictObject({
			weekdays: z.array(z.int().min(1).max(7)).min(1).max(7),
			days_off: z.array(DayText).max(400).default([]),
		}),
	},
	output: Calendar,
})

export const playbooksContracts = [
	listPlaybooks,
	listWaiting,
	getPlaybook,
	savePlaybook,
	switchPlaybook,
	decideWaiting,
	getAutomation,
	stopAutomation,
	startAutomation,
	makeHookSecret,
	callHook,
	getWorkCalendar,
	saveWorkCalendar,
]
