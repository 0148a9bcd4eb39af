import type { ValidationCase } from '../model/validation-case.ts'
import { isotonicRegression } from '../stats/isotonic-regression.ts'

/** With fewer earlier outcomes of either kind no probability is given. */
const leastOfEither = 10

/**
 * Squared errors of probabilities that were given beforehand: the cases asked about in the later half of the time get
 * the probability of their score from the outcomes that were known by then, so that no case is judged by a curve that it
 * made itself. By case; NaN where none could be given. `baseline` are those of the base rate known by then.
 */
export function forwardErrors(cases: readonly ValidationCase[]): {
	errors: Float64Array
	baseline: Float64Array
} {
	const errors = new Float64Array(cases.length).fill(Number.NaN)
	const baseline = new Float64Array(cases.length).fill(Number.NaN)
	const asked = cases.map(({ askedOn }) => askedOn).sort((a, b) => a - b)
	const split = asked[Math.floor(asked.length / 2)]
	if (split === undefined) return { errors, baseline }
	const earlier = cases.filter(({ score, decidesOn }) => score !== null && decidesOn <= split)
	const churned = earlier.filter(item => item.churned).length
	if (churned < leastOfEither || earlier.length - churned < leastOfEither) return { errors, baseline }
	const curve = fitCurve(earlier)
	const baseRate = 1 - churned / earlier.length
	for (const [index, { score, askedOn, churned: left }] of cases.entries()) {
		if (score === null || askedOn < split) continue
		const outcome = left ? 0 : 1
		errors[index] = (curve[score]! - outcome) ** 2
		baseline[index] = (baseRate - outcome) ** 2
	}
	return { errors, baseline }
}

function fitCurve(cases: readonly ValidationCase[]): Float64Array {
	const counts = new Float64Array(101)
	const renewed = new Float64Array(101)
	for (const { score, churned } of cases) {
		if (score === null) continue
		counts[score]!++
		if (!churned) renewed[score]!++
	}
	const rates = renewed.map((value, score) => (counts[score]! > 0 ? value / counts[score]! : 0))
	return isotonicRegression(rates, counts)
}
