/**
 * Cases sorted by their score once, so that the area under the curve of any weighting of them (a resample) takes one
 * pass. Cases with the same score stand together.
 */
export interface RankedCases {
	/** Index of the case, ascending by score. */
	order: Int32Array
	/** First position after each run of equal scores. */
	tieEnds: Int32Array
	/** By position: 1 where the outcome happened. */
	positives: Uint8Array
}

/** Ranks cases by score. Scores must be known (no NaN). */
export function rankCases(scores: ArrayLike<number>, outcomes: ArrayLike<number>): RankedCases {
	const order = Int32Array.from({ length: scores.length }, (_, index) => index)
	order.sort((left, right) => scores[left]! - scores[right]! || left - right)
	const ends: number[] = []
	for (let position = 1; position <= order.length; position++) {
		if (position === order.length || scores[order[position]!] !== scores[order[position - 1]!]) {
			ends.push(position)
		}
	}
	return {
		order,
		tieEnds: Int32Array.from(ends),
		positives: Uint8Array.from(order, index => outcomes[index]!),
	}
}

/**
 * Area under the ROC curve = P(score of a case with the outcome > of one without) + ½ P(equal): the Mann–Whitney U
 * statistic divided by the number of pairs (Hanley & McNeil, Radiology 143, 1982). NaN with one class only.
 *
 * @param weights how often each case counts, by index of the case; once where absent
 */
export function rankedAuc({ order, tieEnds, positives }: RankedCases, weights?: ArrayLike<number>): number {
	let below = 0
	let above = 0
	let pairs = 0
	let position = 0
	for (let tie = 0; tie < tieEnds.length; tie++) {
		const end = tieEnds[tie]!
		let tiedPositives = 0
		let tiedNegatives = 0
		for (; position < end; position++) {
			const weight = weights ? weights[order[position]!]! : 1
			if (positives[position]) tiedPositives += weight
			else tiedNegatives += weight
		}
		pairs += tiedPositives * (below + tiedNegatives / 2)
		below += tiedNegatives
		above += tiedPositives
	}
	return above > 0 && below > 0 ? pairs / (above * below) : Number.NaN
}

/** `rankedAuc` of cases as they are. */
export function auc(scores: ArrayLike<number>, outcomes: ArrayLike<number>): number {
	return rankedAuc(rankCases(scores, outcomes))
}
