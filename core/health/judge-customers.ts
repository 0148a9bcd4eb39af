import type { ConditionLookup } from '../conditions/evaluate-condition.ts'
import type { BandLevel, HealthModel } from '../model/health-model.ts'
import { roundHalfUp } from '../stats/round-half-up.ts'
import { chooseHealthModel, prepareHealthModels } from './choose-health-model.ts'
import { interpolatePoints } from './factor-points.ts'
import { rankPeers } from './rank-peers.ts'
import { findBand } from './score-health.ts'

/** The customers of one date, column by column. */
export interface CustomerColumns {
	count: number
	segments: readonly (string | null)[]
	stages: readonly (string | null)[]
	/** By metric: one value per customer, NaN where unknown. */
	metrics: ReadonlyMap<string, Float64Array>
}

/** What health models say of customers, without what people set themselves. */
export interface JudgedCustomers {
	levels: (BandLevel | 'unknown')[]
	/** NaN: no score. */
	scores: Float64Array
}

/**
 * Scores all customers of a date by some health models: what the daily run would say of the same values. Metrics that are
 * not among the columns count as unknown. Throws where a condition of a model is none.
 */
export function judgeCustomers(models: readonly HealthModel[], columns: CustomerColumns): JudgedCustomers {
	const { count } = columns
	const chosen = chooseModels(models, columns)
	const scores = new Float64Array(count).fill(Number.NaN)
	const levels = new Array<BandLevel | 'unknown'>(count).fill('unknown')
	for (const [number, model] of models.entries()) {
		const sums = sumFactors(model, columns, at => chosen[at] === number)
		const total = model.factors.reduce((sum, { weight }) => sum + weight, 0)
		for (let at = 0; at < count; at++) {
			if (chosen[at] !== number || sums.isWithout[at] || !(sums.weights[at]! > 0)) continue
			const coverage = total > 0 ? sums.covered[at]! / total : 0
			if (coverage < model.minimumCoverage - 1e-9) continue
			const score = roundHalfUp(sums.weighted[at]! / sums.weights[at]!)
			scores[at] = score
			levels[at] = findBand(model, score)?.level ?? 'unknown'
		}
	}
	return { levels, scores }
}

/** Which model each customer is judged by. */
function chooseModels(models: readonly HealthModel[], columns: CustomerColumns): Int16Array {
	const chosen = new Int16Array(columns.count)
	if (models.length === 1) return chosen
	const choices = prepareHealthModels(models)
	let at = 0
	const lookup: ConditionLookup = name => {
		if (name === 'segment') return columns.segments[at]
		if (name === 'stage') return columns.stages[at]
		return columns.metrics.get(name)?.[at]
	}
	for (; at < columns.count; at++) chosen[at] = models.indexOf(chooseHealthModel(choices, lookup))
	return chosen
}

/** The sums of `scoreHealth`, factor by factor over all customers: ten times as fast as customer by customer. */
function sumFactors(model: HealthModel, columns: CustomerColumns, isOf: (at: number) => boolean) {
	const { count } = columns
	const [weighted, weights, covered] = [0, 1, 2].map(() => new Float64Array(count)) as [
		Float64Array,
		Float64Array,
		Float64Array,
	]
	const isWithout = new Uint8Array(count)
	for (const { metric, scale, weight, missing } of model.factors) {
		const values = columns.metrics.get(metric)
		const ranked = scale.kind === 'rank' && values ? rankOf(columns, metric, values, scale.better) : undefined
		const filled = missing === 'neutral' ? 50 : missing === 'zero' ? 0 : Number.NaN
		for (let at = 0; at < count; at++) {
			if (!isOf(at)) continue
			const value = values?.[at] ?? Number.NaN
			let points = Number.NaN
			if (Number.isFinite(value)) {
				points = scale.kind === 'rank' ? (ranked?.[at] ?? Number.NaN) : interpolatePoints(scale.points, value)
			}
			if (!Number.isNaN(points)) covered[at]! += weight
			else if (missing === 'required') isWithout[at] = 1
			const used = Number.isNaN(points) ? filled : points
			if (Number.isNaN(used)) continue
			weighted[at]! += weight * used
			weights[at]! += weight
		}
	}
	return { weighted, weights, covered, isWithout }
}

const ranksOf = new WeakMap<CustomerColumns, Map<string, Float64Array>>()

/** Ranks do not depend on weights: they are made once for the same columns. */
function rankOf(
	columns: CustomerColumns,
	metric: string,
	values: Float64Array,
	better: 'more' | 'less',
): Float64Array {
	const known = ranksOf.get(columns) ?? new Map<string, Float64Array>()
	ranksOf.set(columns, known)
	const found = known.get(`${metric} ${better}`)
	if (found) return found
	const numbers = new Map([...new Set(columns.segments)].map((segment, index) => [segment, index]))
	const segments = Int32Array.from(columns.segments, segment => numbers.get(segment) ?? -1)
	const { points } = rankPeers(values, segments, better)
	known.set(`${metric} ${better}`, points)
	return points
}
