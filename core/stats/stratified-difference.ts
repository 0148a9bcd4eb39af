import { normalQuantile } from './normal-quantile.ts'
import type { DifferenceInterval } from './rate-difference.ts'

export interface StratifiedCase {
	stratum: string
	isFirst: boolean
	value: number
}

export interface StratifiedDifference extends DifferenceInterval {
	/** Cases of the two groups in strata that hold both; others say nothing about a difference. */
	first: number
	second: number
}

interface Sums {
	count: number
	sum: number
	squares: number
}

function addCase(sums: Sums, value: number): void {
	sums.count++
	sums.sum += value
	sums.squares += value * value
}

/** Variance within strata, pooled over them. */
function pooledVariance(groups: readonly Sums[]): number {
	let squares = 0
	let freedom = 0
	for (const { count, sum, squares: own } of groups) {
		squares += own - (sum * sum) / count
		freedom += count - 1
	}
	return freedom > 0 ? Math.max(0, squares / freedom) : Number.NaN
}

/**
 * The first group's mean less that of alike cases of the second: differences within strata, weighted by the first
 * group's number there (direct standardisation to the first group; P. R. Rosenbaum & D. B. Rubin, JASA 79, 1984), with
 * the variance within strata pooled per group. null where no stratum holds both, or nothing varies freely.
 */
export function stratifiedDifference(
	cases: Iterable<StratifiedCase>,
	level = 0.95,
): StratifiedDifference | null {
	const strata = new Map<string, { first: Sums; second: Sums }>()
	for (const { stratum, isFirst, value } of cases) {
		let pair = strata.get(stratum)
		if (!pair) {
			pair = {
				first: { count: 0, sum: 0, squares: 0 },
				second: { count: 0, sum: 0, squares: 0 },
			}
			strata.set(stratum, pair)
		}
		addCase(isFirst ? pair.first : pair.second, value)
	}
	const pairs = [...strata.values()].filter(({ first, second }) => first.count > 0 && second.count > 0)
	const first = pairs.reduce((sum, pair) => sum + pair.first.count, 0)
	const second = pairs.reduce((sum, pair) => sum + pair.second.count, 0)
	if (first === 0) return null
	const firstVariance = pooledVariance(pairs.map(pair => pair.first))
	const secondVariance = pooledVariance(pairs.map(pair => pair.second))
	let value = 0
	let variance = firstVariance / first
	for (const pair of pairs) {
		const weight = pair.first.count / first
		value += weight * (pair.first.sum / pair.first.count - pair.second.sum / pair.second.count)
		variance += (weight * weight * secondVariance) / pair.second.count
	}
	if (!Number.isFinite(variance)) return null
	const half = normalQuantile((1 + level) / 2) * Math.sqrt(variance)
	return { value, low: value - half, high: value + half, first, second }
}
