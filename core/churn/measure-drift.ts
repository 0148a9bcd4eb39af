import type { LogisticPredictor, MetricSpread } from '../model/predictor.ts'
import { populationStability } from '../stats/population-stability.ts'
import { countSpread } from './fit-predictor.ts'

/** Above it a metric is spread over other accounts than those that were learned from. */
export const driftLimit = 0.25

export interface MetricDrift {
	metric: string
	/** Population stability index against the accounts that were learned from. */
	index: number
	hasDrifted: boolean
}

/**
 * How far the accounts of today are from those that a model learned from, most first. Metrics that are not measured
 * today are absent.
 *
 * @param valuesOf values of all customers today, NaN where unknown; undefined where there is no such metric
 */
export function measureDrift(
	{ spreads }: LogisticPredictor,
	valuesOf: (metric: string) => Float64Array | undefined,
): MetricDrift[] {
	return measureDriftOf(
		spreads.flatMap(spread => {
			const values = valuesOf(spread.metric)
			return values ? [{ spread, today: countSpread(spread.cuts, values) }] : []
		}),
	)
}

/** The same from values of today that were counted already, in the parts of each spread. */
export function measureDriftOf(
	spreads: readonly { spread: MetricSpread; today: readonly number[] }[],
): MetricDrift[] {
	return spreads
		.flatMap(({ spread: { metric, counts }, today }) => {
			if (!today.some(count => count > 0)) return []
			const index = populationStability(counts, today)
			return Number.isNaN(index) ? [] : [{ metric, index, hasDrifted: index > driftLimit }]
		})
		.sort((a, b) => b.index - a.index || (a.metric < b.metric ? -1 : 1))
}
