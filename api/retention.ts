import { z } from 'zod'
import {
	findDimension,
	flowKinds,
	movementKinds,
	type RetentionDimension,
} from '../core/model/account-ledger.ts'
import { contract } from './contract.ts'
import { AmountText, DayText, ExternalId, pageOf, pageQuery } from './values.ts'

const group = 'Retention'

export const PolicyId = z
	.string()
	.max(60)
	.regex(/^[a-z][a-z0-9_]*$/, 'expected the id of a policy, like standard')
/** For what the last run of the day has stored. */
export const storedPeriodQuery = {
	/** Opening: the end of this day. */
	from: DayText,
	/** Closing: the end of this day. */
	to: DayText,
	/** Default: the policy in force. */
	policy: PolicyId.optional(),
}
export const retentionQuery = {
	...storedPeriodQuery,
	/** As it was known at the end of this day; today: restated. */
	as_of: DayText.optional(),
}
/** Unlike a list of names it takes any custom attribute. */
export const Dimension = z
	.string()
	.max(200)
	.refine(
		text => findDimension(text) !== undefined,
		'expected segment, size, industry, tier, channel, region, csm, value, product, cohort, parent or attribute:NAME',
	)
	.meta({ example: 'segment' })
const Slice = {
	by: Dimension.optional(),
	group: z.string().max(300).optional(),
}

/** The dimension of a checked query; null: the whole book. */
export function dimensionOfText(text: string | undefined): RetentionDimension | null {
	return text === undefined ? null : (findDimension(text) ?? null)
}
const Rate = z.number().nullable()
const Target = {
	measure: z.string(),
	target: z.string(),
	actual: z.string().nullable(),
	/** actual − target; null where there is no actual. */
	variance: z.string().nullable(),
}
export const LeversEntry = z.object({ seats: AmountText, price: AmountText, product: AmountText })

const figureAmounts = {
	start_mrr: AmountText,
	new: AmountText,
	reactivation: AmountText,
	expansion: AmountText,
	contraction: AmountText,
	churn: AmountText,
	fx: AmountText,
	entering: AmountText,
	leaving: AmountText,
	end_mrr: AmountText,
}
export const RetentionGroup = z.object({
	group: z.string(),
	logos_start: z.int(),
	logos_end: z.int(),
	...figureAmounts,
	/** Closed: who paid at the start, at two points. NRR, GRR and logo retention are of it. */
	cohort: z.object({
		start_mrr: AmountText,
		expansion: AmountText,
		contraction: AmountText,
		churn: AmountText,
		end_mrr: AmountText,
		logos_start: z.int(),
		logos_lost: z.int(),
	}),
	nrr: Rate,
	grr: Rate,
	logo_retention: Rate,
	logo_churn: Rate,
	gross_churn_rate: Rate,
	/** churned_mrr ÷ starting_mrr */
	monthly_churn_rate: Rate,
	net_churn_rate: Rate,
	expansion_rate: Rate,
	quick_ratio: Rate,
	levers: z.object({ expansion: LeversEntry, contraction: LeversEntry }),
})
export type RetentionGroup = z.infer<typeof RetentionGroup>

const LeftOutEntry = z.object({
	account_id: ExternalId,
	line_id: z.string(),
	because: z.enum(['no_price', 'no_rate', 'unknown_account']),
	amount: AmountText.nullable(),
	currency: z.string().nullable(),
})
const Variance = z.object({
	group: z.string(),
	...Target,
	/** The days that the actual is of: rates of retention are of twelve months, amounts of the quarter so far. */
	from: DayText,
	to: DayText,
})

export const getRetention = contract({
	name: 'getRetention',
	method: 'GET',
	path: '/retention',
	access: 'accounts.read',
	group,
	says: 'What happened to the money in a period, and how much of it stayed, whole or by a dimension',
	input: { query: z.strictObject({ ...retentionQuery, by: Dimension.optional() }) },
	output: z.object({
		from: DayText,
		to: DayText,
		as_of: DayText,
		currency: z.string(),
		policy: z.string(),
		/** The largest first. More than some hundreds come as the largest and one row for all the others together. */
		groups: z.array(RetentionGroup),
		/** How many groups the row of the others stands for. */
		other_groups: z.int(),
		/** The figures are of these accounts only, because the person may see no others. */
		own_accounts: z.int().nullable(),
		/** Annual amount of won opportunities that CS brought ÷ ARR at the start; of the whole book only. */
		cs_expansion_rate: Rate,
		/** Accounts that are in no figure; as of the last run of the day. */
		left_out: z.array(LeftOutEntry),
		/** The targets of the quarter that the period ends in. */
		quarter: z.string(),
		variances: z.array(Variance),
		/** How it is counted where companies count differently, and what is in no figure. */
		caveats: z.array(z.string()),
	}),
})

export const listRetentionMonths = contract({
	name: 'listRetentionMonths',
	method: 'GET',
	path: '/retention/months',
	access: 'accounts.read',
	group,
	says: 'The waterfall month by month, and retention over the twelve months up to each month end',
	input: {
		query: z.strictObject({
			...storedPeriodQuery,
			by: Dimension.optional(),
		}),
	},
	output: z.object({
		as_of: DayText.nullable(),
		currency: z.string().nullable(),
		items: z.array(
			z.object({
				group: z.string(),
				month: DayText,
				complete: z.boolean(),
				logos_start: z.int(),
				logos_end: z.int(),
				...figureAmounts,
				levers: LeversEntry,
				/** Annual amount of won opportunities that CS brought; of the whole book only. */
				won_by_cs: AmountText.nullable(),
			}),
		),
		/** By segment and CSM, and of the whole book. */
		retention: z.array(
			z.object({ group: z.string(), month: DayText, nrr: Rate, grr: Rate, logo_retention: Rate }),
		),
	}),
})

export const MovementEntry = z.object({
	account_id: ExternalId,
	account_name: z.string().nullable(),
	day: DayText,
	kind: z.enum(flowKinds),
	/** Signed and exact: the amounts sum to the figure before it is rounded. */
	amount: AmountText,
	mrr_before: AmountText,
	mrr_after: AmountText,
	/** Of expansion and contraction. */
	levers: LeversEntry.nullable(),
	reason: z.string().nullable(),
	competitor: z.string().nullable(),
	note: z.string().nullable(),
	segment: z.string().nullable(),
	owner_email: z.string().nullable(),
})
export const listMrrMovements = contract({
	name: 'listMrrMovements',
	method: 'GET',
	path: '/retention/movements',
	access: 'accounts.read',
	group,
	says: 'The movements behind a figure, whole or of one group, the most money first: they sum to it',
	input: {
		query: z.strictObject({
			...pageQuery,
			...retentionQuery,
			...Slice,
			/** `lost`: churn and contraction together. */
			kind: z.enum([...flowKinds, 'lost']).optional(),
			/** As the list of reasons has it; empty: nobody said. */
			reason: z.string().max(500).optional(),
			competitor: z.string().max(500).optional(),
			/** Segment at the time of the loss; empty: unknown. */
			segment: z.string().max(500).optional(),
		}),
	},
	output: pageOf(MovementEntry).extend({ currency: z.string(), total: z.int(), amount: AmountText }),
})

export const listCohortMembers = contract({
	name: 'listCohortMembers',
	method: 'GET',
	path: '/retention/accounts',
	access: 'accounts.read',
	group,
	says: 'The accounts behind NRR, GRR and logo retention, or behind a balance; their starts and ends sum to it',
	input: {
		query: z.strictObject({
			...pageQuery,
			...retentionQuery,
			...Slice,
			/** Who paid at the start; everybody of a balance; or everybody who first paid in a start cohort. */
			kind: z.enum(['cohort', 'start', 'end', 'started']).default('cohort'),
			/** Only those who left, or only those who pay less or more. */
			only: z.enum(['lost', 'less', 'more']).optional(),
		}),
	},
	output: pageOf(
		z.object({
			account_id: ExternalId,
			account_name: z.string().nullable(),
			start_mrr: AmountText,
			end_mrr: AmountText,
			lost: z.boolean(),
		}),
	).extend({
		currency: z.string(),
		total: z.int(),
		lost: z.int(),
		/** Exact sums over all pages; kept: of the smaller of both. */
		start_mrr: AmountText,
		end_mrr: AmountText,
		kept_mrr: AmountText,
	}),
})

const Line = z.object({
	line_id: z.string(),
	source: z.string(),
	product: z.string(),
	plan: z.string().nullable(),
})
export const openRetentionAccount = contract({
	name: 'openRetentionAccount',
	method: 'GET',
	path: '/retention/accounts/:id',
	access: 'accounts.read',
	group,
	says: 'An account’s part of the figures of a period, down to the lines that make it',
	input: { params: z.strictObject({ id: ExternalId }), query: z.strictObject(retentionQuery) },
	output: z.object({
		account_name: z.string(),
		currency: z.string(),
		movements: z.array(
			z.object({
				day: DayText,
				kind: z.enum(movementKinds),
				amount: AmountText,
				mrr_before: AmountText,
				mrr_after: AmountText,
				levers: LeversEntry.nullable(),
			}),
		),
		/** Those of one day sum to its movements. */
		changes: z.array(
			Line.extend({
				day: DayText,
				mrr_before: AmountText,
				mrr_after: AmountText,
				fx: AmountText,
				quantity_before: z.string(),
				quantity_after: z.string(),
			}),
		),
		/** They sum to the account’s MRR at the start and at the end. */
		balances: z.array(Line.extend({ start_mrr: AmountText, end_mrr: AmountText })),
	}),
})

export const getCohortTable = contract({
	name: 'getCohortTable',
	method: 'GET',
	path: '/retention/cohorts',
	access: 'accounts.read',
	group,
	says: 'Who started when and what is left of them; cells of a month that still runs are not complete',
	input: {
		query: z.strictObject({
			every: z.enum(['month', 'quarter']).default('month'),
			measure: z.enum(['logos', 'grr', 'nrr']).default('logos'),
			as_of: DayText.optional(),
			policy: PolicyId.optional(),
			...Slice,
		}),
	},
	output: z.object({
		cohorts: z.array(
			z.object({
				cohort: z.string(),
				size: z.int(),
				cells: z.array(z.object({ age: z.int(), value: Rate, complete: z.boolean() })),
			}),
		),
	}),
})

export const getSurvival = contract({
	name: 'getSurvival',
	method: 'GET',
	path: '/retention/survival',
	access: 'accounts.read',
	group,
	says: 'Share of accounts that had not left so long after they first paid (Kaplan–Meier, 95 % intervals)',
	input: {
		query: z.strictObject({
			as_of: DayText.optional(),
			policy: PolicyId.optional(),
			by: Dimension.optional(),
		}),
	},
	output: z.object({
		as_of: DayText,
		curves: z.array(
			z.object({
				group: z.string(),
				accounts: z.int(),
				churned: z.int(),
				median_days: z.number().nullable(),
				points: z.array(
					z.object({ days: z.number(), at_risk: z.number(), survival: z.number(), low: Rate, high: Rate }),
				),
			}),
		),
	}),
})

export const retentionContracts = [
	getRetention,
	listRetentionMonths,
	listMrrMovements,
	listCohortMembers,
	openRetentionAccount,
	getCohortTable,
	getSurvival,
]
