import { z } from 'zod'
import { callCategories, postMortemCategories } from '../core/model/forecast.ts'
import { renewalStages } from '../core/model/renewal.ts'
import { contract } from './contract.ts'
import { RenewalCall, RenewalEntry } from './renewal-entry.ts'
import { listAtRisk, readRenewalCalendar, readRenewalRates } from './renewal-reports.ts'
import {
	AccountParams,
	AmountText,
	DayText,
	Email,
	ExternalId,
	InstantText,
	pageOf,
	pageQuery,
	RiskLevel,
	textOf,
	YesNo,
} from './values.ts'

const group = 'Renewals'

const renewalFilters = {
	owner: z.string().max(320).optional(),
	segment: z.string().max(200).optional(),
	stage: z.enum(renewalStages).optional(),
	category: z.enum(callCategories).optional(),
	open: YesNo.optional(),
	late: YesNo.optional(),
	call_due: YesNo.optional(),
	/** Open ones whose calls are at odds: those with a `disagreement`. */
	disagree: YesNo.optional(),
	/** By the band of the account's health on the date. */
	risk: RiskLevel.optional(),
	/** Part of the account's name or id. */
	search: z.string().max(200).optional(),
	/** Due from this day on, and up to this day. */
	from: DayText.optional(),
	to: DayText.optional(),
	as_of: DayText.optional(),
}

export const listRenewals = contract({
	name: 'listRenewals',
	method: 'GET',
	path: '/renewals',
	access: 'renewals.read',
	group,
	says: 'Open and recently decided renewals by date',
	input: { query: z.strictObject({ ...pageQuery, ...renewalFilters }) },
	output: pageOf(RenewalEntry).extend({
		as_of: DayText,
		total: z.int(),
		target_amount: AmountText.nullable(),
		/** Targets that are not known and so in no sum. */
		target_unknown: z.int(),
		currency: z.string().nullable(),
	}),
})

export const readRenewalBoard = contract({
	name: 'readRenewalBoard',
	method: 'GET',
	path: '/renewals/board',
	access: 'renewals.read',
	group,
	says: 'Renewals by stage, each column with its totals and its first cards; more of a column from the list',
	input: {
		query: z.strictObject({
			...renewalFilters,
			cards: z.coerce.number<number | string>().int().min(1).max(50).default(20),
		}),
	},
	output: z.object({
		as_of: DayText,
		currency: z.string().nullable(),
		columns: z.array(
			z.object({
				stage: z.enum(renewalStages),
				total: z.int(),
				target_amount: AmountText.nullable(),
				expected_amount: AmountText.nullable(),
				items: z.array(RenewalEntry),
				/** For `listRenewals` with the same filters and this stage. */
				next_cursor: z.string().nullable(),
			}),
		),
	}),
})

export const listAccountRenewals = contract({
	name: 'listAccountRenewals',
	method: 'GET',
	path: '/accounts/:id/renewals',
	access: 'renewals.read',
	group,
	says: 'All renewals of an account, by date',
	input: { params: AccountParams },
	output: z.object({ items: z.array(RenewalEntry) }),
})

const RenewalParams = AccountParams.extend({ renewal_on: DayText })

export const PostMortem = z.object({
	category: z.enum(postMortemCategories),
	competitor: z.string().nullable(),
	could_have_done: z.string().nullable(),
	signals_seen: z.array(z.string()),
	note: z.string().nullable(),
	written_by: z.string(),
	written_at: InstantText,
})
export type PostMortem = z.infer<typeof PostMortem>

export const readRenewal = contract({
	name: 'readRenewal',
	method: 'GET',
	path: '/accounts/:id/renewals/:renewal_on',
	access: 'renewals.read',
	group,
	says: 'A renewal with its steps, its calls, its post-mortem and every change of it',
	input: { params: RenewalParams },
	output: z.object({
		renewal: RenewalEntry,
		/** Signed parts that sum to the log-odds of the model's probability, largest first. */
		reasons: z.array(
			z.object({
				metric: z.string(),
				name: z.string(),
				/** Unit of the metric; null for what is no single metric. */
				unit: z.string().nullable(),
				value: z.number().nullable(),
				contribution: z.number(),
			}),
		),
		/** How the model's amount comes about. */
		amount_says: z.string().nullable(),
		steps: z.array(
			z.object({
				id: z.string(),
				name: z.string(),
				on: DayText,
				days_before: z.int(),
				owner: z.string(),
				done_when: z.string(),
				state: z.enum(['coming', 'due', 'done', 'skipped', 'passed']),
				done_by: z.string().nullable(),
				done_on: DayText.nullable(),
				task_id: z.string().nullable(),
			}),
		),
		/** Days at which a call is due, and whether one came. */
		checkpoints: z.array(z.object({ on: DayText, days_before: z.int(), called: z.boolean() })),
		calls: z.array(
			RenewalCall.extend({
				id: z.string(),
				/** Whether who asks can take it back now, by `undoCall`. */
				may_undo: z.boolean(),
			}),
		),
		post_mortem: PostMortem.nullable(),
		changes: z.array(
			z.object({
				id: z.string(),
				/** Whether who asks can take it back now, by `undoRenewalChange`. */
				may_undo: z.boolean(),
				/** What the person said with it. */
				note: z.string().nullable(),
				/** The field that was given back to the data. */
				released: z.string().nullable(),
				at: InstantText,
				on: DayText,
				by: z.string(),
				kind: z.string(),
				batch_id: z.string().nullable(),
				fields: z.array(
					z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
				),
			}),
		),
	}),
})

/** A renewal after a change. */
const ChangedRenewal = RenewalEntry.extend({
	/** For `undoRenewalChange`; null where no field was changed. */
	change_id: z.string().nullable(),
	/** For `undoCall`; null where no call was made. */
	call_id: z.string().nullable(),
})

const RenewalEdit = {
	stage: z.enum(renewalStages).optional(),
	target_amount: AmountText.nullable().optional(),
	forecast_amount: AmountText.nullable().optional(),
	final_amount: AmountText.nullable().optional(),
	owner_email: Email.nullable().optional(),
	reason: textOf(2_000).nullable().optional(),
	competitor: textOf(200).nullable().optional(),
}

export const changeRenewal = contract({
	name: 'changeRenewal',
	method: 'PATCH',
	path: '/accounts/:id/renewals/:renewal_on',
	access: 'renewals.change',
	group,
	says: 'Move a renewal on, set its amounts, owner or reason; what a person sets stays',
	input: {
		params: RenewalParams,
		body: z.strictObject({
			...RenewalEdit,
			/** How the caller saw the fields: refused with `changed_meanwhile` where they are something else by now. */
			seen: z.strictObject(RenewalEdit).optional(),
		}),
	},
	output: ChangedRenewal,
})
export const releaseRenewal = contract({
	name: 'releaseRenewal',
	method: 'POST',
	path: '/accounts/:id/renewals/:renewal_on/release',
	access: 'renewals.change',
	group,
	says: 'Give a field back to the data: from the next run on it follows them',
	input: {
		params: RenewalParams,
		body: z.strictObject({
			field: z.enum([
				'stage',
				'target_amount',
				'forecast_amount',
				'final_amount',
				'owner_email',
				'reason',
				'competitor',
			]),
		}),
	},
	output: ChangedRenewal,
})

export const callRenewal = contract({
	name: 'callRenewal',
	method: 'POST',
	path: '/accounts/:id/renewals/:renewal_on/calls',
	access: 'renewals.change',
	group,
	says: 'Say what is expected of a renewal; earlier calls stay. A manager’s call needs a manager or an admin',
	input: {
		params: RenewalParams,
		body: z.strictObject({
			as: z.enum(['csm', 'manager']),
			category: z.enum(callCategories),
			amount: AmountText.nullable().default(null),
			note: textOf(2_000).nullable().default(null),
		}),
	},
	output: ChangedRenewal,
})

export const undoCall = contract({
	name: 'undoCall',
	method: 'POST',
	path: '/accounts/:id/renewals/:renewal_on/calls/:call_id/undo',
	access: 'renewals.change',
	group,
	says: 'Take the last call of a side back, on its day, within an hour and by whoever made it: the one before it holds again',
	input: {
		params: RenewalParams.extend({ call_id: z.string().regex(/^\d{1,18}$/) }),
		body: z.strictObject({}),
	},
	output: ChangedRenewal,
})

const postMortemBody = {
	category: z.enum(postMortemCategories),
	competitor: textOf(200).nullable().default(null),
	could_have_done: textOf(4_000).nullable().default(null),
	signals_seen: z.array(textOf(200)).max(50).default([]),
	note: textOf(8_000).nullable().default(null),
}

export const closeRenewal = contract({
	name: 'closeRenewal',
	method: 'POST',
	path: '/accounts/:id/renewals/:renewal_on/close',
	access: 'renewals.change',
	group,
	says: 'Close a renewal: as renewed with an amount above 0, or as churned with a reason or a post-mortem',
	input: {
		params: RenewalParams,
		body: z.strictObject({
			outcome: z.enum(['renewed', 'churned']),
			final_amount: AmountText.nullable().default(null),
			closed_on: DayText.optional(),
			reason: textOf(2_000).nullable().default(null),
			competitor: textOf(200).nullable().default(null),
			post_mortem: z.strictObject(postMortemBody).optional(),
		}),
	},
	output: ChangedRenewal,
})
export const reopenRenewal = contract({
	name: 'reopenRenewal',
	method: 'POST',
	path: '/accounts/:id/renewals/:renewal_on/reopen',
	access: 'renewals.change',
	group,
	says: 'Open a closed renewal again, whatever the data say; releasing its stage takes that back',
	input: { params: RenewalParams, body: z.strictObject({ note: textOf(2_000).nullable().default(null) }) },
	output: ChangedRenewal,
})
export const undoRenewalChange = contract({
	name: 'undoRenewalChange',
	method: 'POST',
	path: '/accounts/:id/renewals/:renewal_on/changes/:change_id/undo',
	access: 'renewals.change',
	group,
	says: 'Take the last change of a renewal back, within an hour and by whoever made it: everything is as before',
	input: {
		params: RenewalParams.extend({ change_id: z.string().regex(/^\d{1,18}$/) }),
		body: z.strictObject({}),
	},
	output: ChangedRenewal,
})
export const savePostMortem = contract({
	name: 'savePostMortem',
	method: 'PUT',
	path: '/accounts/:id/renewals/:renewal_on/post-mortem',
	access: 'renewals.change',
	group,
	says: 'Write down why a customer left; its reason goes to the reasons report too',
	input: { params: RenewalParams, body: z.strictObject(postMortemBody) },
	output: PostMortem,
})

export const moveRenewals = contract({
	name: 'moveRenewals',
	method: 'POST',
	path: '/renewals/move',
	access: 'renewals.change',
	group,
	says: 'Move up to 200 open renewals to a stage at once; what could not be moved is named',
	input: {
		body: z.strictObject({
			items: z
				.array(z.strictObject({ account_id: ExternalId, renewal_on: DayText }))
				.min(1)
				.max(200),
			stage: z.enum(['open', 'at_risk', 'in_conversation', 'verbal_commit']),
		}),
	},
	output: z.object({
		/** For `undoMove`. */
		batch_id: z.string(),
		moved: z.int(),
		refused: z.array(z.object({ account_id: ExternalId, renewal_on: DayText, because: z.string() })),
	}),
})
export const undoMove = contract({
	name: 'undoMove',
	method: 'POST',
	path: '/renewals/moves/:batch_id/undo',
	access: 'renewals.change',
	group,
	says: 'Take a move of several renewals back; those that somebody changed since stay',
	input: { params: z.strictObject({ batch_id: z.string().regex(/^\d{1,18}$/) }), body: z.strictObject({}) },
	output: z.object({
		undone: z.int(),
		refused: z.array(z.object({ account_id: ExternalId, renewal_on: DayText, because: z.string() })),
	}),
})

export const renewalsContracts = [
	readRenewalBoard,
	readRenewalCalendar,
	listAtRisk,
	readRenewalRates,
	moveRenewals,
	undoMove,
	listRenewals,
	listAccountRenewals,
	readRenewal,
	changeRenewal,
	releaseRenewal,
	callRenewal,
	undoCall,
	closeRenewal,
	reopenRenewal,
	undoRenewalChange,
	savePostMortem,
]
