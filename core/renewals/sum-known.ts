/** Sum of amounts; null when one of them is unknown, and for no amounts at all. */
export function sumKnown(amounts: readonly (bigint | null)[]): bigint | null {
	let sum = 0n
	for (const amount of amounts) {
		if (amount === null) return null
		sum += amount
	}
	return amounts.length > 0 ? sum : null
}
