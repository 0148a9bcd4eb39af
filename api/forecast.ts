import { z } from 'zod'
import { callCategories, probabilitySources, varianceParts } from '../core/model/forecast.ts'
import { contract } from './contract.ts'
import { AmountText, DayText, ExternalId, largestPage, pageOf, pageQuery } from './values.ts'

const group = 'Forecast'

/** `2026-Q1`, `2026-01` or `2026`. */
export const PeriodText = z
	.string()
	.regex(/^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$/, 'expected a period like 2026-Q1, 2026-01 or 2026')
	.meta({ example: '2026-Q1' })
export const QuarterText = z
	.string()
	.regex(/^\d{4}-Q[1-4]$/, 'expected a quarter like 2026-Q1')
	.meta({ example: '2026-Q1' })

/** Amounts of one period, or of one part of it. */
export const ForecastFigures = z.object({
	renewals: z.int(),
	open: z.int(),
	/** Σ targets of every decision that falls in the period, opened or not. */
	due: AmountText,
	/** Σ final amounts of what is decided. */
	closed: AmountText,
	expected: AmountText,
	/** 80 % of outcomes lie between. */
	low: AmountText,
	high: AmountText,
	scenarios: z.object({ commit: AmountText, likely: AmountText, best: AmountText }),
	/** Open ones without an amount or a probability: in `due` where known, in no other sum. */
	unknown: z.object({ renewals: z.int(), target: AmountText }),
})
export type ForecastFigures = z.infer<typeof ForecastFigures>

export const readForecast = contract({
	name: 'readForecast',
	method: 'GET',
	path: '/forecast',
	access: 'renewals.read',
	group,
	says: 'Renewal forecast of a month, quarter or year with its 80 % interval and scenarios, and by segment, owner or month',
	input: {
		query: z.strictObject({
			period: PeriodText.optional(),
			as_of: DayText.optional(),
			by: z.enum(['segment', 'owner', 'month', 'quarter']).optional(),
			segment: z.string().max(200).optional(),
			owner: z.string().max(320).optional(),
		}),
	},
	output: ForecastFigures.extend({
		period: z.string(),
		from: DayText,
		to: DayText,
		as_of: DayText,
		currency: z.string().nullable(),
		level: z.literal(0.8),
		/** Standard deviation, on the log-odds, of what all renewals of a quarter share. */
		shock: z.object({ deviation: z.number(), prior: z.number(), quarters: z.int(), says: z.string() }),
		/** How the probabilities and amounts come about, one sentence each. */
		says: z.array(z.string()),
		/** Decisions by what their probability comes from. */
		probabilities_from: z.partialRecord(z.enum(probabilitySources), z.int()),
		/** What chance alone makes of the error, 0–1; null where nothing is open or expected. */
		chance_error: z.number().nullable(),
		/** Set by a person for the quarter and slice; null: none. */
		target: AmountText.nullable(),
		/** Last year's net renewal rate × due. */
		naive: AmountText.nullable(),
		/** With the CSMs' amounts and categories in place of the model, where they gave any. */
		csm_call: AmountText.nullable(),
		/** The latest snapshot before `as_of` of the same quarter: what moved since. */
		since_snapshot: z
			.object({ taken_on: DayText, expected: AmountText, closed: AmountText, due: AmountText })
			.nullable(),
		groups: z.array(ForecastFigures.extend({ group: z.string(), target: AmountText.nullable() })),
	}),
})

export const ForecastRenewal = z.object({
	id: z.string(),
	account_id: ExternalId,
	account_name: z.string().nullable(),
	renewal_on: DayText,
	segment: z.string().nullable(),
	owner_email: z.string().nullable(),
	is_opened: z.boolean(),
	state: z.enum(['open', 'renewed', 'churned']),
	target_amount: AmountText.nullable(),
	forecast_amount: AmountText.nullable(),
	final_amount: AmountText.nullable(),
	probability: z.number().nullable(),
	probability_from: z.enum(probabilitySources).nullable(),
	/** What it adds to `expected`. */
	expected_amount: AmountText.nullable(),
	category: z.enum(callCategories).nullable(),
})
export type ForecastRenewal = z.infer<typeof ForecastRenewal>

export const listForecastRenewals = contract({
	name: 'listForecastRenewals',
	method: 'GET',
	path: '/forecast/renewals',
	access: 'renewals.read',
	group,
	says: 'The decisions that a forecast is the sum of, the most uncertain money first',
	input: {
		query: z.strictObject({
			...pageQuery,
			period: PeriodText.optional(),
			as_of: DayText.optional(),
			segment: z.string().max(200).optional(),
			owner: z.string().max(320).optional(),
			category: z.enum(callCategories).optional(),
			state: z.enum(['open', 'renewed', 'churned']).optional(),
		}),
	},
	output: pageOf(ForecastRenewal).extend({
		period: z.string(),
		as_of: DayText,
		total: z.int(),
		currency: z.string().nullable(),
	}),
})

/** How a snapshot came to be: on its day, later because the day was missed, or from history as known then. */
export const SnapshotOrigin = z.enum(['taken', 'caught_up', 'rebuilt'])

export const listForecastSnapshots = contract({
	name: 'listForecastSnapshots',
	method: 'GET',
	path: '/forecast/snapshots',
	access: 'renewals.read',
	group,
	says: 'The weekly snapshots of a quarter, which cannot change, oldest first, and what it came to',
	input: { query: z.strictObject({ quarter: QuarterText.optional() }) },
	output: z.object({
		quarter: QuarterText,
		from: DayText,
		to: DayText,
		currency: z.string().nullable(),
		/** Quarters that have snapshots, newest first. */
		quarters: z.array(QuarterText),
		/** Frozen 30 days after the quarter's end; null before. */
		actual: AmountText.nullable(),
		frozen_on: DayText.nullable(),
		items: z.array(
			z.object({
				taken_on: DayText,
				origin: SnapshotOrigin,
				/** Days to the first day of the quarter; below 0 once it runs. */
				days_ahead: z.int(),
				renewals: z.int(),
				due: AmountText,
				closed: AmountText,
				expected: AmountText,
				low: AmountText,
				high: AmountText,
				scenarios: z.object({ commit: AmountText, likely: AmountText, best: AmountText }),
			}),
		),
	}),
})

export const VarianceFigures = z.object({
	churned_though_safe: AmountText,
	renewed_though_lost: AmountText,
	contracted: AmountText,
	expanded: AmountText,
	slipped: AmountText,
	added_late: AmountText,
})

export const AccuracyRow = z.object({
	period: z.string(),
	/** `all`, a segment, or an owner's address. */
	group: z.string(),
	days_ahead: z.int(),
	taken_on: DayText,
	origin: SnapshotOrigin,
	renewals: z.int(),
	forecast: AmountText,
	low: AmountText,
	high: AmountText,
	actual: AmountText,
	/** 1 − |forecast − actual| ÷ actual; null where actual is 0. */
	accuracy: z.number().nullable(),
	/** (forecast − actual) ÷ actual. */
	bias: z.number().nullable(),
	is_inside: z.boolean(),
	/** Mean error that chance alone makes with so many renewals, relative. */
	chance_error: z.number().nullable(),
	/** Last year's rate × due, as it would have been said at the time. */
	naive: AmountText.nullable(),
	csm_call: AmountText.nullable(),
	/** Parts of actual − forecast; they sum to it exactly. */
	variance: VarianceFigures,
})
export type AccuracyRow = z.infer<typeof AccuracyRow>

export const AccuracyTotals = z.object({
	/** null without any period that is over. */
	mean_accuracy: z.number().nullable(),
	bias: z.number().nullable(),
	/** Share of actuals inside the 80 % interval. */
	coverage: z.number().nullable(),
	chance_error: z.number().nullable(),
	/** 1 − own error ÷ the other's error; above 0 is better than the other. */
	skill: z.object({ against_last_year: z.number().nullable(), against_csm: z.number().nullable() }),
})
export const readForecastAccuracy = contract({
	name: 'readForecastAccuracy',
	method: 'GET',
	path: '/forecast/accuracy',
	access: 'renewals.read',
	group,
	says: 'Snapshots 90, 60 and 30 days before each quarter’s first day against what it came to',
	input: {
		query: z.strictObject({
			by: z.enum(['segment', 'owner']).optional(),
			days_ahead: z.coerce.number<number | string>().int().optional(),
		}),
	},
	output: AccuracyTotals.extend({
		currency: z.string().nullable(),
		/** The field's target for the error. */
		target_error: z.number(),
		says: z.array(z.string()),
		by_days_ahead: z.array(AccuracyTotals.extend({ days_ahead: z.int(), periods: z.int() })),
		periods: z.array(AccuracyRow),
	}),
})

export const readForecastVariance = contract({
	name: 'readForecastVariance',
	method: 'GET',
	path: '/forecast/variance',
	access: 'renewals.read',
	group,
	says: 'Why a quarter came out otherwise than a snapshot said: the parts, and the contracts behind each',
	input: {
		query: z.strictObject({
			quarter: QuarterText,
			/** The snapshot on or at most six days before so many days ahead of the first day. */
			days_ahead: z.coerce.number<number | string>().int().min(0).max(120).default(90),
			/** Only the contracts of one part. */
			part: z.enum(varianceParts).optional(),
			...pageQuery,
			limit: z.coerce.number<number | string>().int().min(1).max(largestPage).default(100),
		}),
	},
	output: z.object({
		quarter: QuarterText,
		currency: z.string().nullable(),
		taken_on: DayText,
		forecast: AmountText,
		actual: AmountText,
		miss: AmountText,
		variance: VarianceFigures,
		/** Contracts behind each part, whatever part is asked for. */
		counts: z.record(z.enum(varianceParts), z.int()),
		/** Contracts that are listed, all pages together. */
		total: z.int(),
		next_cursor: z.string().nullable(),
		/** Contracts that moved, the largest difference first. */
		items: z.array(
			z.object({
				account_id: ExternalId,
				account_name: z.string().nullable(),
				renewal_on: DayText,
				owner_email: z.string().nullable(),
				part: z.enum(varianceParts),
				probability: z.number().nullable(),
				forecast: AmountText,
				actual: AmountText,
				difference: AmountText,
			}),
		),
	}),
})

export const saveForecastTarget = contract({
	name: 'saveForecastTarget',
	method: 'PUT',
	path: '/forecast/targets',
	access: 'workspace.change',
	group,
	says: 'Set what a quarter’s renewals should come to, in all or of a segment or owner; null takes it away',
	input: {
		body: z.strictObject({
			quarter: QuarterText,
			dimension: z.enum(['all', 'segment', 'owner']),
			group: z.string().min(1).max(320),
			amount: AmountText.nullable(),
		}),
	},
	output: z.object({
		quarter: QuarterText,
		dimension: z.string(),
		group: z.string(),
		amount: AmountText.nullable(),
	}),
})

export const forecastContracts = [
	readForecast,
	listForecastRenewals,
	listForecastSnapshots,
	readForecastAccuracy,
	readForecastVariance,
	saveForecastTarget,
]
