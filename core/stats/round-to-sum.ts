import { roundHalfUp } from './round-half-up.ts'

/**
 * Rounds numbers for showing so that what is shown adds up to the rounded sum: all are rounded down, then those that
 * lost most get one unit more (largest remainder, the method of Hamilton; earlier entries first among equals). Each
 * result is less than one unit from its number.
 *
 * @param values any finite numbers, also negative ones
 * @param digits digits after the point, 0 to 6
 */
export function roundToSum(values: readonly number[], digits: number): number[] {
	const unit = 10 ** digits
	const scaled = values.map(value => value * unit)
	const total = roundHalfUp(scaled.reduce((sum, value) => sum + value, 0))
	const rounded = scaled.map(value => Math.floor(value + 1e-9))
	let missing = total - rounded.reduce((sum, value) => sum + value, 0)
	const byRemainder = scaled
		.map((value, index) => ({ index, remainder: value - Math.floor(value + 1e-9) }))
		.sort((left, right) => right.remainder - left.remainder || left.index - right.index)
	for (const { index } of byRemainder) {
		if (missing <= 0) break
		rounded[index] = (rounded[index] ?? 0) + 1
		missing--
	}
	return rounded.map(value => value / unit || 0)
}
