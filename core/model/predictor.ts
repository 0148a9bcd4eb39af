import { z } from 'zod'

/** What is foretold: that an account churns within 90 days, or that a renewal renews. */
export const predictorKinds = ['churn', 'renewal'] as const
export type PredictorKind = (typeof predictorKinds)[number]

export const churnHorizonDays = 90

/**
 * One column of a fitted model, made from one metric: its value (on a logarithmic scale where it is a count), whether it
 * is missing, or whether it is at most a limit. Every column is centred and divided by its deviation.
 */
export const PredictorFeature = z.strictObject({
	metric: z.string(),
	of: z.enum(['value', 'missing', 'at most']),
	/** Of `at most`. */
	limit: z.number().default(0),
	isLog: z.boolean().default(false),
	/** Values outside are taken as these, so that one account cannot turn the model. */
	low: z.number(),
	high: z.number(),
	mean: z.number(),
	deviation: z.number(),
	coefficient: z.number(),
})
export type PredictorFeature = z.infer<typeof PredictorFeature>

/** How a metric was spread over the accounts that were learned from, for telling whether they are still alike. */
export const MetricSpread = z.strictObject({
	metric: z.string(),
	/** Upper ends of all parts but the last. */
	cuts: z.array(z.number()),
	/** Cases per part, those without a value last. */
	counts: z.array(z.number()),
})
export type MetricSpread = z.infer<typeof MetricSpread>

export const LogisticPredictor = z.strictObject({
	method: z.literal('logistic'),
	intercept: z.number(),
	features: z.array(PredictorFeature),
	penalty: z.number(),
	/** Calibrated log-odds = intercept + slope × log-odds, so that reasons still sum to them. */
	calibration: z.strictObject({ slope: z.number(), intercept: z.number() }),
	/** Of intercept and coefficients, row by row; null where it could not be had. */
	covariance: z.array(z.number()).nullable(),
	spreads: z.array(MetricSpread),
})
export type LogisticPredictor = z.infer<typeof LogisticPredictor>

const Rate = z.strictObject({ value: z.number(), low: z.number(), high: z.number() })

/** With too little history: how often accounts of each band had the outcome. */
export const BandRatePredictor = z.strictObject({
	method: z.literal('band rates'),
	cases: z.int(),
	churns: z.int(),
	/** null: nothing was ever decided, and there is no probability. */
	overall: Rate.nullable(),
	bands: z.array(z.strictObject({ band: z.string(), cases: z.int(), rate: Rate })),
})
export type BandRatePredictor = z.infer<typeof BandRatePredictor>

export const Predictor = z.discriminatedUnion('method', [LogisticPredictor, BandRatePredictor])
export type Predictor = z.infer<typeof Predictor>

/** A signed part of a prediction's log-odds. `base`: what an average account has. */
export interface PredictionReason {
	metric: string
	value: number | null
	contribution: number
}

export interface Prediction {
	probability: number
	/** 95 %, from what the history leaves open; null where it could not be had. */
	low: number | null
	high: number | null
	/** Largest first; they sum to the log-odds of the probability. */
	reasons: PredictionReason[]
}
