/**
 * Quantile of ascending values with straight lines between them (type 7 of Hyndman & Fan, The American Statistician
 * 50, 1996: R's default). NaN for no values.
 *
 * @param share 0–1
 */
export function quantile(ascending: ArrayLike<number>, share: number): number {
	if (ascending.length === 0) return Number.NaN
	const at = (ascending.length - 1) * Math.min(1, Math.max(0, share))
	const below = Math.floor(at)
	const low = ascending[below]!
	const high = ascending[Math.min(below + 1, ascending.length - 1)]!
	// ∞ − ∞ is no number: between two infinite ones it is infinite.
	return low === high ? low : low + (at - below) * (high - low)
}
