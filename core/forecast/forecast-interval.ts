import { logOdds, probabilityOf } from '../stats/log-odds.ts'
import { normalQuantile } from '../stats/normal-quantile.ts'
import { seededGenerator } from '../stats/seeded-generator.ts'

/** An open decision: whether it renews, and at how much. */
export interface UncertainAmount {
	probability: number
	/** If it renews; minor units. */
	amountMinor: number
}

export interface IntervalOptions {
	/** Final ÷ expected amount of renewed ones, evenly spaced quantiles with mean 1. */
	relativeAmounts: readonly number[]
	/** Standard deviation, on the log-odds, of what all share. */
	shock: number
	/** 0.8 unless said otherwise. */
	level?: number
	draws?: number
	/** So many of the largest are drawn one by one; the others by their normal sum given the shock. */
	oneByOne?: number
}

const seed = 20_260_101
const gridSteps = 24
const gridEnd = 4

/**
 * Between what the sum lies with the probability of the level, by simulation with a fixed seed. The shared shock z is
 * drawn at evenly spaced quantiles of a normal distribution; given z, decisions are independent with
 * logit P(z) = logit P · √(1 + π s² ÷ 8) + s z, which keeps their mean probability. The largest amounts are drawn one
 * by one, since one of them can be a good part of the sum; the many small ones add to a normal sum.
 */
export function forecastInterval(
	open: readonly UncertainAmount[],
	options: IntervalOptions,
): { low: number; high: number } {
	if (open.length === 0) return { low: 0, high: 0 }
	const { relativeAmounts, shock, level = 0.8, draws = 2_000, oneByOne = 400 } = options
	const steep = Math.sqrt(1 + (Math.PI * shock * shock) / 8)
	const sorted = [...open].sort((a, b) => b.amountMinor - a.amountMinor)
	const logits = Float64Array.from(sorted, ({ probability }) => steep * logOdds(clip(probability)))
	const amounts = Float64Array.from(sorted, ({ amountMinor }) => amountMinor)
	const large = Math.min(oneByOne, sorted.length)
	const rest = sumOfRest(logits.subarray(large), amounts.subarray(large), shock, relativeAmounts)
	const uniform = uniformNumbers()
	const totals = new Float64Array(draws)
	for (let draw = 0; draw < draws; draw++) {
		const z = normalQuantile((draw + 0.5) / draws)
		const { mean, deviation } = rest(z)
		let total = deviation > 0 ? Math.max(0, mean + deviation * normalQuantile(uniform())) : mean
		for (let index = 0; index < large; index++) {
			if (uniform() >= probabilityOf(logits[index]! + shock * z)) continue
			const part = Math.floor(uniform() * relativeAmounts.length)
			total += amounts[index]! * (relativeAmounts[part] ?? 1)
		}
		totals[draw] = total
	}
	totals.sort()
	const at = (share: number) => totals[Math.min(draws - 1, Math.max(0, Math.round(share * draws - 0.5)))] ?? 0
	return { low: at((1 - level) / 2), high: at((1 + level) / 2) }
}

function clip(probability: number): number {
	return Math.min(1 - 1e-6, Math.max(1e-6, probability))
}

/** Strictly between 0 and 1. */
function uniformNumbers(): () => number {
	const next = seededGenerator(seed)
	return () => (next() + 0.5) / 2 ** 32
}

/** Mean and deviation of the sum of the small ones given the shock, from a grid of shocks. */
function sumOfRest(
	logits: Float64Array,
	amounts: Float64Array,
	shock: number,
	relativeAmounts: readonly number[],
): (z: number) => { mean: number; deviation: number } {
	if (logits.length === 0) return () => ({ mean: 0, deviation: 0 })
	const meanSquare =
		relativeAmounts.reduce((sum, ratio) => sum + ratio * ratio, 0) / Math.max(1, relativeAmounts.length)
	const points = Array.from({ length: gridSteps + 1 }, (_, step) => {
		const z = -gridEnd + (2 * gridEnd * step) / gridSteps
		let mean = 0
		let variance = 0
		for (let index = 0; index < logits.length; index++) {
			const probability = probabilityOf(logits[index]! + shock * z)
			const amount = amounts[index]!
			mean += probability * amount
			variance += probability * (meanSquare - probability) * amount * amount
		}
		return { mean, deviation: Math.sqrt(Math.max(0, variance)) }
	})
	return z => {
		const place = ((Math.min(gridEnd, Math.max(-gridEnd, z)) + gridEnd) / (2 * gridEnd)) * gridSteps
		const low = points[Math.min(gridSteps - 1, Math.floor(place))]!
		const high = points[Math.min(gridSteps, Math.floor(place) + 1)]!
		const share = place - Math.floor(place)
		return {
			mean: low.mean + (high.mean - low.mean) * share,
			deviation: low.deviation + (high.deviation - low.deviation) * share,
		}
	}
}
