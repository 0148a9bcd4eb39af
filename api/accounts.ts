import { z } from 'zod'
import { metricUnits } from '../core/model/metric-definition.ts'
import { contract } from './contract.ts'
import { AmountText, DayText, ExternalId, Level, listText, pageOf, pageQuery, RiskLevel } from './values.ts'

const group = 'Accounts'

/** One account in a list, as it stood on the list's date. */
export const AccountRow = z.object({
	id: ExternalId,
	name: z.string(),
	is_customer: z.boolean(),
	segment: z.string().nullable(),
	stage: z.string().nullable(),
	owner_email: z.string().nullable(),
	/** In the workspace's currency; null where unknown. */
	arr: AmountText.nullable(),
	currency: z.string().nullable(),
	score: z.int().nullable(),
	band: z.string(),
	band_name: z.string(),
	level: Level,
	risk: RiskLevel.nullable(),
	/** The band of the score, where a person set another one. */
	computed_band: z.string(),
	/** Share of the score's weight that had data, 0–1. */
	coverage: z.number(),
	/** Probability to churn within 90 days; null where nothing foretells it. */
	churn_probability: z.number().nullable(),
	/** Day for which it was foretold. */
	churn_as_of: DayText.nullable(),
	/** It was foretold for an earlier day than the list's. */
	churn_stale: z.boolean(),
	/** Why there is none; null where there is one. */
	churn_unknown: z.enum(['not a customer', 'nothing foretold', 'not foretold for it']).nullable(),
	renewal_on: DayText.nullable(),
	days_to_renewal: z.int().nullable(),
	/** The score was kept from this day because data are missing. */
	held_from: DayText.nullable(),
	data_until: DayText.nullable(),
	/** The metrics that were asked for; null where unknown. */
	metrics: z.record(z.string(), z.number().nullable()),
})
export type AccountRow = z.infer<typeof AccountRow>

/** What a list can be sorted by beside any metric; `-` in front turns it round. */
export const accountSorts = [
	'name',
	'segment',
	'stage',
	'owner_email',
	'arr',
	'score',
	'level',
	'coverage',
	'renewal_on',
	'churn_probability',
] as const

/** Parts of a query that choose accounts. */
export const accountFilterQuery = {
	/** A condition: `score < 60 and days_to_renewal <= 90`. Accounts for which it is unknown are left out. */
	filter: z.string().max(4_000).optional(),
	/** Part of the name or id. */
	search: z.string().max(200).optional(),
	/** `me`, an e-mail address, or `none`. */
	owner: z.string().max(320).optional(),
	include: z.enum(['customers', 'all']).default('customers'),
	/** As it stood on this day; the latest computed date on or before it is shown. Default: today. */
	as_of: DayText.optional(),
}

export const listAccounts = contract({
	name: 'listAccounts',
	method: 'GET',
	path: '/accounts',
	access: 'accounts.read',
	group,
	says: 'Accounts with their health, sorted and filtered',
	input: {
		query: z.strictObject({
			...pageQuery,
			...accountFilterQuery,
			/** A field or metric, `-` in front for the highest first. Unknown values are last. */
			sort: z.string().max(100).default('score'),
			/** Metrics to show, separated by commas. */
			metrics: listText(20).optional(),
		}),
	},
	output: pageOf(AccountRow).extend({
		/** null before anything was computed. */
		as_of: DayText.nullable(),
		/** Of all pages. */
		total: z.int(),
		/** ARR of all pages, of the accounts where it is known. */
		arr: AmountText.nullable(),
		arr_unknown: z.int(),
		currency: z.string().nullable(),
	}),
})

const NamedValue = z.object({
	name: z.string(),
	label: z.string(),
	type: z.enum(['number', 'text', 'boolean', 'day', 'flag', 'attribute']),
	/** The only values that it can have. */
	choices: z.array(z.string()).nullable(),
	/** Of a metric. */
	unit: z.enum(metricUnits).nullable(),
	better: z.enum(['more', 'less', 'none']).nullable(),
	meaning: z.string().nullable(),
	group: z.enum(['account', 'health', 'metric', 'attribute']),
})

export const listConditionNames = contract({
	name: 'listConditionNames',
	method: 'GET',
	path: '/conditions/names',
	access: 'accounts.read',
	group,
	says: 'What a condition can use: fields, metrics, and the values they can have',
	input: {},
	output: z.object({ items: z.array(NamedValue) }),
})
export const checkConditionText = contract({
	name: 'checkCondition',
	method: 'GET',
	path: '/conditions/check',
	access: 'accounts.read',
	group,
	says: 'Whether a condition is right, and how it is written',
	input: { query: z.strictObject({ text: z.string().max(4_000) }) },
	output: z.object({
		ok: z.boolean(),
		/** The condition as it is usually written; null where it is none. */
		printed: z.string().nullable(),
		/** The tree of `core/model/condition.ts`; null where it is none. */
		tree: z.unknown(),
		problems: z.array(z.object({ message: z.string(), at: z.int(), length: z.int() })),
		/** How many accounts meet it now; null where it is wrong or nothing was computed. */
		matches: z.int().nullable(),
	}),
})

export const searchEverything = contract({
	name: 'search',
	method: 'GET',
	path: '/search',
	access: 'accounts.read',
	group,
	says: 'Accounts and contacts whose name, id or address begins so; at most 20',
	input: { query: z.strictObject({ q: z.string().trim().min(1).max(200) }) },
	output: z.object({
		items: z.array(
			z.object({
				kind: z.enum(['account', 'contact']),
				account_id: ExternalId,
				account_name: z.string().nullable(),
				/** What matched: the account's name, the contact's name or address. */
				text: z.string(),
				detail: z.string().nullable(),
			}),
		),
	}),
})

export const accountsContracts = [listAccounts, listConditionNames, checkConditionText, searchEverything]
