import { normalQuantile } from './normal-quantile.ts'

/** A rate with its interval; all 0–1. */
export interface RateInterval {
	value: number
	low: number
	high: number
}

/**
 * A share with Wilson's score interval: (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)
 * (E. B. Wilson, JASA 22, 1927; without continuity correction). null without any case: never 0 or 100 %.
 *
 * @param level probability that the interval covers, 0.95 by default
 */
export function wilsonInterval(hits: number, cases: number, level = 0.95): RateInterval | null {
	if (cases <= 0) return null
	const z = normalQuantile((1 + level) / 2)
	const value = hits / cases
	const scale = 1 + (z * z) / cases
	const center = (value + (z * z) / (2 * cases)) / scale
	const half = (z * Math.sqrt((value * (1 - value)) / cases + (z * z) / (4 * cases * cases))) / scale
	return {
		value,
		low: hits === 0 ? 0 : Math.max(0, center - half),
		high: hits === cases ? 1 : Math.min(1, center + half),
	}
}
