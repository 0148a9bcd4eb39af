import { rankCases, rankedAuc } from './auc.ts'
import { type BootstrapOptions, type Interval, percentileInterval, resampleGroups } from './bootstrap.ts'

/** Cases that several scores are asked about; all cases of an account are drawn together. */
export interface GroupedOutcomes {
	/** Any number that tells the accounts apart, by case. */
	groups: ArrayLike<number>
	/** 1 where what the scores should be high for happened. */
	outcomes: ArrayLike<number>
}

export interface AucComparison {
	/** AUC of each score. */
	each: (Interval | null)[]
	/** AUC of each score minus that of the first, from the same resamples. */
	gains: (Interval | null)[]
}

/** Numbers groups from 0 in the order in which they come. */
export function numberGroups(groups: ArrayLike<number>): { numbers: Int32Array; count: number } {
	const known = new Map<number, number>()
	const numbers = Int32Array.from(groups, group => {
		const found = known.get(group)
		if (found !== undefined) return found
		known.set(group, known.size)
		return known.size - 1
	})
	return { numbers, count: known.size }
}

/**
 * AUC of each score on the same cases and its difference to the first one, with intervals by resampling whole accounts:
 * both AUCs of a difference come from the same accounts (paired). Scores must be known in all cases.
 */
export function compareAucs(
	{ groups, outcomes }: GroupedOutcomes,
	scores: readonly ArrayLike<number>[],
	options: BootstrapOptions = {},
): AucComparison {
	const { numbers, count } = numberGroups(groups)
	const ranked = scores.map(values => rankCases(values, outcomes))
	const resamples = options.resamples ?? 2_000
	const drawn = ranked.map(() => new Float64Array(resamples))
	const weights = new Float64Array(outcomes.length)
	resampleGroups(
		count,
		(counts, resample) => {
			for (let index = 0; index < weights.length; index++) weights[index] = counts[numbers[index]!]!
			for (const [index, list] of ranked.entries()) drawn[index]![resample] = rankedAuc(list, weights)
		},
		{ ...options, resamples },
	)
	const points = ranked.map(list => rankedAuc(list))
	return {
		each: points.map((value, index) => percentileInterval(value, drawn[index]!)),
		gains: points.map((value, index) =>
			percentileInterval(
				value - points[0]!,
				drawn[index]!.map((item, resample) => item - drawn[0]![resample]!),
			),
		),
	}
}
