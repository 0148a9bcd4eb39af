import type {
	BandRatePredictor,
	LogisticPredictor,
	Prediction,
	PredictionReason,
	Predictor,
} from '../model/predictor.ts'
import { logOdds, probabilityOf } from '../stats/log-odds.ts'
import { normalQuantile } from '../stats/normal-quantile.ts'
import { encodeFeature } from './encode-features.ts'

/** What is known of one account on a date. */
export interface PredictionInput {
	/** NaN where unknown or not measured. */
	read: (metric: string) => number
	band: string | null
}

/** The reason that is no metric: what the average account has. */
export const baseReason = 'base'
/** The reason that stands for all metrics that move the log-odds less than those named. */
export const restReason = 'rest'

/** The largest reasons, with the others as one: they sum to the same log-odds and take a tenth of the room. */
export function shortenReasons(reasons: readonly PredictionReason[], most: number): PredictionReason[] {
	const metrics = reasons.filter(({ metric }) => metric !== baseReason)
	const base = reasons.filter(({ metric }) => metric === baseReason)
	if (metrics.length <= most) return [...reasons]
	const contribution = metrics.slice(most).reduce((sum, reason) => sum + reason.contribution, 0)
	return [...metrics.slice(0, most), { metric: restReason, value: null, contribution }, ...base]
}

/**
 * The probability of the outcome for one account, with its interval and with signed reasons that sum to its log-odds.
 * null where the history has no outcome at all.
 */
export function predictChurn(predictor: Predictor, input: PredictionInput): Prediction | null {
	return predictor.method === 'logistic'
		? predictLogistic(predictor, input)
		: predictByBand(predictor, input.band)
}

function predictLogistic(predictor: LogisticPredictor, { read }: PredictionInput): Prediction {
	const { slope, intercept } = predictor.calibration
	const base = intercept + slope * predictor.intercept
	const contributions = new Map<string, number>()
	const encoded = predictor.features.map(feature => encodeFeature(feature, read(feature.metric)))
	for (const [index, { metric, coefficient }] of predictor.features.entries()) {
		const part = slope * coefficient * encoded[index]!
		contributions.set(metric, (contributions.get(metric) ?? 0) + part)
	}
	const reasons: PredictionReason[] = [...contributions].map(([metric, contribution]) => {
		const value = read(metric)
		return { metric, value: Number.isNaN(value) ? null : value, contribution }
	})
	reasons.sort(
		(a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || (a.metric < b.metric ? -1 : 1),
	)
	reasons.push({ metric: baseReason, value: null, contribution: base })
	const logit = reasons.reduce((sum, { contribution }) => sum + contribution, 0)
	const error = errorOf(predictor, encoded)
	const half = error === null ? null : normalQuantile(0.975) * Math.abs(slope) * error
	return {
		probability: probabilityOf(logit),
		low: half === null ? null : probabilityOf(logit - half),
		high: half === null ? null : probabilityOf(logit + half),
		reasons,
	}
}

/** Standard error of the log-odds, √(x V xᵀ) with a leading 1 for the intercept. */
function errorOf({ covariance }: LogisticPredictor, encoded: readonly number[]): number | null {
	if (!covariance) return null
	const x = [1, ...encoded]
	let sum = 0
	for (let row = 0; row < x.length; row++) {
		for (let column = 0; column < x.length; column++) {
			sum += x[row]! * x[column]! * covariance[row * x.length + column]!
		}
	}
	return Math.sqrt(Math.max(0, sum))
}

function predictByBand(predictor: BandRatePredictor, band: string | null): Prediction | null {
	const rate = predictor.bands.find(item => item.band === band)?.rate ?? predictor.overall
	if (!rate) return null
	// A rate of nothing so far is not certainty: the middle of the interval is shown instead.
	const probability = rate.value > 0 && rate.value < 1 ? rate.value : (rate.low + rate.high) / 2
	return {
		probability,
		low: rate.low,
		high: rate.high,
		reasons: [{ metric: baseReason, value: null, contribution: logOdds(probability) }],
	}
}
