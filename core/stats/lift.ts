/**
 * How many times more often the outcome happens among the cases with the highest scores than among all: rate in the
 * top `share` ÷ base rate. Where equal scores cross the border they count with the share that fits in, which is what
 * picking among them by chance gives on average. NaN where the outcome never happens.
 *
 * @param share 0–1, 0.1 for the top tenth
 */
export function lift(scores: ArrayLike<number>, outcomes: ArrayLike<number>, share: number): number {
	const caught = caughtShare(scores, outcomes, share)
	return caught / share
}

/** Share of the cases with the outcome that are among the top `share` by score, 0–1. */
export function caughtShare(scores: ArrayLike<number>, outcomes: ArrayLike<number>, share: number): number {
	const order = Int32Array.from({ length: scores.length }, (_, index) => index)
	order.sort((left, right) => scores[right]! - scores[left]! || left - right)
	const wanted = scores.length * share
	let caught = 0
	let all = 0
	for (let position = 0; position < order.length; ) {
		const score = scores[order[position]!]
		const start = position
		let hits = 0
		for (; position < order.length && scores[order[position]!] === score; position++) {
			hits += outcomes[order[position]!]!
		}
		all += hits
		const fitting = Math.min(1, Math.max(0, (wanted - start) / (position - start)))
		caught += hits * fitting
	}
	return all > 0 ? caught / all : Number.NaN
}
