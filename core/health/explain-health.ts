import type { Factor, HealthModel, MissingPolicy } from '../model/health-model.ts'
import type { UnknownReason } from '../model/metric.ts'
import { roundToSum } from '../stats/round-to-sum.ts'
import { type FactorInput, factorPoints } from './factor-points.ts'
import { type HealthScore, pointsInForce, scoreHealth } from './score-health.ts'

/** What one factor did for the score. */
export interface FactorExplanation {
	id: string
	name: string
	group: string
	metric: string
	value: number | null
	/** Points in the sum, its own or filled in; null where the factor took no part. */
	points: number | null
	/** Why the points are not its own; null where they are. */
	filledBy: MissingPolicy | null
	/** Why there is no value, or that there were too few peers; null where there is one. */
	unknown: UnknownReason | null
	weight: number
	/** Share of the score's weight that it had, its share of spread weights included, 0–1. */
	weightShare: number
	/** weight × points / Σ weight; null without a score. These sum to the unrounded score. */
	contribution: number | null
	/** The contribution with one digit, such that these sum to the unrounded score with one digit. */
	shownContribution: number | null
}

export interface HealthExplanation extends HealthScore {
	/** The unrounded score with one digit. */
	shownExactScore: number | null
	factors: FactorExplanation[]
	/** Per group of factors, in the order of the model. */
	groups: { group: string; weight: number; contribution: number | null; shownContribution: number | null }[]
}

function explainUnknown(factor: Factor, input: FactorInput | undefined): UnknownReason | null {
	if (factorPoints(factor, input) !== null) return null
	if (input?.unknown && input.unknown !== 'known') return input.unknown
	const hasValue = typeof input?.value === 'number' && Number.isFinite(input.value)
	return hasValue && factor.scale.kind === 'rank' ? 'fewer than 20 peers' : 'not recorded'
}

function sumOf(values: readonly (number | null)[]): number | null {
	return values.reduce<number | null>((sum, value) => (value === null ? sum : (sum ?? 0) + value), null)
}

function sumByGroup(model: HealthModel, factors: readonly FactorExplanation[]): HealthExplanation['groups'] {
	const names = [...new Set(model.factors.map(factor => factor.group))]
	return names.map(group => {
		const members = factors.filter(factor => factor.group === group)
		const shown = sumOf(members.map(member => member.shownContribution))
		return {
			group,
			weight: members.reduce((sum, member) => sum + member.weight, 0),
			contribution: sumOf(members.map(member => member.contribution)),
			// Sums of tenths are not tenths in binary.
			shownContribution: shown === null ? null : Math.round(shown * 10) / 10,
		}
	})
}

/** Why an account has the score that `scoreHealth` gives it, from the same arguments. */
export function explainHealth(
	model: HealthModel,
	inputs: readonly (FactorInput | undefined)[],
): HealthExplanation {
	const health = scoreHealth(model, inputs)
	const points = model.factors.map((factor, index) => pointsInForce(factor, health.points[index] ?? null))
	const weights = model.factors.reduce(
		(sum, factor, index) => sum + (points[index] === null ? 0 : factor.weight),
		0,
	)
	const contributions = model.factors.map(({ weight }, index) =>
		weights > 0 ? (weight * (points[index] ?? 0)) / weights : 0,
	)
	const shown = roundToSum(contributions, 1)
	const hasScore = health.exactScore !== null
	const factors = model.factors.map((factor, index): FactorExplanation => {
		const { id, name, group, metric, weight } = factor
		const takesPart = points[index] !== null && points[index] !== undefined
		const isOwn = (health.points[index] ?? null) !== null
		return {
			id,
			name,
			group,
			metric,
			value: inputs[index]?.value ?? null,
			points: points[index] ?? null,
			filledBy: isOwn ? null : factor.missing,
			unknown: explainUnknown(factor, inputs[index]),
			weight,
			weightShare: takesPart && weights > 0 ? weight / weights : 0,
			contribution: hasScore ? (contributions[index] ?? 0) : null,
			shownContribution: hasScore ? (shown[index] ?? 0) : null,
		}
	})
	const shownSum = sumOf(factors.map(factor => factor.shownContribution))
	return {
		...health,
		shownExactScore: shownSum === null ? null : Math.round(shownSum * 10) / 10,
		factors,
		groups: sumByGroup(model, factors),
	}
}
