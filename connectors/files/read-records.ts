import {
	attributesColumn,
	getImportKind,
	type ImportKindName,
	type RowValues,
} from '../../core/model/import-kind.ts'
import { refuseRow } from './check-row.ts'
import { type Check, checkOf } from './check-value.ts'
import type { ColumnPlan, FilePlan } from './file-plan.ts'
import type { RawRow } from './raw-row.ts'
import { type Reject, shorten } from './reject.ts'

/** A row that passed every check. */
export interface CheckedRow {
	/** See `Reject.line`. */
	line: number
	values: RowValues
}

export interface RecordBatch {
	rows: CheckedRow[]
	/** One per refused row, named by its first wrong column. */
	rejects: Reject[]
	/** Rows that the mapping's filter left out. */
	leftOut: number
}

interface CheckedColumn {
	plan: ColumnPlan
	check: Check
}

/**
 * Reads a file of records (every kind but the two of usage) in batches, in the order of the file. Columns that the
 * file lacks are absent from `values`, empty cells null. No row throws: a bad one is in `rejects`.
 */
export async function* readRecords(plan: FilePlan, zone: string): AsyncIterable<RecordBatch> {
	const columns = checkedColumns(plan, zone)
	for await (const raw of plan.table.readRows()) {
		const batch: RecordBatch = { rows: [], rejects: [], leftOut: 0 }
		for (const { line, value, reason } of raw.rejects) {
			batch.rejects.push({ file: plan.file, line, column: null, value, reason })
		}
		for (const row of raw.rows) {
			if (plan.takes && !plan.takes(row.cells)) {
				batch.leftOut++
				continue
			}
			const checked = checkRow(row, columns, plan)
			if ('reason' in checked) batch.rejects.push(checked)
			else batch.rows.push(checked)
		}
		batch.rejects.sort((one, other) => (one.line ?? 0) - (other.line ?? 0))
		yield batch
	}
}

/** The columns of a plan with the check of each. */
export function checkedColumns(plan: FilePlan, zone: string): CheckedColumn[] {
	return plan.columns.map(column => ({
		plan: column,
		check: checkOf(column.column ?? { name: column.name, type: 'text', required: false }, zone),
	}))
}

/** Checks a row: its values, or the reject that says what is wrong with it. */
export function checkRow(
	row: RawRow,
	columns: readonly CheckedColumn[],
	plan: FilePlan,
): CheckedRow | Reject {
	const values: RowValues = {}
	const attributes: [string, string][] = []
	const wrong: { column: string; value: string; reason: string }[] = []
	for (const { plan: column, check } of columns) {
		const made = column.make(row.cells)
		if (typeof made !== 'string') {
			wrong.push({ column: column.theirs, value: valueShown(column, row, ''), reason: made.failure })
			continue
		}
		const text = made.trim()
		if (text === '') {
			if (column.column?.required) {
				wrong.push({
					column: column.theirs,
					value: '',
					reason: `${column.name} is empty, which every row needs`,
				})
			}
			if (column.column) values[column.name] = null
			continue
		}
		const checked = check(text)
		if (!checked.ok) {
			wrong.push({ column: column.theirs, value: valueShown(column, row, text), reason: checked.reason })
		} else if (column.column) values[column.name] = checked.value
		else if (typeof checked.value === 'string') attributes.push([column.name, checked.value])
	}
	if (attributes.length > 0 || hasAttributes(plan.kind)) values[attributesColumn] = sortedObject(attributes)
	const first = wrong[0] ?? refuseRow(plan.kind, values)
	if (!first) return { line: row.line, values }
	const reason = withOthers(first.reason, wrong.slice(1))
	const kept = plan.kind === 'subscriptions' ? { values } : {}
	return { file: plan.file, line: row.line, ...first, reason, ...kept }
}

function valueShown(column: ColumnPlan, row: RawRow, made: string): string {
	return shorten(column.index === undefined ? made : (row.cells[column.index] ?? ''))
}

function withOthers(reason: string, others: readonly { column: string }[]): string {
	if (others.length === 0) return reason
	return `${reason} (also wrong: ${others.map(other => other.column).join(', ')})`
}

function hasAttributes(kind: ImportKindName): boolean {
	return getImportKind(kind).otherColumns === 'attributes'
}

/** In the order of the names, so that the order of columns in a file makes no difference. */
function sortedObject(entries: [string, string][]): Record<string, string> {
	return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)))
}
