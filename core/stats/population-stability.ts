/** A part that is empty on one side counts as this share, so that the index stays finite. */
const leastShare = 1e-4

/**
 * Population stability index Σ (now − then) ln(now / then) over the parts of a distribution (S. Lewis 1994; the usual
 * reading: under 0.1 stable, above 0.25 another population). NaN where one side has no cases.
 *
 * @param before cases per part then
 * @param after cases per part now, as many parts
 */
export function populationStability(before: ArrayLike<number>, after: ArrayLike<number>): number {
	const sum = (counts: ArrayLike<number>) => Array.from(counts).reduce((total, count) => total + count, 0)
	const [beforeTotal, afterTotal] = [sum(before), sum(after)]
	if (beforeTotal === 0 || afterTotal === 0) return Number.NaN
	let index = 0
	for (let part = 0; part < before.length; part++) {
		const then = Math.max(leastShare, before[part]! / beforeTotal)
		const now = Math.max(leastShare, after[part]! / afterTotal)
		index += (now - then) * Math.log(now / then)
	}
	return index
}
