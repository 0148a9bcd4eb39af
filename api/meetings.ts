import { z } from 'zod'
import { taskStates } from '../core/model/task.ts'
import { Contact, ContractLine } from './account.ts'
import { contract } from './contract.ts'
import { QuarterText } from './forecast.ts'
import {
	AccountParams,
	AmountText,
	DayText,
	Email,
	ExternalId,
	InstantText,
	Level,
	textOf,
} from './values.ts'

const group = 'Meetings'

const Stretch = z.object({ from: DayText, to: DayText })
/** null where it is not known. */
const Count = z.number().nullable()

const Support = z.object({
	opened: z.int(),
	resolved: z.int(),
	/** Median of the tickets resolved in the stretch. */
	days_to_resolve: Count,
	/** Mean of the answers, on the scale of the source. */
	satisfaction: z.object({ mean: Count, answers: z.int() }),
})

export const Agreement = z.object({
	account_id: ExternalId,
	account_name: z.string().nullable(),
	task_id: z.int(),
	meeting: z.enum(['risk', 'business_review']),
	/** Monday of the week, or the quarter. */
	period: z.string(),
	text: z.string(),
	owner_email: z.string().nullable(),
	due_on: DayText,
	state: z.enum(taskStates),
	closed_on: DayText.nullable(),
	overdue: z.boolean(),
	agreed_on: DayText,
	agreed_by: z.string(),
})
export type Agreement = z.infer<typeof Agreement>

export const PackState = z.enum(['due', 'prepared', 'held'])

const Plan = z.object({
	/** 0: nobody has written one. */
	version: z.int(),
	text: z.string(),
	saved_by: z.string().nullable(),
	saved_at: InstantText.nullable(),
})

export const getBusinessReview = contract({
	name: 'getBusinessReview',
	method: 'GET',
	path: '/accounts/:id/business-review',
	access: 'accounts.read',
	group,
	says: 'The pack of an account’s business review: what was bought, usage, goals, tickets, answers and the plan, as known at the quarter’s end; nothing internal',
	input: {
		params: AccountParams,
		/** Default: the quarter that runs. */
		query: z.strictObject({ quarter: QuarterText.optional() }),
	},
	output: z.object({
		account: z.object({ id: ExternalId, name: z.string(), owner_email: z.string().nullable() }),
		quarter: QuarterText,
		/** Quarters that can be chosen, the latest first. */
		quarters: z.array(QuarterText),
		is_complete: z.boolean(),
		/** What was known at the end of this day: the quarter’s end, or today while it runs. */
		as_of: DayText,
		now: Stretch,
		/** The quarter before; cut to as many days while this one runs. */
		before: Stretch,
		/** How far the data of each kind reach as of `as_of`; a kind that was never loaded has null. */
		freshness: z.array(z.object({ kind: z.string(), reach: DayText.nullable(), stale: z.boolean() })),
		lines: z.array(ContractLine),
		usage: z.object({
			basis: z.enum(['key', 'most_used']),
			months: z.array(Stretch),
			first_use_on: DayText.nullable(),
			features: z.array(z.object({ event: z.string(), now: Count, before: Count, months: z.array(Count) })),
			users: z.object({ now: Count, before: Count, months: z.array(Count) }),
		}),
		goals: z.array(
			z.object({
				goal: z.string(),
				target: Count,
				progress: Count,
				progress_before: Count,
				measured_on: DayText,
			}),
		),
		milestones: z.array(z.object({ milestone: z.string(), reached_on: DayText, in_quarter: z.boolean() })),
		/** null: no tickets were ever loaded. */
		support: z.object({ now: Support, before: Support }).nullable(),
		open_tickets: z.array(
			z.object({
				id: z.string(),
				subject: z.string().nullable(),
				severity: z.string().nullable(),
				opened_on: DayText,
			}),
		),
		/** null: no surveys were ever loaded. */
		surveys: z
			.array(
				z.object({
					kind: z.string(),
					answered_on: DayText,
					score: Count,
					comment: z.string().nullable(),
				}),
			)
			.nullable(),
		/** People at the customer who have not left, as known today. */
		contacts: z.array(Contact),
		plan: Plan,
		/** Earlier versions of the plan, the latest first. */
		plan_versions: z.array(Plan),
		agreements: z.array(Agreement),
		state: PackState,
		prepared_on: DayText.nullable(),
		prepared_by: z.string().nullable(),
		held_on: DayText.nullable(),
		may_change: z.boolean(),
	}),
})

const QuarterParams = AccountParams.extend({ quarter: QuarterText })

export const saveBusinessReviewPlan = contract({
	name: 'saveBusinessReviewPlan',
	method: 'PUT',
	path: '/accounts/:id/business-review/:quarter/plan',
	access: 'accounts.change',
	group,
	says: 'Write what is planned with the customer; every version stays',
	input: {
		params: QuarterParams,
		body: z.strictObject({
			/** Empty: nothing is planned. */
			text: z
				.string()
				.max(20_000)
				.refine(
					text => !text.includes('\0') && text.isWellFormed(),
					'expected text without control character 0',
				),
			/** How the caller saw it: refused with `changed_meanwhile` where it is something else by now. */
			seen: z.strictObject({ text: z.string().max(20_000) }).optional(),
		}),
	},
	output: Plan,
})

export const markBusinessReview = contract({
	name: 'markBusinessReview',
	method: 'PUT',
	path: '/accounts/:id/business-review/:quarter/state',
	access: 'accounts.change',
	group,
	says: 'Say that the pack is prepared, or that the review was held; `due` takes both back',
	input: {
		params: QuarterParams,
		body: z.strictObject({
			state: PackState,
			/** Of `held`; default today. */
			held_on: DayText.optional(),
		}),
	},
	output: z.object({ state: PackState, prepared_on: DayText.nullable(), held_on: DayText.nullable() }),
})

export const listBusinessReviews = contract({
	name: 'listBusinessReviews',
	method: 'GET',
	path: '/business-reviews',
	access: 'accounts.read',
	group,
	says: 'Business reviews that accounts are owed by their service level, and whether they are prepared or held',
	input: {
		query: z.strictObject({
			/** `me`, an e-mail address, or `none`; default: everybody’s. */
			owner: z.string().max(320).optional(),
			state: PackState.optional(),
		}),
	},
	output: z.object({
		as_of: DayText,
		quarter: QuarterText,
		currency: z.string().nullable(),
		counts: z.object({ due: z.int(), prepared: z.int(), held: z.int() }),
		/** The first to end and the largest come first; at most 500. */
		items: z.array(
			z.object({
				account_id: ExternalId,
				account_name: z.string(),
				owner_email: z.string().nullable(),
				arr: AmountText.nullable(),
				level: Level,
				band_name: z.string(),
				service_level: z.string(),
				reviews_per_year: z.int(),
				/** To be held by this day. */
				until: DayText,
				last_held_on: DayText.nullable(),
				state: PackState,
			}),
		),
		total: z.int(),
	}),
})

const RiskAccount = z.object({
	account_id: ExternalId,
	account_name: z.string(),
	owner_email: z.string().nullable(),
	arr: AmountText.nullable(),
	level: Level,
	band_name: z.string(),
	score: z.int().nullable(),
	level_before: Level.nullable(),
	score_before: z.int().nullable(),
	/** Of those that moved: signals that opened in the week, and what else moved it; of all at risk: open signals. */
	why: z.array(z.string()),
	/** Title of the most urgent open task; null: nobody works on it. */
	play: z.string().nullable(),
})

export const getRiskReview = contract({
	name: 'getRiskReview',
	method: 'GET',
	path: '/meetings/risk',
	access: 'accounts.read',
	group,
	says: 'The weekly risk review: who came to be at risk, who moved, who works on it, and what was agreed',
	input: {
		/** Any day of the week; default today. */
		query: z.strictObject({ week: DayText.optional() }),
	},
	output: z.object({
		week: Stretch,
		/** Day of the scores shown; null: nothing was computed by then. */
		as_of: DayText.nullable(),
		/** Day that they are compared with; null: nothing was computed before the week. */
		since: DayText.nullable(),
		is_current: z.boolean(),
		currency: z.string().nullable(),
		/** Another version of the operating model is in force than at the start of the week. */
		model_changed: z.boolean(),
		newly_at_risk: z.array(RiskAccount),
		/** Others whose level changed, the worst first. */
		moved: z.array(RiskAccount),
		/** All in watch or alarm, the most money first; at most 200. */
		at_risk: z.array(RiskAccount),
		at_risk_total: z.int(),
		at_risk_arr: AmountText.nullable(),
		/** Share of that money whose account has an open task, 0–1. */
		covered: z.number().nullable(),
		arr_unknown: z.int(),
		agreed_last_week: z.array(Agreement),
		agreed: z.array(Agreement),
	}),
})

export const addAgreement = contract({
	name: 'addAgreement',
	method: 'POST',
	path: '/accounts/:id/agreements',
	access: 'tasks.change',
	group,
	says: 'Write down what was agreed in a meeting: it becomes a task of its owner',
	input: {
		params: AccountParams,
		body: z.discriminatedUnion('meeting', [
			z.strictObject({
				meeting: z.literal('risk'),
				/** Any day of the week. */
				week: DayText,
				text: textOf(200),
				owner_email: Email.optional(),
				due_on: DayText,
			}),
			z.strictObject({
				meeting: z.literal('business_review'),
				quarter: QuarterText,
				text: textOf(200),
				owner_email: Email.optional(),
				due_on: DayText,
			}),
		]),
	},
	output: Agreement,
})

const MonthActivity = z.object({
	month: Stretch,
	/** Median days from the first subscription to first value, of those that reached it in the month. */
	time_to_value: z.object({ median_days: Count, accounts: z.int() }),
	/** null: no engagements were ever loaded. */
	reviews_held: z.int().nullable(),
	/** Tasks of signals: made in the month, and done in it. */
	risk_tasks: z.object({ made: z.int(), done: z.int(), done_on_time: z.int() }),
	runs: z.object({ started: z.int(), done: z.int() }),
	/** Trailing twelve months as they were frozen for the board; null: not frozen, or the person sees own accounts only. */
	reported: z.object({ frozen_on: DayText, nrr: Count, grr: Count, logo_retention: Count }).nullable(),
	/** Scored customers at the last computed day of the month. */
	health: z.object({
		as_of: DayText.nullable(),
		scored: z.int(),
		good_share: Count,
		alarm_share: Count,
	}),
})

export const getMonthReview = contract({
	name: 'getMonthReview',
	method: 'GET',
	path: '/meetings/month',
	access: 'accounts.read',
	group,
	says: 'The month in work and health beside the month before: time to value, reviews held, tasks and runs',
	input: {
		query: z.strictObject({
			/** `2026-10`; default: the last month that is over. */
			month: z
				.string()
				.regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'expected a month like 2026-10')
				.optional(),
		}),
	},
	output: z.object({
		month: z.string(),
		is_complete: z.boolean(),
		as_of: DayText,
		now: MonthActivity,
		before: MonthActivity,
	}),
})

export const meetingsContracts = [
	getBusinessReview,
	saveBusinessReviewPlan,
	markBusinessReview,
	listBusinessReviews,
	getRiskReview,
	addAgreement,
	getMonthReview,
]
