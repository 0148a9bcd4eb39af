import type { ValidationCase } from '../model/validation-case.ts'
import {
	type BootstrapOptions,
	type Interval,
	percentileInterval,
	resampleGroups,
} from '../stats/bootstrap.ts'
import { isFlagged } from './case-table.ts'

/**
 * Median days from the first day of the unbroken flag to the decision, over the churned that were flagged, with its
 * interval by resampling whole accounts. null where nobody who churned was flagged.
 */
export function leadTime(cases: readonly ValidationCase[], options: BootstrapOptions = {}): Interval | null {
	const leads = cases
		.filter(({ churned, level }) => churned && isFlagged(level))
		.flatMap(({ accountId, decidesOn, flaggedSince }) =>
			flaggedSince === null ? [] : [{ accountId, days: decidesOn - flaggedSince }],
		)
		.sort((a, b) => a.days - b.days)
	if (leads.length === 0) return null
	const accounts = new Map<number, number>()
	for (const { accountId } of leads) if (!accounts.has(accountId)) accounts.set(accountId, accounts.size)
	const groups = leads.map(({ accountId }) => accounts.get(accountId) ?? 0)
	const days = leads.map(lead => lead.days)
	const medians = new Float64Array(options.resamples ?? 2_000)
	resampleGroups(
		accounts.size,
		(counts, resample) => {
			medians[resample] = weightedMedian(days, index => counts[groups[index]!]!)
		},
		options,
	)
	return percentileInterval(
		weightedMedian(days, () => 1),
		medians,
	)
}

/** Of ascending values, each as often as its weight says; the mean of the middle two of an even number. */
function weightedMedian(values: readonly number[], weightOf: (index: number) => number): number {
	let total = 0
	for (let index = 0; index < values.length; index++) total += weightOf(index)
	if (total === 0) return Number.NaN
	let passed = 0
	for (let index = 0; index < values.length; index++) {
		passed += weightOf(index)
		if (passed * 2 > total) return values[index]!
		if (passed * 2 === total) {
			let next = index + 1
			while (next < values.length - 1 && weightOf(next) === 0) next++
			return (values[index]! + values[next]!) / 2
		}
	}
	return Number.NaN
}
