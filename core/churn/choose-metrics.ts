import { auc } from '../stats/auc.ts'
import { crossProducts } from '../stats/cross-products.ts'
import { encodeTable, scalesOf } from './encode-features.ts'
import { selectRows, type TrainingTable, takeRows } from './training-table.ts'

/** A metric that is known of fewer cannot be learned from. */
const leastKnownShare = 0.2
/**
 * Two metrics nearer than this say the same (MRR and ARR): the one that tells more is kept. Of metrics that are not as
 * near (events in 28 and in 90 days) the difference tells something too.
 */
const highestCorrelation = 0.98
const mostRows = 25_000

/**
 * Metrics worth learning from, by the rows to learn from alone: known often enough, not constant, and not nearly the
 * same as another one that tells more. In the order of the table. Of many rows every so manieth is looked at.
 */
export function chooseMetrics(whole: TrainingTable): string[] {
	const every = Math.max(1, Math.ceil(whole.rows / mostRows))
	const table =
		every === 1
			? whole
			: takeRows(
					whole,
					selectRows(whole, row => row % every === 0),
				)
	const usable = table.metrics.flatMap((metric, index) => {
		if (metric.isBaselineOnly) return []
		const column = table.columns[index]!
		const known = column.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0)
		if (known < leastKnownShare * table.rows) return []
		const scale = scalesOf(metric, column).find(({ of }) => of === 'value')
		return scale ? [{ id: metric.id, scale, strength: strengthOf(column, table.outcomes) }] : []
	})
	const encoded = encodeTable(
		table,
		usable.map(({ scale }) => scale),
	)
	const size = usable.length + 1
	const products = crossProducts(
		encoded,
		usable.map((_, index) => index),
		new Float64Array(table.rows).fill(1),
	)
	const correlation = (left: number, right: number) => {
		const count = products[0]!
		const covariance = (a: number, b: number) =>
			products[a * size + b]! / count - (products[a * size]! * products[b * size]!) / count ** 2
		const [a, b] = [left + 1, right + 1]
		return covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b))
	}
	const kept: number[] = []
	const strongestFirst = usable
		.map((_, index) => index)
		.sort((a, b) => usable[b]!.strength - usable[a]!.strength || a - b)
	for (const index of strongestFirst) {
		if (kept.every(other => !(Math.abs(correlation(index, other)) > highestCorrelation))) kept.push(index)
	}
	return kept.sort((a, b) => a - b).map(index => usable[index]!.id)
}

/** How far the AUC of the metric alone is from chance. */
function strengthOf(column: Float64Array, outcomes: Uint8Array): number {
	const known = Int32Array.from(column.keys()).filter(row => !Number.isNaN(column[row]!))
	const area = auc(
		Float64Array.from(known, row => column[row]!),
		Uint8Array.from(known, row => outcomes[row]!),
	)
	return Number.isNaN(area) ? 0 : Math.abs(area - 0.5)
}
