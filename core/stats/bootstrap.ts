import { quantile } from './quantile.ts'
import { seededGenerator } from './seeded-generator.ts'

/** Fixed, so that the same data give the same interval to the last digit. */
export const bootstrapSeed = 20_250_131
export const bootstrapResamples = 2_000

export interface BootstrapOptions {
	resamples?: number
	seed?: number
}

/**
 * Draws resamples of groups (accounts) with replacement and shows each as how often every group was drawn. Cases of
 * one account are no independent cases, so whole accounts are drawn. The same seed draws the same groups, so that two
 * calls with as many groups can be paired.
 *
 * @param visit gets the counts by group, in an array that is used again
 */
export function resampleGroups(
	groups: number,
	visit: (counts: Int32Array, resample: number) => void,
	{ resamples = bootstrapResamples, seed = bootstrapSeed }: BootstrapOptions = {},
): void {
	const next = seededGenerator(seed)
	const counts = new Int32Array(groups)
	const share = groups / 2 ** 32
	for (let resample = 0; resample < resamples; resample++) {
		counts.fill(0)
		for (let draw = 0; draw < groups; draw++) counts[Math.floor(next() * share)]!++
		visit(counts, resample)
	}
}

/** An estimate with its 95 % interval. Ends may be ±Infinity where the estimate is a ratio. */
export interface Interval {
	value: number
	low: number
	high: number
}

/**
 * Percentile interval (B. Efron, Annals of Statistics 7, 1979): the 2.5th and 97.5th percentile of the statistic over
 * the resamples. Resamples in which it has no value (NaN: one class only, say) are left out; null where more than half
 * have none.
 */
export function percentileInterval(value: number, resampled: Float64Array, level = 0.95): Interval | null {
	if (Number.isNaN(value)) return null
	const known = resampled.filter(item => !Number.isNaN(item)).sort()
	if (known.length * 2 <= resampled.length) return null
	return { value, low: quantile(known, (1 - level) / 2), high: quantile(known, (1 + level) / 2) }
}
