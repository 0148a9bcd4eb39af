/**
 * Mean squared difference of probability and outcome (G. W. Brier, Monthly Weather Review 78, 1950, for two classes):
 * 0 is perfect, the base rate alone has p(1 − p). NaN without cases.
 *
 * @param weights how often each case counts; once where absent
 */
export function brierScore(
	probabilities: ArrayLike<number>,
	outcomes: ArrayLike<number>,
	weights?: ArrayLike<number>,
): number {
	let sum = 0
	let total = 0
	for (let index = 0; index < outcomes.length; index++) {
		const weight = weights ? weights[index]! : 1
		const difference = probabilities[index]! - outcomes[index]!
		sum += weight * difference * difference
		total += weight
	}
	return total > 0 ? sum / total : Number.NaN
}
