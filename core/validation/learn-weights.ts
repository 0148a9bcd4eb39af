import { logLoss } from '../stats/log-loss.ts'
import type { ColumnTable } from '../stats/logistic-regression.ts'
import { roundToSum } from '../stats/round-to-sum.ts'
import { signedLogistic } from '../stats/signed-logistic.ts'
import type { Day } from '../time/day.ts'
import { hasEnoughHistory } from './judge-score.ts'

/** A decided case with what every factor of one health model had of it. */
export interface WeightCase {
	accountId: number
	askedOn: Day
	decidesOn: Day
	segment: string | null
	renewed: boolean
	/** 0–100 by factor; null where missing. */
	points: readonly (number | null)[]
}

export interface LearnedWeights {
	/** By factor, summing to 100. */
	weights: number[]
	/** Factors that were never known with two different values: they keep what they had. */
	isLearned: boolean[]
	penalty: number
}

export interface SegmentWeights extends LearnedWeights {
	segment: string | null
	cases: number
	churns: number
}

export interface WeightProposal {
	/** The day up to which outcomes were learned from; cases asked about on it or later are to judge by. */
	on: Day
	train: WeightCase[]
	test: WeightCase[]
	/** null: not enough history on one of the sides. */
	learned: LearnedWeights | null
	bySegment: SegmentWeights[]
}

const penalties = [0.3, 3, 30]
/** How strongly a segment's weights are drawn to those of the whole. */
const poolingPenalty = 10
const testShare = 0.35

/**
 * Weights that would have told best who renews: logistic regression of the outcome on the factors' points, with no
 * weight below 0, since points already say which way is good. Learned from decisions that were known by a day and meant
 * to be judged by those asked about later. Segments are fitted towards the whole. A proposal: nothing is changed by it.
 *
 * @param present the model's weights, which factors without data keep
 */
export function learnWeights(cases: readonly WeightCase[], present: readonly number[]): WeightProposal {
	const { on, train, test } = splitCases(cases)
	const isEnough = [train, test].every(part => isEnoughOf(part))
	if (!isEnough) return { on, train, test, learned: null, bySegment: [] }
	const penalty = choosePenalty(train)
	const table = tableOf(train)
	const whole = signedLogistic(table, outcomesOf(train), { penalty })
	const segments = Map.groupBy(train, ({ segment }) => segment)
	const bySegment = [...segments]
		.filter(([, own]) => isEnoughOf(own))
		.map(([segment, own]) => {
			const fit = signedLogistic(tableOf(own), outcomesOf(own), {
				penalty: penalty + poolingPenalty,
				prior: whole.coefficients,
			})
			return {
				segment,
				cases: own.length,
				churns: own.filter(({ renewed }) => !renewed).length,
				...toWeights(fit.coefficients, own, present, penalty),
			}
		})
	return { on, train, test, learned: toWeights(whole.coefficients, train, present, penalty), bySegment }
}

function isEnoughOf(cases: readonly WeightCase[]): boolean {
	return hasEnoughHistory(cases.length, cases.filter(({ renewed }) => !renewed).length)
}

/** By time, with an embargo: what is learned from was decided before anything that judges was asked about. */
function splitCases(cases: readonly WeightCase[]): { on: Day; train: WeightCase[]; test: WeightCase[] } {
	const asked = cases.map(({ askedOn }) => askedOn).sort((a, b) => a - b)
	const on = asked[Math.floor(asked.length * (1 - testShare))] ?? 0
	return {
		on,
		train: cases.filter(({ decidesOn }) => decidesOn <= on),
		test: cases.filter(({ askedOn }) => askedOn >= on),
	}
}

function outcomesOf(cases: readonly WeightCase[]): Uint8Array {
	return Uint8Array.from(cases, ({ renewed }) => (renewed ? 1 : 0))
}

/** Points as shares, less their mean; a missing one is the mean, since its weight is spread over the others. */
function tableOf(cases: readonly WeightCase[], means = meansOf(cases)): ColumnTable {
	const rows = cases.length
	const values = new Float64Array(rows * means.length)
	for (const [factor, mean] of means.entries()) {
		for (const [row, { points }] of cases.entries()) {
			values[factor * rows + row] = ((points[factor] ?? mean) - mean) / 100
		}
	}
	return { rows, columns: means.length, values }
}

function meansOf(cases: readonly WeightCase[]): number[] {
	const factors = cases[0]?.points.length ?? 0
	return Array.from({ length: factors }, (_, factor) => {
		const known = cases.flatMap(({ points }) => points[factor] ?? [])
		return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : 0
	})
}

function choosePenalty(train: readonly WeightCase[]): number {
	const inner = splitCases(train)
	if (!isEnoughOf(inner.train) || !isEnoughOf(inner.test)) return penalties[1]!
	const means = meansOf(inner.train)
	const test = tableOf(inner.test, means)
	const losses = penalties.map(penalty => {
		const fit = signedLogistic(tableOf(inner.train, means), outcomesOf(inner.train), { penalty })
		const probabilities = Float64Array.from({ length: test.rows }, (_, row) => {
			const linear = fit.coefficients.reduce(
				(sum, value, factor) => sum + value * test.values[factor * test.rows + row]!,
				fit.intercept,
			)
			return 1 / (1 + Math.exp(-linear))
		})
		return logLoss(probabilities, outcomesOf(inner.test))
	})
	return penalties[losses.indexOf(Math.min(...losses))]!
}

function toWeights(
	coefficients: Float64Array,
	cases: readonly WeightCase[],
	present: readonly number[],
	penalty: number,
): LearnedWeights {
	const isLearned = present.map((_, factor) => {
		const known = new Set(cases.flatMap(({ points }) => points[factor] ?? []))
		return known.size > 1
	})
	const total = present.reduce((sum, weight) => sum + weight, 0)
	const kept = present.reduce((sum, weight, factor) => sum + (isLearned[factor] ? 0 : weight), 0)
	const room = total > 0 ? 1 - kept / total : 1
	const sum = coefficients.reduce((all, value, factor) => all + (isLearned[factor] ? value : 0), 0)
	// Nothing that tells apart: the present weights are as good as any.
	if (!(sum > 0)) return { weights: shares(present), isLearned: isLearned.map(() => false), penalty }
	const raw = present.map((weight, factor) =>
		isLearned[factor] ? (coefficients[factor]! / sum) * room : weight / total,
	)
	return { weights: shares(raw), isLearned, penalty }
}

/** Whole numbers that sum to 100. */
function shares(values: readonly number[]): number[] {
	const total = values.reduce((sum, value) => sum + value, 0)
	return total > 0
		? roundToSum(
				values.map(value => (100 * value) / total),
				0,
			)
		: values.map(() => 100 / values.length)
}
