import { benchDates, benchMetrics } from './bench-metrics.ts'

/** How far two ways of computing the same values agree. */
export interface Agreement {
	values: number
	/** Values that are unknown on both sides. */
	unknown: number
	differences: number
	/** Metrics with differences, with how many and one example. */
	examples: string[]
}

const tolerance = 1e-9

/**
 * Ours against the reference for every account, date and metric, and the daily run's values against the last date
 * of the backfill.
 */
export function compareValues(ours: Float64Array, reference: Float64Array, daily: Float64Array): Agreement {
	const metricCount = benchMetrics.length
	const stride = benchDates.length * metricCount
	const agreement: Agreement = { values: ours.length, unknown: 0, differences: 0, examples: [] }
	if (ours.length !== reference.length || daily.length * benchDates.length !== ours.length) {
		throw new Error(`expected as many values, got ${ours.length}, ${reference.length} and ${daily.length}`)
	}
	const differing = new Map<string, { count: number; example: string }>()
	const note = (metric: string, example: string) => {
		agreement.differences++
		const entry = differing.get(metric) ?? { count: 0, example }
		entry.count++
		differing.set(metric, entry)
	}
	for (let at = 0; at < ours.length; at++) {
		if (Number.isNaN(ours[at]) && Number.isNaN(reference[at])) agreement.unknown++
		if (isSame(ours[at]!, reference[at]!)) continue
		const account = Math.floor(at / stride)
		const date = Math.floor((at % stride) / metricCount)
		const { id } = benchMetrics[at % metricCount]!
		note(id, `account ${account}, date ${date}: ours ${ours[at]}, by hand ${reference[at]}`)
	}
	for (let at = 0; at < daily.length; at++) {
		const account = Math.floor(at / metricCount)
		const metric = at % metricCount
		const backfilled = ours[(account + 1) * stride - metricCount + metric]!
		if (!isSame(daily[at]!, backfilled)) {
			note(`daily ${benchMetrics[metric]!.id}`, `account ${account}: ${daily[at]}, backfill ${backfilled}`)
		}
	}
	agreement.examples = [...differing].map(([id, { count, example }]) => `${id}: ${count}, such as ${example}`)
	return agreement
}

function isSame(first: number, second: number): boolean {
	if (Number.isNaN(first) || Number.isNaN(second)) return Number.isNaN(first) && Number.isNaN(second)
	return Math.abs(first - second) <= tolerance * Math.max(1, Math.abs(first), Math.abs(second))
}
