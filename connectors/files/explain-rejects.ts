import type { DuckDBConnection } from '@duckdb/node-api'
import type { FilePlan } from './file-plan.ts'
import type { RawRow } from './raw-row.ts'
import { checkedColumns, checkRow } from './read-records.ts'
import type { Reject } from './reject.ts'
import { typedTable } from './usage-sql.ts'

/** Says of each row of a clean file that SQL found wrong what is wrong with it. */
export async function explainRejects(
	connection: DuckDBConnection,
	plan: FilePlan,
	source: string,
	zone: string,
): Promise<Reject[]> {
	const bad = await connection.runAndReadAll(`select count(*) from ${typedTable} where not is_valid`)
	if (Number(bad.getRows()[0]?.[0]) === 0) return []
	// The clean file has the plan's own columns in their order.
	const taken: FilePlan = {
		...plan,
		columns: plan.columns.map((column, index) => ({ ...column, index, make: cells => cells[index] ?? '' })),
	}
	const explain = explainer(taken, zone)
	const rejects: Reject[] = []
	const result = await connection.stream(
		`select source.* from (${source}) as source
		semi join (select line from ${typedTable} where not is_valid) as bad on source.line = bad.line`,
	)
	for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
		for (const [line, ...values] of chunk.getRows()) {
			const cells = values.map(value => (value === null ? '' : String(value)))
			rejects.push(explain({ line: Number(line), cells }) ?? unexplained(plan, Number(line)))
		}
	}
	return rejects
}

/**
 * The same for a file that DuckDB read as it is: reads it again, down to the rows that SQL found wrong. undefined
 * where those rows turn out to be in order, or the two ways of reading do not see the same rows.
 */
export async function explainDirectRejects(
	connection: DuckDBConnection,
	plan: FilePlan,
	zone: string,
): Promise<Reject[] | undefined> {
	const result = await connection.runAndReadAll(
		`select rowid from ${typedTable} where not is_valid order by rowid`,
	)
	const wrong = result.getRows().map(([rowid]) => Number(rowid))
	const rejects: Reject[] = []
	if (wrong.length === 0) return rejects
	const explain = explainer(plan, zone)
	let [ordinal, next] = [0, 0]
	for await (const { rows, rejects: broken } of plan.table.readRows({ withBlankRows: true })) {
		if (broken.length > 0) return undefined
		for (const row of rows) {
			if (ordinal++ !== wrong[next]) continue
			next++
			const reject = explain(row)
			if (reject) rejects.push(reject)
			else if (row.cells.some(cell => cell.trim() !== '')) return undefined
		}
	}
	return next === wrong.length ? rejects : undefined
}

/** Checks one row again; undefined where nothing is wrong with it, or nothing is in it. */
function explainer(plan: FilePlan, zone: string): (row: RawRow) => Reject | undefined {
	const columns = checkedColumns(plan, zone)
	return row => {
		if (row.cells.every(cell => cell.trim() === '')) return undefined
		const checked = checkRow(row, columns, plan)
		return 'reason' in checked ? checked : undefined
	}
}

function unexplained(plan: FilePlan, line: number): Reject {
	return { file: plan.file, line, column: null, value: null, reason: 'a value could not be read' }
}
