import { stat, writeFile } from 'node:fs/promises'
import { compileMetrics } from '../core/metrics/compile-metrics.ts'
import { computeMetrics } from '../core/metrics/compute-metrics.ts'
import type { Freshness } from '../core/model/account-history.ts'
import type { Day } from '../core/time/day.ts'
import { type Context, openContext } from '../server/context.ts'
import { postgresState } from '../server/postgres/stop-postgres.ts'
import { importFiles } from '../server/sources/import-files.ts'
import { listMeasures, readUsage } from '../server/usage/usage-store.ts'
import {
	accountNumberOf,
	allocateValues,
	benchDates,
	benchEventLists,
	benchMetrics,
} from './bench-metrics.ts'
import { firstDaysSql, metricsSql } from './duckdb-metrics-sql.ts'
import { benchLastDay, openBenchDuckDb } from './make-usage-file.ts'
import { type Cost, measure } from './measure.ts'

// One part of the benchmark in a process of its own, so that each has its own CPU and memory figures.

export interface PartInput {
	part: PartName
	folder: string
	usageFile: string
	rollupFile: string
	accounts: number
}
export type PartName = keyof typeof parts
export interface PartResult extends Cost {
	rows: number
	/** Bytes of what was made, where something was stored. */
	bytes: number
}

const parts = {
	import: importOurs,
	'duckdb-table': loadTable,
	'duckdb-rollup': loadRollup,
	backfill,
	daily,
	'duckdb-backfill': duckDbBackfill,
}

async function withContext<T>(
	{ folder }: PartInput,
	work: (context: Context, postgresPid: number | undefined) => Promise<T>,
): Promise<T> {
	await using context = await openContext({ dataFolder: `${folder}/data` })
	return await work(context, (await postgresState(context.dataFolder)).pid)
}

async function importOurs(input: PartInput): Promise<PartResult> {
	return withContext(input, async (context, postgresPid) => {
		const { result, cost } = await measure(() => importFiles(context, [input.usageFile]), postgresPid)
		const size = await context.pool.query<{ bytes: number }>(
			`select (pg_total_relation_size('usage_month') + pg_total_relation_size('usage_key'))::bigint as bytes`,
		)
		return { ...cost, rows: result.files[0]?.accepted ?? 0, bytes: size.rows[0]?.bytes ?? 0 }
	})
}

/** DuckDB's own load of the same rows, sorted so that an account's are together. */
async function loadTable({ folder, usageFile }: PartInput): Promise<PartResult> {
	const connection = await openBenchDuckDb(`${folder}/temp`)
	const { result, cost } = await measure(() =>
		connection.run(
			`create table usage as select * from read_csv('${usageFile}') order by account_id, occurred_at`,
		),
	)
	return { ...cost, rows: result.rowsChanged, bytes: 0 }
}

/** The same by hand: CSV → rollup per account, day, user and event, sorted, as Parquet. */
async function loadRollup({ folder, usageFile, rollupFile }: PartInput): Promise<PartResult> {
	const connection = await openBenchDuckDb(`${folder}/temp`)
	const { result, cost } = await measure(() =>
		connection.runAndReadAll(`copy (
			select account_id, occurred_at::date as day, user_id, event, count(*) as n
			from read_csv('${usageFile}') group by all order by account_id, day, user_id, event
		) to '${rollupFile}' (format parquet)`),
	)
	return { ...cost, rows: Number(result.getRows()[0]?.[0] ?? 0), bytes: (await stat(rollupFile)).size }
}

async function backfill(input: PartInput): Promise<PartResult> {
	return computeOurs(input, benchDates, `${input.folder}/ours.f64`)
}
async function daily(input: PartInput): Promise<PartResult> {
	return computeOurs(input, [benchLastDay], `${input.folder}/ours-daily.f64`)
}

/** Reads all accounts' usage from PostgreSQL and computes every metric as of the dates. */
async function computeOurs(input: PartInput, dates: readonly Day[], file: string): Promise<PartResult> {
	return withContext(input, async ({ pool }, postgresPid) => {
		const values = allocateValues(input.accounts, dates.length)
		const client = await pool.connect()
		const { result, cost } = await measure(async () => {
			const names = await client.query<{ account_id: number; external_id: string; first_on: Day }>(
				`select account_id, external_id, (first_on - date '1970-01-01')::int as first_on from account`,
			)
			const measures = await listMeasures(client)
			const options = { currency: 'USD', eventLists: benchEventLists }
			const compiled = compileMetrics(benchMetrics, measures, options)
			const freshness: Freshness = {
				usage: { reachOn: [...dates], stale: dates.map(() => false) },
			}
			const accounts = new Map(names.rows.map(row => [row.account_id, row]))
			const fromDay = dates[0]! - compiled.usageLookbackDays + 1
			let entries = 0
			for await (const { accountId, usage } of readUsage(client, 0, Number.MAX_SAFE_INTEGER, { fromDay })) {
				const { external_id: externalId, first_on: firstUsageOn } = accounts.get(accountId)!
				const history = { accountId, externalId, name: externalId, facts: [], usage, firstUsageOn }
				const computed = computeMetrics(compiled, history, dates, freshness)
				values.set(computed.values, accountNumberOf(externalId) * computed.values.length)
				entries += usage.length
			}
			return entries
		}, postgresPid).finally(() => client.release())
		await writeFile(file, new Uint8Array(values.buffer))
		return { ...cost, rows: result, bytes: values.byteLength }
	})
}

async function duckDbBackfill({ folder, rollupFile, accounts }: PartInput): Promise<PartResult> {
	const connection = await openBenchDuckDb(`${folder}/temp`)
	const values = allocateValues(accounts, benchDates.length)
	const ids = benchMetrics.map(({ id }) => id)
	const { result, cost } = await measure(async () => {
		await connection.run(firstDaysSql(rollupFile))
		let rows = 0
		for (const [dateIndex, date] of benchDates.entries()) {
			const found = await connection.runAndReadAll(metricsSql(rollupFile, date, ids))
			for (const [accountId, ...numbers] of found.getRows()) {
				const at = (accountNumberOf(String(accountId)) * benchDates.length + dateIndex) * ids.length
				for (const [index, value] of numbers.entries()) {
					values[at + index] = value === null ? Number.NaN : Number(value)
				}
				rows++
			}
		}
		return rows
	})
	await writeFile(`${folder}/duckdb.f64`, new Uint8Array(values.buffer))
	return { ...cost, rows: result, bytes: values.byteLength }
}

const input: PartInput = JSON.parse(process.argv[2] ?? '{}')
process.stdout.write(JSON.stringify(await parts[input.part](input)))
