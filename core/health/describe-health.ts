import type { HealthModel } from '../model/health-model.ts'
import { pointsInForce } from './score-health.ts'

/** Says a factor's metric in a few words; undefined where it has no value. */
export type SayMetric = (metric: string, index: number) => string | undefined

/** Under this share of what a factor could cost, it is not worth saying. */
const smallestLoss = 3

/**
 * Why a score is not higher, in one sentence: the factors that cost most points, worst first, at most two.
 * Empty where nothing costs three points of the score.
 */
export function describeHealth(
	model: HealthModel,
	points: readonly (number | null)[],
	say: SayMetric,
): string {
	const weights = model.factors.reduce(
		(sum, factor, index) => sum + (pointsInForce(factor, points[index] ?? null) === null ? 0 : factor.weight),
		0,
	)
	if (weights === 0) return ''
	const losses = model.factors.flatMap((factor, index) => {
		const own = points[index] ?? null
		if (own === null) return []
		const lost = (factor.weight * (100 - own)) / weights
		const said = say(factor.metric, index)
		return lost >= smallestLoss && said ? [{ lost, said }] : []
	})
	losses.sort((a, b) => b.lost - a.lost)
	const text = losses
		.slice(0, 2)
		.map(({ said }) => said)
		.join(', ')
	return text && text[0]!.toUpperCase() + text.slice(1)
}
