import { normalQuantile } from './normal-quantile.ts'

/** How the interval is made symmetric: on survival itself, on its logarithm, or on ln(−ln S). */
export const survivalIntervals = ['plain', 'log', 'log-log'] as const
export type SurvivalInterval = (typeof survivalIntervals)[number]

/** A survival curve as columns: one entry per distinct time, events and censorings alike. */
export interface SurvivalCurve {
	times: Float64Array
	atRisk: Float64Array
	events: Float64Array
	censored: Float64Array
	/** S(t) right after the time. */
	survival: Float64Array
	/** Standard error of the cumulative hazard, √Σ d / (n (n − d)) (Greenwood, without the factor S). */
	standardErrors: Float64Array
	low: Float64Array
	/** NaN, like `low`, where the curve has no interval (at 0, and for log-log at 1). */
	high: Float64Array
}

function limitsOf(
	kind: SurvivalInterval,
	survival: number,
	error: number,
	z: number,
): [low: number, high: number] {
	if (kind === 'plain') {
		return [Math.max(0, survival - z * error * survival), Math.min(1, survival + z * error * survival)]
	}
	if (!(survival > 0)) return [Number.NaN, Number.NaN]
	if (kind === 'log') return [survival * Math.exp(-z * error), Math.min(1, survival * Math.exp(z * error))]
	if (survival >= 1) return [Number.NaN, Number.NaN]
	const center = Math.log(-Math.log(survival))
	const half = (z * error) / Math.log(survival)
	return [Math.exp(-Math.exp(center - half)), Math.exp(-Math.exp(center + half))]
}

/**
 * Kaplan–Meier's estimate S(t) = Π (1 − d/n) with Greenwood's variance (Kaplan & Meier, JASA 53, 1958; intervals as in
 * Kalbfleisch & Prentice 1.4 and R's survfit). Whoever is still running counts as censored at the last time seen, never
 * as survived for ever; at equal times events come before censorings.
 *
 * @param times time until the event or the censoring, any order, any unit
 * @param events 1 where the event happened, 0 where it was not seen
 */
export function survivalCurve(
	times: ArrayLike<number>,
	events: ArrayLike<number>,
	options: { interval?: SurvivalInterval; level?: number } = {},
): SurvivalCurve {
	const { interval = 'log-log', level = 0.95 } = options
	const z = normalQuantile((1 + level) / 2)
	const order = Int32Array.from({ length: times.length }, (_, index) => index)
	order.sort((left, right) => times[left]! - times[right]!)
	const steps: number[][] = []
	let survival = 1
	let variance = 0
	for (let position = 0; position < order.length; ) {
		const time = times[order[position]!]!
		const atRisk = order.length - position
		let died = 0
		let left = 0
		for (; position < order.length && times[order[position]!] === time; position++) {
			if (events[order[position]!]) died++
			else left++
		}
		survival *= 1 - died / atRisk
		if (died > 0) variance += died / (atRisk * (atRisk - died))
		const error = Math.sqrt(variance)
		const [low, high] = limitsOf(interval, survival, error, z)
		steps.push([time, atRisk, died, left, survival, error, low, high])
	}
	const column = (index: number) => Float64Array.from(steps, step => step[index]!)
	return {
		times: column(0),
		atRisk: column(1),
		events: column(2),
		censored: column(3),
		survival: column(4),
		standardErrors: column(5),
		low: column(6),
		high: column(7),
	}
}

/**
 * The time by which a share of the cases had the event: the first at which the curve is below 1 − share; the middle to
 * the next event where it is exactly there (as R does). null where the curve stays above.
 *
 * @param share 0.5 for the median
 */
export function curveQuantile(
	times: ArrayLike<number>,
	survival: ArrayLike<number>,
	share: number,
): number | null {
	const target = 1 - share
	for (let index = 0; index < times.length; index++) {
		const here = survival[index]!
		if (Number.isNaN(here) || here > target + 1e-12) continue
		if (Math.abs(here - target) > 1e-12) return times[index]!
		for (let next = index + 1; next < times.length; next++) {
			if (survival[next]! < here - 1e-12) return (times[index]! + times[next]!) / 2
		}
		return times[index]!
	}
	return null
}
