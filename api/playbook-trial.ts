import { z } from 'zod'
import { PlaybookDefinition } from '../core/model/playbook.ts'
import { contract } from './contract.ts'
import { PlaybookId, StepText } from './playbooks.ts'
import { AmountText, DayText, ExternalId } from './values.ts'

const group = 'Playbooks'

const Tried = z.strictObject({
	/** A definition that is not saved yet; left out: the playbook of the model. */
	definition: PlaybookDefinition.optional(),
	playbook_id: PlaybookId.optional(),
})

const text = z.string().nullable()
/** Fields that texts of playbooks may name. */
const TextFields = z.object({
	account: z.object({
		name: z.string(),
		id: z.string(),
		arr: text,
		health: z.number().nullable(),
		band: text,
		segment: text,
		stage: text,
		renewal_on: text,
		days_to_renewal: z.number().nullable(),
		review: z.string(),
	}),
	owner: z.object({ name: text, email: text }),
	contact: z.object({ name: text, first_name: text, email: text }),
	run: z.object({ reason: z.string(), playbook: z.string(), started_on: z.string() }),
	today: z.string(),
})

const CaughtAccount = z.object({
	account_id: ExternalId,
	account_name: z.string(),
	owner_email: z.string().nullable(),
	occasion: z.string(),
	/** Why, in words. */
	reason: z.string(),
	/** `starts`; or what would be done instead. */
	outcome: z.enum(['starts', 'control', 'waits', 'refused']),
	note: z.string().nullable(),
	arr: AmountText.nullable(),
	currency: z.string().nullable(),
})

export const previewPlaybook = contract({
	name: 'previewPlaybook',
	method: 'POST',
	path: '/playbooks/preview',
	access: 'playbooks.read',
	group,
	says: 'Who a playbook would catch if it were on today; starts nothing. `standing` are those in it already',
	input: { body: Tried.extend({ account_id: ExternalId.optional() }) },
	output: z.object({
		as_of: DayText,
		problems: z.array(z.string()),
		cap: z.int(),
		/** What happened on the day itself. */
		items: z.array(CaughtAccount),
		/** Accounts in which its trigger and condition hold now, whenever that began; at most 200. */
		standing: z.array(CaughtAccount),
		standing_total: z.int(),
		/** Steps as they would be for the account that was asked for, in order. */
		steps: z.array(
			StepText.extend({
				due_on: DayText.nullable(),
				/** Whose step it is. */
				owner_email: z.string().nullable(),
				/** The title of a task, the words of a message, else the step in words; made as it is in a run. */
				text: z.string(),
				subject: z.string().nullable(),
				/** Of a task or an approval: how to do it. */
				how: z.string().nullable(),
				/** Whom a message goes to. */
				recipient: z.string().nullable(),
				/** Whether a person would have to approve the message. */
				approval: z.enum(['needed', 'not_needed']).nullable(),
				/** Why the run would stop here: nobody to write to, a text with a hole. */
				problem: z.string().nullable(),
			}),
		),
		/** What texts are filled with for the account; null where none was asked for. */
		fields: TextFields.nullable(),
	}),
})

const Rates = z.object({ caught: z.int(), of: z.int(), share: z.number().nullable() })
export const ReplaySummary = z.object({
	playbook_id: z.string(),
	from: DayText,
	to: DayText,
	/** Days of the span that were computed and could be looked at. */
	days: z.int(),
	/** Which days these are, and how far from one another: what came and went between two of them is not seen. */
	computed: z.array(z.object({ from: DayText, to: DayText, days: z.int(), every_days: z.int() })),
	triggers: z.int(),
	runs: z.int(),
	control: z.int(),
	/** Occasions over the cap, that would have waited for a person. */
	waiting: z.int(),
	accounts: z.int(),
	hours: z.number(),
	by_week: z.array(z.object({ week: DayText, runs: z.int(), hours: z.number() })),
	by_owner: z.array(z.object({ owner_email: z.string().nullable(), runs: z.int(), hours: z.number() })),
	/** Other playbooks that are on, with the accounts that both would have worked on within 14 days. */
	overlap: z.array(
		z.object({ playbook_id: z.string(), name: z.string(), accounts: z.int(), share: z.number() }),
	),
	/** Of all decisions of the span, and of those whose account it caught in the 180 days before. */
	churned: Rates,
	renewed: Rates,
})
export type ReplaySummary = z.infer<typeof ReplaySummary>

export const replayPlaybook = contract({
	name: 'replayPlaybook',
	method: 'POST',
	path: '/playbooks/replay',
	access: 'playbooks.read',
	group,
	says: 'What a playbook would have done over the past, from what was stored day by day; beside the version that is in force',
	input: {
		body: Tried.extend({
			/** Default: twelve months before `to`. */
			from: DayText.optional(),
			/** Default: the last computed day. */
			to: DayText.optional(),
		}),
	},
	output: z.object({
		problems: z.array(z.string()),
		replay: ReplaySummary.nullable(),
		/** The same of the version in force, where another definition was tried. */
		present: ReplaySummary.nullable(),
	}),
})

export const playbookTrialContracts = [previewPlaybook, replayPlaybook]
