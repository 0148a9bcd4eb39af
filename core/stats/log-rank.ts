import { chiSquareTail } from './chi-square-tail.ts'
import { choleskyFactor, choleskySolve } from './cholesky.ts'

export interface LogRank {
	chiSquare: number
	degreesOfFreedom: number
	/** Probability of so large a difference where the groups are alike. */
	p: number
}

/**
 * Whether groups survive alike: (O − E)ᵀ V⁻¹ (O − E) over all groups but one, with the hypergeometric variance (N.
 * Mantel 1966); with `rho` the weights S(t−)^rho of Harrington & Fleming (Biometrika 69, 1982). null with fewer than two
 * groups or without any event.
 *
 * @param groups number of the group of each case, 0, 1, …
 */
export function logRank(
	times: ArrayLike<number>,
	events: ArrayLike<number>,
	groups: ArrayLike<number>,
	rho = 0,
): LogRank | null {
	const size = Array.from(groups).reduce((most, group) => Math.max(most, group + 1), 0)
	if (size < 2) return null
	const atRisk = new Float64Array(size)
	for (let index = 0; index < groups.length; index++) atRisk[groups[index]!]!++
	const order = Int32Array.from({ length: times.length }, (_, index) => index)
	order.sort((left, right) => times[left]! - times[right]!)
	const differences = new Float64Array(size)
	const variances = new Float64Array(size * size)
	const died = new Float64Array(size)
	const left = new Float64Array(size)
	let survival = 1
	for (let position = 0; position < order.length; ) {
		const time = times[order[position]!]!
		died.fill(0)
		left.fill(0)
		const total = order.length - position
		let deaths = 0
		for (; position < order.length && times[order[position]!] === time; position++) {
			const index = order[position]!
			left[groups[index]!]!++
			if (!events[index]) continue
			died[groups[index]!]!++
			deaths++
		}
		const weight = survival ** rho
		if (deaths > 0) addTime(differences, variances, { died, atRisk, deaths, total, weight })
		survival *= 1 - deaths / total
		for (let group = 0; group < size; group++) atRisk[group]! -= left[group]!
	}
	return testOf(differences, variances, size)
}

interface TimeCounts {
	died: Float64Array
	atRisk: Float64Array
	deaths: number
	total: number
	weight: number
}

function addTime(differences: Float64Array, variances: Float64Array, counts: TimeCounts): void {
	const { died, atRisk, deaths, total, weight } = counts
	const size = died.length
	const spread = total > 1 ? (weight * weight * deaths * (total - deaths)) / (total - 1) : 0
	for (let group = 0; group < size; group++) {
		const share = atRisk[group]! / total
		differences[group]! += weight * (died[group]! - deaths * share)
		for (let other = 0; other < size; other++) {
			const same = group === other ? share : 0
			variances[group * size + other]! += spread * (same - (share * atRisk[other]!) / total)
		}
	}
}

function testOf(differences: Float64Array, variances: Float64Array, size: number): LogRank | null {
	// The differences sum to 0, so that the last group adds nothing.
	const used = size - 1
	const matrix = new Float64Array(used * used)
	for (let row = 0; row < used; row++) {
		for (let column = 0; column < used; column++) {
			matrix[row * used + column] = variances[row * size + column]!
		}
	}
	const factor = choleskyFactor(matrix, used)
	if (!factor) return null
	const solved = choleskySolve(factor, used, differences.subarray(0, used))
	const chiSquare = solved.reduce((sum, value, index) => sum + value * differences[index]!, 0)
	return { chiSquare, degreesOfFreedom: used, p: chiSquareTail(chiSquare, used) }
}
