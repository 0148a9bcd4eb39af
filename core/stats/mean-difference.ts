import type { DifferenceInterval } from './rate-difference.ts'
import { studentQuantile } from './student-quantile.ts'

/** Mean and its squared standard error of one group. */
function describeGroup(values: ArrayLike<number>): { mean: number; squaredError: number } {
	const count = values.length
	let sum = 0
	for (let index = 0; index < count; index++) sum += values[index]!
	const mean = sum / count
	let squares = 0
	for (let index = 0; index < count; index++) squares += (values[index]! - mean) ** 2
	return { mean, squaredError: squares / (count - 1) / count }
}

/**
 * The difference of two independent means, with Welch's interval (B. L. Welch, Biometrika 34, 1947; degrees of freedom
 * by Satterthwaite). null where a group has fewer than two.
 */
export function meanDifference(
	first: ArrayLike<number>,
	second: ArrayLike<number>,
	level = 0.95,
): DifferenceInterval | null {
	if (first.length < 2 || second.length < 2) return null
	const left = describeGroup(first)
	const right = describeGroup(second)
	const value = left.mean - right.mean
	const squaredError = left.squaredError + right.squaredError
	if (squaredError === 0) return { value, low: value, high: value }
	const freedom =
		squaredError ** 2 /
		(left.squaredError ** 2 / (first.length - 1) + right.squaredError ** 2 / (second.length - 1))
	const half = studentQuantile((1 + level) / 2, freedom) * Math.sqrt(squaredError)
	return { value, low: value - half, high: value + half }
}
