/** P(renew) at one score, as a validation found it. */
export interface ScoredProbability {
	score: number
	probability: number
}

/** Outcomes in numbers are never certain: the curve's ends stand for few cases. */
const certainty = 0.995

/**
 * P(renew) at a score: of the points of the calibration curve on either side, as the score lies between them; beyond its
 * ends that of the end. null without a score or a curve.
 */
export function renewalAtScore(curve: readonly ScoredProbability[], score: number): number | null {
	const points = curve
		.filter(({ probability }) => Number.isFinite(probability))
		.sort((a, b) => a.score - b.score)
	if (Number.isNaN(score) || points.length === 0) return null
	const above = points.find(point => point.score >= score)
	const below = points.findLast(point => point.score <= score)
	const low = below ?? above
	const high = above ?? below
	if (!low || !high) return null
	const share = high.score > low.score ? (score - low.score) / (high.score - low.score) : 0
	const probability = low.probability + (high.probability - low.probability) * share
	return Math.min(certainty, Math.max(1 - certainty, probability))
}
