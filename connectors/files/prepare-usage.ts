import type { DuckDBConnection } from '@duckdb/node-api'
import { keyOfText } from '../../core/facts/row-hash.ts'
import { usageRowAdder } from './add-usage-row.ts'
import type { FilePlan } from './file-plan.ts'
import type { FileReader } from './file-reader.ts'
import { LocalDays } from './local-days.ts'
import { type Reject, shorten } from './reject.ts'
import { isScannable, scanUsageCsv, type UsageScan } from './scan-usage-csv.ts'
import type { TextDictionary } from './text-dictionary.ts'
import { layoutOf, type UsageLayout } from './usage-layout.ts'
import { UsageWriter } from './usage-writer.ts'

/**
 * Rows of one usage file in a DuckDB table, in the order of the file (`rowid`), texts as numbers of dictionaries:
 *
 * | column | content |
 * |---|---|
 * | account, event | integer, number in `accounts`, `events` |
 * | day | integer, days since 1970-01-01 by the row's own clock, or in the workspace's zone where it names its zone |
 * | row_key | ubigint; `usage` only: hash of the id, else of all the row's values (`UsageWriter`) |
 * | user_index | integer, number in `users`, −1: none; where `has.users` |
 * | has_id | tinyint, 1 where the row has an id; where `has.ids` |
 * | amount | double: how often; where `has.amounts`, else 1 |
 * | line_index | integer, number in `lines`, −1: none; where `has.lines` |
 * | one per property | double, NaN where the row has none |
 */
export interface PreparedUsage {
	connection: DuckDBConnection
	/** Name of the table. It holds until the next call. */
	table: string
	kind: 'usage' | 'usage_daily'
	has: { users: boolean; ids: boolean; amounts: boolean; lines: boolean }
	/** What the rows name, and nothing else. */
	accounts: TextDictionary
	events: TextDictionary
	/** Owned by the account's number. */
	users: TextDictionary
	/** Subscriptions that rows name. */
	lines: TextDictionary
	/** Named as in the file, `$users` for the users of usage_daily; with the column that holds it. */
	properties: { name: string; column: string }[]
	rows: number
	/** The ids with these `row_key`s. Reads the file again. */
	findRowIds(keys: ReadonlySet<bigint>): Promise<Map<bigint, string>>
	/** In the order of the file. */
	rejects: Reject[]
	/** Rows that the mapping's filter left out. */
	leftOut: number
	notes: string[]
}

const tableName = 'usage_rows'
/** A column is a numeric property where at least this share of its values are numbers. */
const numericShare = 0.99

/** Reads a file of usage, checks its rows and writes the right ones into DuckDB. No row throws. */
export async function prepareUsage(reader: FileReader, plan: FilePlan, zone: string): Promise<PreparedUsage> {
	const { connection } = reader
	const layout = layoutOf(plan)
	// Parquet is read through the reader's own connection meanwhile.
	const writing = await reader.connect()
	try {
		const writer = await UsageWriter.open(writing, tableName, layout)
		const target = { plan, zone, layout, writer, localDays: new LocalDays(zone) }
		const scan: UsageScan = { ...target, addRow: usageRowAdder(target) }
		const read = isScannable(plan)
			? { rejects: await scanUsageCsv(scan), leftOut: 0 }
			: await readRowByRow(scan)
		writer.close()
		return describeUsage(connection, plan, layout, writer, read)
	} finally {
		writing.closeSync()
	}
}

function describeUsage(
	connection: DuckDBConnection,
	plan: FilePlan,
	layout: UsageLayout,
	writer: UsageWriter,
	{ rejects, leftOut }: { rejects: Reject[]; leftOut: number },
): PreparedUsage {
	const { accounts, events, users, lines } = writer
	return {
		connection,
		table: tableName,
		kind: layout.isDaily ? 'usage_daily' : 'usage',
		has: {
			users: layout.user >= 0,
			ids: layout.id >= 0,
			amounts: layout.amount >= 0,
			lines: layout.line >= 0,
		},
		accounts,
		events,
		users,
		lines,
		rows: writer.rows,
		findRowIds: keys => findRowIds(plan, layout, keys),
		rejects: rejects.sort((one, other) => (one.line ?? 0) - (other.line ?? 0)),
		leftOut,
		...describeProperties(layout, writer),
	}
}

async function readRowByRow({ plan, addRow }: UsageScan): Promise<{ rejects: Reject[]; leftOut: number }> {
	const rejects: Reject[] = []
	let leftOut = 0
	for await (const raw of plan.table.readRows()) {
		for (const { line, value, reason } of raw.rejects) {
			rejects.push({ file: plan.file, line, column: null, value, reason })
		}
		for (const row of raw.rows) {
			if (plan.takes && !plan.takes(row.cells)) {
				leftOut++
				continue
			}
			const reject = addRow(row)
			if (reject) rejects.push(reject)
		}
	}
	return { rejects, leftOut }
}

/** It has to fit into the index of all measures. */
const longestPropertyName = 200

/** Those of the other columns that turned out to be numbers, and what to say of the rest. */
function describeProperties(
	layout: UsageLayout,
	{ given, wrong }: UsageWriter,
): Pick<PreparedUsage, 'properties' | 'notes'> {
	const properties: PreparedUsage['properties'] = []
	const notes: string[] = []
	const ignored: string[] = []
	const tooLong = layout.properties.filter(({ name }) => name.length > longestPropertyName)
	for (const [index, { name }] of layout.properties.entries()) {
		const [count, failed] = [given[index] ?? 0, wrong[index] ?? 0]
		if (name.length > longestPropertyName) continue
		if (!layout.isDaily && (count === 0 || count - failed < count * numericShare)) {
			ignored.push(name)
			continue
		}
		properties.push({ name, column: `p_${index}` })
		if (failed > 0) notes.push(`${failed} values of ${name} are no numbers and were left out`)
	}
	if (ignored.length > 0) notes.push(`not kept, as they are no numbers: ${ignored.join(', ')}`)
	for (const { name } of tooLong)
		notes.push(`not kept, as its name has more than ${longestPropertyName} characters: ${shorten(name)}`)
	return { properties, notes }
}

async function findRowIds(
	plan: FilePlan,
	layout: UsageLayout,
	keys: ReadonlySet<bigint>,
): Promise<Map<bigint, string>> {
	const found = new Map<bigint, string>()
	const column = plan.columns[layout.id]
	if (!column || keys.size === 0) return found
	for await (const { rows } of plan.table.readRows()) {
		for (const { cells } of rows) {
			const made = column.make(cells)
			if (typeof made !== 'string') continue
			const key = keyOfText(made.trim())
			if (keys.has(key)) found.set(key, made.trim())
		}
		if (found.size === keys.size) break
	}
	return found
}
