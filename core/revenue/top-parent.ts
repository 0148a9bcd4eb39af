/** Companies with more levels than this have a slip in their data. */
const deepestTree = 50

/** The account at the top of the tree that an account stands in: itself where it has no parent. Circles end where they close. */
export function topParent(externalId: string, parents: ReadonlyMap<string, string>): string {
	const seen = new Set<string>()
	let top = externalId
	while (seen.size < deepestTree && !seen.has(top)) {
		seen.add(top)
		top = parents.get(top) ?? top
	}
	// All accounts of a circle have to come to the same: the first of them by name.
	return parents.has(top) ? ([...seen].sort()[0] ?? top) : top
}
