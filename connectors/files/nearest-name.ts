/** The known name that a misspelt one most likely meant, undefined where none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
	const wanted = name.toLowerCase()
	const ranked = known
		.map(item => ({ item, distance: editDistance(wanted, item.toLowerCase()) }))
		.sort((one, other) => one.distance - other.distance)
	const best = ranked[0]
	return best && best.distance <= Math.max(2, Math.floor(wanted.length / 3)) ? best.item : undefined
}

/** Levenshtein distance: insertions, deletions and replacements between two texts. */
function editDistance(one: string, other: string): number {
	let previous = Array.from({ length: other.length + 1 }, (_, index) => index)
	for (let row = 1; row <= one.length; row++) {
		const current = [row]
		for (let column = 1; column <= other.length; column++) {
			const replaced = (previous[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1)
			current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
		}
		previous = current
	}
	return previous[other.length] ?? 0
}
