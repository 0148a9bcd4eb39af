/** Probabilities are kept this far from 0 and 1, so that one sure mistake is not infinitely bad. */
const closest = 1e-15

/** Mean of −ln of the probability that was given to what happened (I. J. Good, JRSS B 14, 1952). NaN without cases. */
export function logLoss(probabilities: ArrayLike<number>, outcomes: ArrayLike<number>): number {
	let sum = 0
	for (let index = 0; index < outcomes.length; index++) {
		const probability = Math.min(1 - closest, Math.max(closest, probabilities[index]!))
		sum -= outcomes[index] ? Math.log(probability) : Math.log1p(-probability)
	}
	return outcomes.length > 0 ? sum / outcomes.length : Number.NaN
}
