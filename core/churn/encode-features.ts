import type { PredictorFeature } from '../model/predictor.ts'
import type { ColumnTable } from '../stats/logistic-regression.ts'
import { quantile } from '../stats/quantile.ts'
import type { TrainingMetric, TrainingTable } from './training-table.ts'

type Scale = Omit<PredictorFeature, 'coefficient'>

/** Units whose values are counts of something: twice as many matters, not ten more. */
const logUnits: ReadonlySet<string> = new Set(['count', 'users', 'features', 'currency', 'days'])
/** A column that is the same for all but so few says nothing that could be told from chance. */
const leastDeviation = 1e-9
const leastMissingShare = 0.01

/** What a metric's value is in a column, before it is centred. */
export function rawFeature(scale: Omit<Scale, 'mean' | 'deviation'>, value: number): number {
	const isMissing = Number.isNaN(value)
	if (scale.of === 'missing') return isMissing ? 1 : 0
	if (isMissing) return Number.NaN
	if (scale.of === 'at most') return value <= scale.limit ? 1 : 0
	const clipped = Math.min(scale.high, Math.max(scale.low, value))
	return scale.isLog ? Math.log1p(clipped) : clipped
}

/** A value as the model takes it: 0 is the average of those it learned from, and what an unknown value counts as. */
export function encodeFeature(scale: Scale, value: number): number {
	const raw = rawFeature(scale, value)
	return Number.isNaN(raw) ? 0 : (raw - scale.mean) / scale.deviation
}

/** Scales of one metric's columns from the rows to learn from: none where the metric is constant there. */
export function scalesOf(metric: TrainingMetric, column: Float64Array): Scale[] {
	const known = column.filter(value => !Number.isNaN(value)).sort()
	if (known.length === 0) return []
	const [low, high] = clipOf(known)
	const isLog = logUnits.has(metric.unit) && known[0]! >= 0
	const base = { metric: metric.id, low, high, limit: 0 }
	const scales = [{ ...base, of: 'value' as const, isLog }]
	const missingShare = 1 - known.length / column.length
	const candidates: Omit<Scale, 'mean' | 'deviation'>[] = [
		...scales,
		...(missingShare > leastMissingShare ? [{ ...base, of: 'missing' as const, isLog: false }] : []),
		...(metric.limits ?? []).map(limit => ({ ...base, of: 'at most' as const, limit, isLog: false })),
	]
	return candidates.flatMap(scale => {
		const { mean, deviation } = momentsOf(column, scale)
		return deviation > leastDeviation ? [{ ...scale, mean, deviation }] : []
	})
}

/** The 1st and 99th percentile; the whole range where those are one, as with a flag that is rarely set. */
function clipOf(known: Float64Array): [low: number, high: number] {
	const [low, high] = [quantile(known, 0.01), quantile(known, 0.99)]
	return low < high ? [low, high] : [known[0]!, known.at(-1)!]
}

function momentsOf(column: Float64Array, scale: Omit<Scale, 'mean' | 'deviation'>) {
	let count = 0
	let sum = 0
	let squares = 0
	for (const value of column) {
		const raw = rawFeature(scale, value)
		if (Number.isNaN(raw)) continue
		count++
		sum += raw
		squares += raw * raw
	}
	const mean = sum / count
	return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) }
}

/** The rows of a table as columns of the scales, in their order. */
export function encodeTable(table: TrainingTable, scales: readonly Scale[]): ColumnTable {
	const places = new Map(table.metrics.map(({ id }, index) => [id, index]))
	const values = new Float64Array(table.rows * scales.length)
	for (const [index, scale] of scales.entries()) {
		const column = table.columns[places.get(scale.metric) ?? -1]
		if (!column) throw new Error(`the table has no column for the metric ${scale.metric}`)
		const start = index * table.rows
		for (let row = 0; row < table.rows; row++) values[start + row] = encodeFeature(scale, column[row]!)
	}
	return { rows: table.rows, columns: scales.length, values }
}
