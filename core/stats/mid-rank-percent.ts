/** Index of the first entry of an ascending list that is not below (or, `after`, that is above) the value. */
function boundOf(ascending: ArrayLike<number>, value: number, side: 'before' | 'after'): number {
	let low = 0
	let high = ascending.length
	while (low < high) {
		const middle = (low + high) >>> 1
		const entry = ascending[middle] ?? Number.NaN
		if (side === 'before' ? entry < value : entry <= value) low = middle + 1
		else high = middle
	}
	return low
}

/** How many entries of an ascending list are below the value, and how many equal it. */
export function countBelow(ascending: ArrayLike<number>, value: number): { below: number; equal: number } {
	const below = boundOf(ascending, value, 'before')
	return { below, equal: boundOf(ascending, value, 'after') - below }
}

/**
 * Mid-rank of a member of a group, 0–100: 100 × (how many are below + half of those equal, itself among them) / size.
 * The median of an odd group has 50, all members of a group of equals have 50, and a group's mean is 50 (the
 * mid-distribution function, E. Parzen 1997; scipy's percentileofscore(kind='mean')).
 */
export function midRankPercent(below: number, equal: number, size: number): number {
	return (100 * (below + equal / 2)) / size
}
