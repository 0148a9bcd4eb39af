import type { Pool } from 'pg'
import { weighPoints } from '../../core/health/score-health.ts'
import type { HealthModel } from '../../core/model/health-model.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import { usualHorizonDays } from '../../core/model/validation-case.ts'
import type { Interval } from '../../core/stats/bootstrap.ts'
import { compareAucs } from '../../core/stats/paired-auc.ts'
import { roundHalfUp } from '../../core/stats/round-half-up.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { learnWeights, type WeightCase, type WeightProposal } from '../../core/validation/learn-weights.ts'
import { readModel } from '../model/model-store.ts'
import type { EnsureDates } from './find-cases.ts'
import { rescoreCases } from './rescore.ts'
import { findValidationCases, readValidationBase } from './validate-scores.ts'

/** What history says of one health model's weights. */
export interface HealthProposal {
	health_model: string
	name: string
	learned_until: string | null
	learned_from: { cases: number; churns: number }
	judged_by: { cases: number; churns: number }
	/** null where there is not enough history. */
	weights: { factor: string; name: string; present: number; proposed: number; is_learned: boolean }[] | null
	by_segment: { segment: string | null; cases: number; churns: number; weights: number[] }[]
	/** On the later decisions. */
	auc_present: Interval | null
	auc_proposed: Interval | null
	gain: Interval | null
	says: string
}

export interface WeightsProposal {
	models: HealthProposal[]
	/** The model in force with the proposed weights in it; the same where nothing is proposed. */
	model: OperatingModel
}

/**
 * Weights that would have told better, learned from earlier decisions and judged by later ones, next to the present ones.
 * Changes nothing.
 */
export async function proposeWeights(
	pool: Pool,
	options: { now: Date; today?: Day; ensureDates: EnsureDates; resamples?: number },
): Promise<WeightsProposal> {
	const { model } = await readModel(pool, options.now)
	const base = await readValidationBase(pool, options)
	const parts = await findValidationCases(pool, base, { ...options, horizonDays: usualHorizonDays })
	// Populations are never pooled: weights are learned from contract decisions, where there are any.
	const part = parts.find(({ cases }) => cases.length > 0) ?? parts[0]!
	const [scores] = await rescoreCases(pool, [model], part.cases)
	const models = model.healthModels.map(health => {
		const cases = part.cases.flatMap((item): WeightCase[] => {
			const found = item.scoredOn === null ? undefined : scores!.get(item.scoredOn)?.get(item.accountId)
			if (!found || found.model.id !== health.id || found.health.score === null) return []
			const { accountId, askedOn, decidesOn, churned } = item
			const { segment } = found
			return [{ accountId, askedOn, decidesOn, segment, renewed: !churned, points: found.health.points }]
		})
		const present = health.factors.map(({ weight }) => weight)
		return describeProposal(health, learnWeights(cases, present), options.resamples)
	})
	const healthModels = model.healthModels.map((health, index) => {
		const { weights } = models[index]!
		if (!weights) return health
		const factors = health.factors.map((factor, at) => ({ ...factor, weight: weights[at]!.proposed }))
		return { ...health, factors }
	})
	return { models, model: { ...model, healthModels } }
}

function describeProposal(health: HealthModel, proposal: WeightProposal, resamples?: number): HealthProposal {
	const { learned, train, test, on, bySegment } = proposal
	const countOf = (cases: readonly WeightCase[]) => ({
		cases: cases.length,
		churns: cases.filter(({ renewed }) => !renewed).length,
	})
	const compared = learned && compareWeights(health, learned.weights, test, resamples)
	return {
		health_model: health.id,
		name: health.name,
		learned_until: train.length > 0 ? formatDay(on) : null,
		learned_from: countOf(train),
		judged_by: countOf(test),
		weights:
			learned &&
			health.factors.map(({ id, name, weight }, index) => ({
				factor: id,
				name,
				present: weight,
				proposed: learned.weights[index]!,
				is_learned: learned.isLearned[index]!,
			})),
		by_segment: bySegment.map(({ segment, cases, churns, weights }) => ({ segment, cases, churns, weights })),
		auc_present: compared?.each[0] ?? null,
		auc_proposed: compared?.each[1] ?? null,
		gain: compared?.gains[1] ?? null,
		says: sayGain(compared?.gains[1] ?? null, learned !== null),
	}
}

/** Both sets of weights on the later decisions, on the same resamples. */
function compareWeights(
	health: HealthModel,
	weights: readonly number[],
	test: readonly WeightCase[],
	resamples = 2_000,
) {
	const scored = (factors: HealthModel['factors']) =>
		test.map(({ points }) => roundHalfUp(weighPoints(factors, points) ?? 50))
	const proposed = health.factors.map((factor, index) => ({ ...factor, weight: weights[index]! }))
	return compareAucs(
		{
			groups: test.map(({ accountId }) => accountId),
			outcomes: test.map(({ renewed }) => (renewed ? 1 : 0)),
		},
		[scored(health.factors), scored(proposed)],
		{ resamples },
	)
}

function sayGain(gain: Interval | null, isLearned: boolean): string {
	if (!isLearned) return 'Not enough history to learn weights from: the present ones stay.'
	if (!gain) return 'The later decisions do not tell the two apart.'
	const range = `${gain.value.toFixed(3)} (${gain.low.toFixed(3)} to ${gain.high.toFixed(3)})`
	if (gain.low > 0) return `On later decisions the proposed weights are better: AUC ${range} more.`
	if (gain.high < 0)
		return `On later decisions the proposed weights are worse: AUC ${range}. Keep the present ones.`
	return `On later decisions the proposed weights are no better for certain: AUC ${range} holds 0.`
}
