import { rm } from 'node:fs/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import { getImportKind, type ImportKind } from '../../core/model/import-kind.ts'
import { dailyUsersProperty } from '../../core/model/usage-history.ts'
import { writeCleanFile } from './clean-file.ts'
import { explainDirectRejects, explainRejects } from './explain-rejects.ts'
import type { FilePlan } from './file-plan.ts'
import type { FileReader } from './file-reader.ts'
import { makeLocalDays } from './local-days.ts'
import type { Reject } from './reject.ts'
import { isGzip } from './text-blocks.ts'
import * as sql from './usage-sql.ts'

/**
 * Rows of one usage file in a DuckDB view: line bigint, account, event text, day int (since 1970-01-01), user_id,
 * row_id text or null, amount double, row_key ubigint, and a double column per property.
 */
export interface PreparedUsage {
	connection: DuckDBConnection
	/** Name of the view. It holds until the next call. */
	table: string
	kind: 'usage' | 'usage_daily'
	/** Named as in the file, `$users` for the users of usage_daily; with the column that holds it. */
	properties: { name: string; column: string }[]
	rows: number
	/** Whether the view has a column `line_id` with the subscription that a row names. */
	namesLines: boolean
	/** In the order of the file. */
	rejects: Reject[]
	/** Rows that the mapping's filter left out. */
	leftOut: number
	notes: string[]
}

const view = 'usage_rows'
/** A column is a numeric property where at least this share of its values are numbers. */
const numericShare = 0.99

/**
 * Reads a file of usage into DuckDB. DuckDB reads it as it is where the plan takes every column as it stands and
 * every row has the right shape; else the file is first rewritten row by row. `line` of the view grows with the
 * file's lines; in rejects it is exact.
 */
export async function prepareUsage(reader: FileReader, plan: FilePlan, zone: string): Promise<PreparedUsage> {
	const { connection } = reader
	await connection.run(`drop view if exists ${view}`)
	const rejects = await readDirectly(reader, plan, zone)
	if (rejects) {
		await makeLocalDays(connection, sql.typedTable, zone)
		return describeUsage(connection, plan, { rejects, leftOut: 0, line: 'rowid + 2' })
	}
	const clean = await writeCleanFile(plan, reader.tempFolder)
	try {
		const source = sql.selectClean(clean.path, plan.columns.length)
		await convert(connection, plan, source, 'clean')
		const wrong = await explainRejects(connection, plan, source, zone)
		await makeLocalDays(connection, sql.typedTable, zone)
		const all = [...clean.rejects, ...wrong].sort((one, other) => (one.line ?? 0) - (other.line ?? 0))
		return await describeUsage(connection, plan, { rejects: all, leftOut: clean.leftOut, line: 'line' })
	} finally {
		await rm(clean.path, { force: true })
	}
}

/** The rejects of a file that DuckDB could read as it is; undefined where it could not. */
async function readDirectly(reader: FileReader, plan: FilePlan, zone: string): Promise<Reject[] | undefined> {
	const source = await directSource(plan)
	if (!source) return undefined
	try {
		await convert(reader.connection, plan, source, 'direct')
	} catch {
		// DuckDB gives up at the first row of a wrong shape; the other way finds each of them and its reason.
		return undefined
	}
	const [odd = 0] = await readNumbers(reader.connection, sql.countOddIds())
	return odd > 0 ? undefined : explainDirectRejects(reader.connection, plan, zone)
}

/** SQL that reads the file as it is, where the plan only takes columns as they stand. */
async function directSource(plan: FilePlan): Promise<string | undefined> {
	if (plan.takes || plan.columns.some(column => column.index === undefined)) return undefined
	if (plan.format === 'parquet') return sql.selectParquet(plan)
	if (plan.format !== 'csv' || plan.table.headerLines !== 1) return undefined
	return sql.selectCsv(plan, await isGzip(plan.path))
}

async function convert(
	connection: DuckDBConnection,
	plan: FilePlan,
	source: string,
	way: 'direct' | 'clean',
): Promise<void> {
	const kind: ImportKind = getImportKind(plan.kind)
	await connection.run(
		`create or replace table ${sql.typedTable} as ${sql.convertRows(kind, plan, source, way)}`,
	)
}

/** Makes the view of the rows in order, with those of the other columns that turned out to be numbers. */
async function describeUsage(
	connection: DuckDBConnection,
	plan: FilePlan,
	found: { rejects: Reject[]; leftOut: number; line: string },
): Promise<PreparedUsage> {
	const { properties, notes } = await findProperties(connection, plan)
	const isDaily = plan.kind === 'usage_daily'
	const columns = properties.map(
		({ position, column }) => `case when not isnan(n_${position}) then n_${position} end as ${column}`,
	)
	if (isDaily) columns.push('p_users')
	const namesLines = sql.namesLines(plan)
	if (namesLines) columns.push('line_id')
	await connection.run(
		`create or replace view ${view} as
		select ${['account', 'event', '"day"', 'user_id', 'row_id', 'amount', ...columns, 'row_key'].join(', ')},
			(${found.line})::bigint as line
		from ${sql.typedTable} where is_valid`,
	)
	const listed = properties.map(({ name, column }) => ({ name, column }))
	const [rows = 0] = await readNumbers(connection, `select count(*) from ${view}`)
	return {
		connection,
		table: view,
		kind: isDaily ? 'usage_daily' : 'usage',
		properties: isDaily ? [{ name: dailyUsersProperty, column: 'p_users' }] : listed,
		rows,
		namesLines,
		rejects: found.rejects,
		leftOut: found.leftOut,
		notes,
	}
}

interface FoundProperties {
	properties: { name: string; column: string; position: number }[]
	notes: string[]
}

async function findProperties(connection: DuckDBConnection, plan: FilePlan): Promise<FoundProperties> {
	const found: FoundProperties = { properties: [], notes: [] }
	const ignored: string[] = []
	for (const position of sql.propertyPositions(plan)) {
		const name = plan.columns[position]?.name ?? ''
		const [given = 0, wrong = 0] = await readNumbers(
			connection,
			`select count(n_${position}), count(*) filter (where isnan(n_${position})) from ${sql.typedTable} where is_valid`,
		)
		if (given === 0 || given - wrong < given * numericShare) {
			ignored.push(name)
			continue
		}
		found.properties.push({ name, column: `p_${found.properties.length}`, position })
		if (wrong > 0) found.notes.push(`${wrong} values of ${name} are no numbers and were left out`)
	}
	if (ignored.length > 0) found.notes.push(`not kept, as they are no numbers: ${ignored.join(', ')}`)
	return found
}

async function readNumbers(connection: DuckDBConnection, query: string): Promise<number[]> {
	const result = await connection.runAndReadAll(query)
	return (result.getRows()[0] ?? []).map(Number)
}
