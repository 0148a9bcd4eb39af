import type { MetricUnit } from '../model/metric-definition.ts'
import type { Day } from '../time/day.ts'

/** A column that a model may learn from. */
export interface TrainingMetric {
	id: string
	unit: MetricUnit
	/** Tried also as "at most this", where a date is near or not. */
	limits?: readonly number[]
	/** Only for a simpler model to be held against; the whole model does not have it. */
	isBaselineOnly?: boolean
}

/** Accounts as of past days and what became of them, as columns. */
export interface TrainingTable {
	rows: number
	metrics: readonly TrainingMetric[]
	/** By metric: one value per row, NaN where unknown. */
	columns: readonly Float64Array[]
	/** Number of the account, 0 …. */
	groups: Int32Array
	/** Day as of which the values are. */
	days: Int32Array
	/** Day on which the outcome was known. */
	knownOn: Int32Array
	outcomes: Uint8Array
	/** Health score, NaN without. */
	scores: Float64Array
	bands: readonly (string | null)[]
}

/** Indices of the rows that hold for the test. */
export function selectRows(table: TrainingTable, test: (row: number) => boolean): Int32Array {
	return Int32Array.from({ length: table.rows }, (_, row) => row).filter(test)
}

/** The table of some rows, in their order. Accounts keep their numbers. */
export function takeRows(table: TrainingTable, rows: Int32Array): TrainingTable {
	return {
		rows: rows.length,
		metrics: table.metrics,
		columns: table.columns.map(column => Float64Array.from(rows, row => column[row]!)),
		groups: Int32Array.from(rows, row => table.groups[row]!),
		days: Int32Array.from(rows, row => table.days[row]!),
		knownOn: Int32Array.from(rows, row => table.knownOn[row]!),
		outcomes: Uint8Array.from(rows, row => table.outcomes[row]!),
		scores: Float64Array.from(rows, row => table.scores[row]!),
		bands: Array.from(rows, row => table.bands[row] ?? null),
	}
}

/** The table with some of its metrics only. */
export function takeMetrics(table: TrainingTable, keeps: (id: string) => boolean): TrainingTable {
	const kept = table.metrics.flatMap(({ id }, index) => (keeps(id) ? [index] : []))
	return {
		...table,
		metrics: kept.map(index => table.metrics[index]!),
		columns: kept.map(index => table.columns[index]!),
	}
}

/** Earlier rows to learn from and later ones to be judged by. */
export interface TimeSplit {
	on: Day
	train: TrainingTable
	test: TrainingTable
}

/**
 * Splits by time, with an embargo as long as the outcome takes: what is learned from had its outcome by the day of the
 * split, what is judged was asked about on it or later. The day leaves `testShare` of the rows to be judged.
 */
export function splitByTime(table: TrainingTable, testShare: number): TimeSplit {
	const inOrder = table.days.slice().sort()
	const on = inOrder[Math.min(table.rows - 1, Math.floor(table.rows * (1 - testShare)))] ?? 0
	return {
		on,
		train: takeRows(
			table,
			selectRows(table, row => table.knownOn[row]! <= on),
		),
		test: takeRows(
			table,
			selectRows(table, row => table.days[row]! >= on),
		),
	}
}

export function countOutcomes({ outcomes }: TrainingTable): number {
	return outcomes.reduce((sum, outcome) => sum + outcome, 0)
}
