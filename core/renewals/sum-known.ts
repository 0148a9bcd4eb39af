import { countableAmount } from '../contracts/countable-amount.ts'

/** Sum of amounts; null when one of them is unknown, when the sum is too large to be one, and for no amounts at all. */
export function sumKnown(amounts: readonly (bigint | null)[]): bigint | null {
	let sum = 0n
	for (const amount of amounts) {
		if (amount === null) return null
		sum += amount
	}
	return amounts.length > 0 ? countableAmount(sum) : null
}
