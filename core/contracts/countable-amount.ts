/**
 * Ten trillion, in units of any currency: a hundred times the largest contract there is. What lies beyond is a slip of the
 * pen, and could not be added up exactly where numbers are doubles.
 */
export const largestAmount = 1e13

const largestMinor = BigInt(largestAmount) * 100n

/** The amount in minor units; null, unknown, where it is unknown or too large to be one. */
export function countableAmount(amountMinor: bigint | null): bigint | null {
	if (amountMinor === null) return null
	const size = amountMinor < 0n ? -amountMinor : amountMinor
	return size > largestMinor ? null : amountMinor
}

/** The same, unknown also where it is below 0: of what can be signed or not, never be owed back. */
export function signedAmount(amountMinor: bigint | null): bigint | null {
	return amountMinor !== null && amountMinor < 0n ? null : countableAmount(amountMinor)
}
