import { z } from 'zod'
import { churnLabels, horizonsDays, populations, usualHorizonDays } from '../core/model/validation-case.ts'
import { contract } from './contract.ts'
import { AmountText, DayText, ExternalId, InstantText, Level, pageOf, pageQuery, textOf } from './values.ts'

const group = 'Does it predict?'

/** An end is null where it is infinite: a ratio whose divisor can be 0. */
const Interval = z.object({
	value: z.number().nullable(),
	low: z.number().nullable(),
	high: z.number().nullable(),
})
const Verdict = z.enum(['predicts', 'predicts weakly', 'decoration', 'not enough history'])
const BandRate = z.object({
	band: z.string(),
	level: Level.nullable(),
	cases: z.int(),
	rate: z.number().nullable(),
	low: z.number().nullable(),
	high: z.number().nullable(),
})
const Figures = z.object({
	cases: z.int(),
	unscored: z.int(),
	churns: z.int(),
	verdict: Verdict,
	/** Null where there is not enough history, like every number after it. */
	auc: Interval.nullable(),
	brier: z.number().nullable(),
	brier_interval: Interval.nullable(),
	brier_base_rate: z.number().nullable(),
	churn_rate_ratio: Interval.nullable(),
	renewal_ratio: Interval.extend({
		benchmark: z.number(),
		/** Of a perfect order with as much churn; null: no limit. */
		highest_possible: z.number().nullable(),
	}).nullable(),
	renewal_gap: Interval.nullable(),
	lift_top_tenth: z.number().nullable(),
	recall: z.object({
		flagged_share: z.number().nullable(),
		logos: z.number().nullable(),
		arr: z.number().nullable(),
		logos_interval: Interval.nullable(),
		arr_interval: Interval.nullable(),
	}),
	bands: z.array(BandRate),
	/** P(renew) by score 0–100. */
	calibration: z.array(
		z.object({ score: z.int(), probability: z.number(), low: z.number(), high: z.number() }),
	),
})
const PastCase = z.object({
	account_id: ExternalId,
	name: z.string(),
	segment: z.string().nullable(),
	decided_on: DayText,
	scored_on: DayText.nullable(),
	score: z.int().nullable(),
	band: z.string().nullable(),
	level: Level.nullable(),
	churned: z.boolean(),
	amount: AmountText.nullable(),
	reason: z.string().nullable(),
	factors: z.array(z.object({ factor: z.string(), points: z.number().nullable() })),
})
const Validation = Figures.extend({
	population: z.enum(populations),
	horizon_days: z.int(),
	label: z.enum(churnLabels),
	from: DayText,
	to: DayText,
	as_of: DayText,
	currency: z.string(),
	undecided: z.int(),
	lead_time_days: z.number().nullable(),
	by_segment: z.array(Figures.extend({ segment: z.string().nullable() })),
	by_horizon: z.array(z.object({ horizon_days: z.int(), cases: z.int(), auc: Interval.nullable() })),
	/** What flagging every score below a threshold would have meant. */
	curve: z.array(
		z.object({
			threshold: z.int(),
			flagged_share: z.number(),
			caught_share: z.number(),
			flagged: z.number(),
			false_alarms: z.number(),
			misses: z.number(),
		}),
	),
	false_alarms: z.array(PastCase),
	misses: z.array(PastCase),
	unscored_cases: z.array(PastCase),
	/** Everybody who churned in the last 24 months, with what the score said before. */
	churned: z.array(PastCase),
	says: z.array(z.string()),
})

const horizonQuery = z.coerce
	.number<number | string>()
	.refine(days => horizonsDays.some(known => known === days), `expected ${horizonsDays.join(', ')}`)
	.default(usualHorizonDays)
const StoredValidation = z.object({
	/** Null: no validation was run with this horizon and label. */
	ran_at: InstantText.nullable(),
	model_version: z.int().nullable(),
	/** One per population; they are never pooled. */
	populations: z.array(Validation),
})

export const getValidation = contract({
	name: 'getValidation',
	method: 'GET',
	path: '/validation',
	access: 'health.read',
	group,
	says: 'The latest validation: what the score said before every decision, and how it came out',
	input: {
		query: z.strictObject({ horizon_days: horizonQuery, label: z.enum(churnLabels).default('mrr') }),
	},
	output: StoredValidation,
})
export const runValidation = contract({
	name: 'runValidation',
	method: 'POST',
	path: '/validation/runs',
	access: 'model.change',
	group,
	says: 'Validate the score anew; dates that were never computed are computed first',
	input: {
		body: z.strictObject({
			horizon_days: z
				.int()
				.refine(days => horizonsDays.some(known => known === days), `expected ${horizonsDays.join(', ')}`)
				.default(usualHorizonDays),
			label: z.enum(churnLabels).default('mrr'),
		}),
	},
	output: StoredValidation,
})

const PredictorReport = z.object({
	kind: z.enum(['churn', 'renewal']),
	version: z.int(),
	method: z.enum(['logistic', 'band rates']),
	trained_at: InstantText,
	known_until: DayText,
	cases: z.int(),
	churns: z.int(),
	auc: Interval.nullable(),
	brier: z.number().nullable(),
	log_loss: z.number().nullable(),
	calibration: z.object({ slope: z.number(), intercept: z.number() }).nullable(),
	lift_top_tenth: z.number().nullable(),
	baselines: z.array(
		z.object({
			name: z.string(),
			auc: z.number(),
			brier: z.number(),
			log_loss: z.number(),
			gain: Interval.nullable(),
		}),
	),
	strongest: z.array(z.object({ metric: z.string(), weight: z.number() })),
	says: z.array(z.string()),
})
export const listPredictors = contract({
	name: 'listPredictors',
	method: 'GET',
	path: '/predictors',
	access: 'health.read',
	group,
	says: 'Every version of the churn and renewal models with its report, the latest first',
	input: {},
	output: z.object({ items: z.array(PredictorReport) }),
})
export const listChurnRisks = contract({
	name: 'listChurnRisks',
	method: 'GET',
	path: '/churn',
	access: 'health.read',
	group,
	says: 'Customers by how likely they are to leave within 90 days, with reasons that sum to the log-odds',
	input: { query: z.strictObject({ ...pageQuery, as_of: DayText.optional() }) },
	output: pageOf(
		z.object({
			account_id: ExternalId,
			as_of: DayText,
			predictor_version: z.int(),
			probability: z.number(),
			low: z.number().nullable(),
			high: z.number().nullable(),
			reasons: z.array(
				z.object({ metric: z.string(), value: z.number().nullable(), contribution: z.number() }),
			),
		}),
	),
})

export const getReview = contract({
	name: 'getReview',
	method: 'GET',
	path: '/review',
	access: 'health.read',
	group,
	says: 'What the six-monthly review looks at, and when it is due',
	input: {},
	output: z.object({
		as_of: DayText,
		due_on: DayText,
		is_due: z.boolean(),
		validated_on: DayText.nullable(),
		trained_on: DayText.nullable(),
		verdicts: z.array(
			z.object({ population: z.enum(populations), verdict: Verdict, says: z.array(z.string()) }),
		),
		false_alarms: z.array(PastCase),
		misses: z.array(PastCase),
		drift: z.array(z.object({ metric: z.string(), index: z.number(), has_drifted: z.boolean() })),
		reviews: z.array(
			z.object({ reviewed_on: DayText, reviewed_by: z.string(), note: z.string().nullable() }),
		),
	}),
})
export const addReview = contract({
	name: 'addReview',
	method: 'POST',
	path: '/reviews',
	access: 'model.change',
	group,
	says: 'Record that the scores were reviewed today',
	input: { body: z.strictObject({ note: textOf(2_000).optional() }) },
	output: z.object({ reviewed_on: DayText }),
})

export const validationContracts = [
	getValidation,
	runValidation,
	listPredictors,
	listChurnRisks,
	getReview,
	addReview,
]
