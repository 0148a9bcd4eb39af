/**
 * Edits that turn one text into the other: insert, delete, replace a character, swap two neighbours
 * (optimal string alignment: Damerau 1964, restricted so that no part is edited twice).
 */
export function editDistance(from: string, to: string): number {
	let beforeLast: number[] = []
	let last = Array.from({ length: to.length + 1 }, (_, index) => index)
	for (let row = 1; row <= from.length; row++) {
		const current = [row]
		for (let column = 1; column <= to.length; column++) {
			const isSame = from[row - 1] === to[column - 1]
			let edits = Math.min(
				(last[column] ?? 0) + 1,
				(current[column - 1] ?? 0) + 1,
				(last[column - 1] ?? 0) + (isSame ? 0 : 1),
			)
			if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
				edits = Math.min(edits, (beforeLast[column - 2] ?? 0) + 1)
			}
			current.push(edits)
		}
		beforeLast = last
		last = current
	}
	return last[to.length] ?? 0
}

const comparable = (name: string): string => name.toLowerCase().replaceAll(/[\s-]+/g, '_')

/** The valid name that was probably meant, or `undefined` where none is near: at most a third of it may differ. */
export function findNearestName(name: string, valid: Iterable<string>): string | undefined {
	const wanted = comparable(name)
	let nearest: string | undefined
	let fewest = Number.POSITIVE_INFINITY
	for (const candidate of valid) {
		if (Math.abs(candidate.length - name.length) > fewest) continue
		const edits = editDistance(wanted, comparable(candidate))
		if (edits < fewest && edits <= Math.max(2, Math.floor(wanted.length / 3))) {
			nearest = candidate
			fewest = edits
		}
	}
	// Of a one- or two-letter name everything short is near.
	return fewest < wanted.length ? nearest : undefined
}

/** `; did you mean "arr"?`, or the whole list where it is short, or nothing. For the end of a message. */
export function suggestName(name: string, valid: readonly string[]): string {
	const nearest = findNearestName(name, valid)
	if (nearest !== undefined) return `; did you mean "${nearest}"?`
	if (valid.length === 0 || valid.length > 12) return ''
	return `; there ${valid.length === 1 ? 'is' : 'are'}: ${valid.join(', ')}`
}
