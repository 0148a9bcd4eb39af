import { z } from 'zod'
import { targetDimensions, targetMeasures } from '../core/model/revenue-target.ts'
import { contract } from './contract.ts'
import { MovementEntry, PolicyId, RetentionGroup, retentionQuery, storedPeriodQuery } from './retention.ts'
import { AccountParams, AmountText, DayText, ExternalId, pageOf, pageQuery, textOf } from './values.ts'

const group = 'Retention'
const Change = z.object({ account_id: ExternalId, account_name: z.string().nullable() })

export const comparePolicyFigures = contract({
	name: 'comparePolicyFigures',
	method: 'GET',
	path: '/retention/compare',
	access: 'accounts.read',
	group,
	says: 'Two policies side by side, and the accounts and switches that make the difference',
	input: {
		query: z.strictObject({
			...retentionQuery,
			/** Default: another one that ships. */ other: PolicyId.optional(),
		}),
	},
	output: z.object({
		currency: z.string(),
		one: z.object({ policy: z.string(), figures: RetentionGroup }),
		other: z.object({ policy: z.string(), figures: RetentionGroup }),
		/** Accounts that differ; the largest differences come first, and only so many are shown. */
		total: z.int(),
		differences: z.array(
			Change.extend({ switches: z.array(z.string()), one: RetentionGroup, other: RetentionGroup }),
		),
	}),
})

export const getReportedMonth = contract({
	name: 'getReportedMonth',
	method: 'GET',
	path: '/retention/reported',
	access: 'accounts.read',
	group,
	says: 'A month as it was reported beside the same month as known now, and the accounts that changed since',
	input: { query: z.strictObject({ month: DayText, policy: PolicyId.optional() }) },
	output: z.object({
		currency: z.string(),
		month: DayText,
		/** null: the month was never frozen. */
		frozen_on: DayText.nullable(),
		reported_as_of: DayText.nullable(),
		restated_as_of: DayText,
		reported: z.unknown(),
		restated: RetentionGroup,
		differences: z.array(
			Change.extend({
				reported_start_mrr: AmountText,
				reported_end_mrr: AmountText,
				start_mrr: AmountText,
				end_mrr: AmountText,
			}),
		),
	}),
})

export const getContractedMrr = contract({
	name: 'getContractedMrr',
	method: 'GET',
	path: '/retention/contracted',
	access: 'accounts.read',
	group,
	says: 'Contracted MRR: today’s with everything that is signed or given notice of for a later day',
	input: {
		query: z.strictObject({
			until: DayText,
			as_of: DayText.optional(),
			policy: PolicyId.optional(),
		}),
	},
	output: z.object({
		as_of: DayText,
		until: DayText,
		currency: z.string(),
		mrr: AmountText,
		contracted_mrr: AmountText,
		/** Of all movements; the list has the first some hundreds. */
		total: z.int(),
		movements: z.array(Change.extend({ day: DayText, kind: MovementEntry.shape.kind, amount: AmountText })),
	}),
})

const ContractedLine = z.object({
	line_id: z.string(),
	source: z.string(),
	product: z.string(),
	plan: z.string().nullable(),
	mrr: AmountText,
	contracted_mrr: AmountText,
})
export const openContractedAccount = contract({
	name: 'openContractedAccount',
	method: 'GET',
	path: '/retention/contracted/:id',
	access: 'accounts.read',
	group,
	says: 'An account’s part of contracted MRR, down to the lines that make it',
	input: {
		params: AccountParams,
		query: z.strictObject({ until: DayText, as_of: DayText.optional(), policy: PolicyId.optional() }),
	},
	output: z.object({
		account_name: z.string(),
		currency: z.string(),
		/** Exact; they sum to contracted_mrr − mrr. */
		movements: z.array(z.object({ day: DayText, kind: MovementEntry.shape.kind, amount: AmountText })),
		mrr: AmountText,
		contracted_mrr: AmountText,
		/** At the end of both days: they sum to the account’s two numbers. */
		lines: z.array(ContractedLine),
	}),
})

export const listCsExpansion = contract({
	name: 'listCsExpansion',
	method: 'GET',
	path: '/retention/cs-expansion',
	access: 'accounts.read',
	group,
	says: 'The won opportunities that CS brought, the most money first: CS-driven expansion is their sum over the ARR at the start',
	input: { query: z.strictObject({ ...pageQuery, ...retentionQuery }) },
	output: pageOf(
		Change.extend({
			opportunity_id: z.string(),
			source: z.string(),
			won_on: DayText,
			kind: z.string().nullable(),
			/** A year, as the source has it. */
			amount: AmountText,
			currency: z.string(),
			/** In the reporting currency at the rate of the day it was won. */
			converted: AmountText,
		}),
	).extend({
		currency: z.string(),
		total: z.int(),
		/** Of all pages, a year. */
		amount: AmountText,
		/** ARR at the end of the first day, of the customers then. */
		start_arr: AmountText,
		/** Won ones without a rate or a readable amount: in no figure. */
		left_out: z.int(),
	}),
})

export const listLossReasons = contract({
	name: 'listLossReasons',
	method: 'GET',
	path: '/retention/reasons',
	access: 'accounts.read',
	group,
	says: 'Churn and contraction by reason, competitor and segment; as of the last run of the day',
	input: { query: z.strictObject({ ...storedPeriodQuery }) },
	output: z.object({
		currency: z.string(),
		items: z.array(
			z.object({
				kind: z.enum(['churn', 'contraction']),
				reason: z.string().nullable(),
				competitor: z.string().nullable(),
				segment: z.string().nullable(),
				movements: z.int(),
				accounts: z.int(),
				mrr: AmountText,
				arr: AmountText,
			}),
		),
	}),
})

export const recordLossReason = contract({
	name: 'recordLossReason',
	method: 'PUT',
	path: '/accounts/:id/losses/:day',
	access: 'renewals.change',
	group,
	says: 'Write down why money was lost (post-mortem); it stands beside what the sources say',
	input: {
		params: AccountParams.extend({ day: DayText }),
		body: z.strictObject({
			/** null takes it back. */
			reason: textOf(500).nullable(),
			competitor: textOf(200).nullable().default(null),
			note: textOf(5_000).nullable().default(null),
		}),
	},
	output: z.null(),
})

const Quarter = z.string().regex(/^\d{4}-Q[1-4]$/, 'expected a quarter like 2026-Q1')
const TargetKey = {
	quarter: Quarter,
	dimension: z.enum(targetDimensions),
	/** `all` for the company. */
	group: textOf(320),
	measure: z.enum(targetMeasures),
}

export const listRevenueTargets = contract({
	name: 'listRevenueTargets',
	method: 'GET',
	path: '/retention/targets',
	access: 'accounts.read',
	group,
	says: 'Targets by quarter for the company, a segment or a CSM',
	input: { query: z.strictObject({ quarter: Quarter.optional() }) },
	output: z.object({
		items: z.array(z.object({ ...TargetKey, value: z.string(), set_by: z.string(), set_at: z.string() })),
	}),
})

export const setRevenueTarget = contract({
	name: 'setRevenueTarget',
	method: 'PUT',
	path: '/retention/targets',
	access: 'model.change',
	group,
	says: 'Set a target, or take it away with null',
	input: { body: z.strictObject({ ...TargetKey, value: AmountText.nullable() }) },
	output: z.null(),
})

export const getRetentionWhatIf = contract({
	name: 'getRetentionWhatIf',
	method: 'GET',
	path: '/retention/what-if',
	access: 'accounts.read',
	group,
	says: 'What another yearly churn rate is worth, year by year',
	input: {
		query: z.strictObject({
			/** Default: today’s ARR. */
			arr: AmountText.optional(),
			/** Shares of the ARR a year: 0.15. */
			churn: z.string().regex(/^0(\.\d{1,6})?$|^1$/, 'expected a share like 0.15'),
			other: z.string().regex(/^0(\.\d{1,6})?$|^1$/, 'expected a share like 0.10'),
			years: z.coerce.number<number | string>().int().min(1).max(10).default(3),
		}),
	},
	output: z.object({
		currency: z.string(),
		arr: AmountText,
		years: z.array(
			z.object({
				year: z.int(),
				lost: AmountText,
				lost_other: AmountText,
				arr: AmountText,
				arr_other: AmountText,
				worth: AmountText,
			}),
		),
	}),
})

export const getRetentionDefinitions = contract({
	name: 'getRetentionDefinitions',
	method: 'GET',
	path: '/retention/definitions',
	access: 'accounts.read',
	group,
	says: 'What each figure means, the policies there are, the field’s benchmarks with their sources, and how fresh it is',
	input: {},
	output: z.object({
		definitions: z.array(z.object({ id: z.string(), name: z.string(), says: z.string() })),
		policies: z.array(z.looseObject({ id: z.string(), name: z.string() })),
		policy_in_force: z.string(),
		currency: z.string(),
		freeze_day_of_month: z.int(),
		/** Custom attributes that figures can be sliced by, as `attribute:NAME`. */
		attributes: z.array(z.string()),
		reported_months: z.array(DayText),
		benchmarks: z.array(
			z.object({
				measure: z.string(),
				name: z.string(),
				from: z.number(),
				to: z.number(),
				source: z.string(),
				url: z.string(),
			}),
		),
		stored: z.object({ as_of: DayText, computed_at: z.string() }).nullable(),
	}),
})

export const retentionReportContracts = [
	comparePolicyFigures,
	getReportedMonth,
	getContractedMrr,
	openContractedAccount,
	listCsExpansion,
	listLossReasons,
	recordLossReason,
	listRevenueTargets,
	setRevenueTarget,
	getRetentionWhatIf,
	getRetentionDefinitions,
]
