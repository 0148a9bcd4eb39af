import { wilsonInterval } from './wilson-interval.ts'

/** A difference with its interval. */
export interface DifferenceInterval {
	value: number
	low: number
	high: number
}

/**
 * The difference p₁ − p₂ of two independent shares, with Newcombe's hybrid score interval: from each share's Wilson
 * limits l and u, low = d − √((p₁ − l₁)² + (u₂ − p₂)²), high = d + √((u₁ − p₁)² + (p₂ − l₂)²) (R. G. Newcombe,
 * Statistics in Medicine 17, 1998, method 10). null where a group has nobody.
 */
export function rateDifference(
	first: { hits: number; cases: number },
	second: { hits: number; cases: number },
	level = 0.95,
): DifferenceInterval | null {
	const left = wilsonInterval(first.hits, first.cases, level)
	const right = wilsonInterval(second.hits, second.cases, level)
	if (!left || !right) return null
	const value = left.value - right.value
	return {
		value,
		low: value - Math.hypot(left.value - left.low, right.high - right.value),
		high: value + Math.hypot(left.high - left.value, right.value - right.low),
	}
}
