import { z } from 'zod'
import { churnLabels, horizonsDays, populations, usualHorizonDays } from '../core/model/validation-case.ts'
import { contract } from './contract.ts'
import { Job } from './data.ts'
import { AmountText, DayText, ExternalId, InstantText, Level, pageOf, pageQuery } from './values.ts'

const group = 'Does it predict?'

/** An end is null where it is infinite: a ratio whose divisor can be 0. */
export const Interval = z.object({
	value: z.number().nullable(),
	low: z.number().nullable(),
	high: z.number().nullable(),
})
export const Verdict = z.enum(['predicts', 'predicts weakly', 'decoration', 'not enough history'])
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
	lift_interval: Interval.nullable(),
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
	/** Renewal rate by tens of the score, with Wilson's interval. */
	calibration_bins: z.array(
		z.object({
			from: z.int(),
			to: z.int(),
			mean_score: z.number(),
			cases: z.int(),
			renewed: z.int(),
			rate: z.number(),
			low: z.number(),
			high: z.number(),
		}),
	),
})
/** One decision of one account and what the score said before it. */
export const PastCase = z.object({
	account_id: ExternalId,
	name: z.string(),
	segment: z.string().nullable(),
	decided_on: DayText,
	/** The day that the score is asked about: the horizon before the decision. */
	asked_on: DayText,
	scored_on: DayText.nullable(),
	score: z.int().nullable(),
	band: z.string().nullable(),
	level: Level.nullable(),
	churned: z.boolean(),
	amount: AmountText.nullable(),
	reason: z.string().nullable(),
	/** Since when it stood in watch or alarm without a break; null where it did not. */
	flagged_since: DayText.nullable(),
	factors: z.array(z.object({ factor: z.string(), points: z.number().nullable() })),
})
export type PastCase = z.infer<typeof PastCase>
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
	lead_time_interval: Interval.nullable(),
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
			amount_caught: AmountText,
			amount_missed: AmountText,
			amount_false_alarms: AmountText,
		}),
	),
	/** By the bands, the largest first, at most 100 of each list: `listValidationCases` has all. */
	false_alarms: z.array(PastCase),
	misses: z.array(PastCase),
	unscored_cases: z.array(PastCase),
	/** Who churned in the last 24 months, with what the score said before. */
	churned: z.array(PastCase),
	says: z.array(z.string()),
})
export type PopulationReport = z.infer<typeof Validation>

const horizonQuery = z.coerce
	.number<number | string>()
	.refine(days => horizonsDays.some(known => known === days), `expected ${horizonsDays.join(', ')}`)
	.default(usualHorizonDays)
/** Which validation is meant. Without a period: as far as the data go. */
const validationQuery = {
	horizon_days: horizonQuery,
	label: z.enum(churnLabels).default('mrr'),
	from: DayText.optional(),
	to: DayText.optional(),
}
const StoredValidation = z.object({
	/** Null: no validation was run with this horizon, label and period. */
	ran_at: InstantText.nullable(),
	model_version: z.int().nullable(),
	/** The version in force now. */
	present_version: z.int(),
	/** Scores below it are flagged by the model in force; null where its health models differ in it. */
	present_threshold: z.int().nullable(),
	/** Usual effort of one flag, from the work of the model's health signals. */
	hours_per_flag: z.number(),
	/** A look at history that goes on now. */
	job_id: z.string().nullable(),
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
	input: { query: z.strictObject(validationQuery) },
	output: StoredValidation,
})
export const caseLists = ['all', 'churned', 'caught', 'misses', 'false_alarms', 'unscored'] as const
export const listValidationCases = contract({
	name: 'listValidationCases',
	method: 'GET',
	path: '/validation/cases',
	access: 'health.read',
	group,
	says: 'Cases of the latest validation by name, the largest amount first: caught, missed, flagged for nothing',
	input: {
		query: z.strictObject({
			...pageQuery,
			...validationQuery,
			population: z.enum(populations).default('terms'),
			list: z.enum(caseLists).default('all'),
			/** Flagged is a score below it; absent: by the bands of the time. */
			threshold: z.coerce.number<number | string>().int().min(0).max(101).optional(),
			/** Decisions after this day. */
			after: DayText.optional(),
			segment: z.string().max(250).optional(),
		}),
	},
	output: pageOf(PastCase).extend({ total: z.int(), currency: z.string() }),
})
export const runValidation = contract({
	name: 'runValidation',
	method: 'POST',
	path: '/validation/runs',
	access: 'model.change',
	group,
	says: 'Look at history anew: validation at every horizon, evidence, and a proposal of weights. A job; one at a time',
	input: {
		body: z.strictObject({
			label: z.enum(churnLabels).default('mrr'),
			from: DayText.optional(),
			to: DayText.optional(),
		}),
	},
	output: Job,
})

const TrainedRows = z.object({
	from: DayText.nullable(),
	to: DayText.nullable(),
	cases: z.int(),
	accounts: z.int(),
	churns: z.int(),
})
const PredictorReport = z.object({
	kind: z.enum(['churn', 'renewal']),
	version: z.int(),
	method: z.enum(['logistic', 'band rates']),
	trained_at: InstantText,
	known_until: DayText,
	/** What it was fitted on and what it was judged by; later cases only. */
	trained_on: TrainedRows,
	tested_on: TrainedRows,
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
export const validationContracts = [getValidation, listValidationCases, runValidation, listPredictors]
