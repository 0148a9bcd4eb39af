import { stat } from 'node:fs/promises'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { type Day, formatDay, getDay } from '../core/time/day.ts'

/** What the benchmark's company looks like. */
export interface UsageScale {
	accounts: number
	events: number
	seed: number
}

export const benchFirstDay: Day = getDay('2023-01-01')
export const benchLastDay: Day = getDay('2024-12-31')
export const benchEvents = [
	'login',
	'report_viewed',
	'record_created',
	'search',
	'export',
	'comment',
	'invite_sent',
	'workflow_completed',
]

// People do several things in a row.
const eventsPerSession = 4

/**
 * Writes usage of made-up accounts as CSV in the order of time, as an export would be: a few accounts, users and
 * events make most of it. The same scale gives the same bytes with one version of DuckDB, whose `hash` is the
 * source of chance. Returns the file's size in bytes.
 */
export async function makeUsageFile(path: string, { accounts, events, seed }: UsageScale): Promise<number> {
	const connection = await openBenchDuckDb()
	const seconds = (benchLastDay - benchFirstDay + 1) * 86_400
	const chance = (of: string, purpose: number) =>
		`(hash(${of} * 16 + ${purpose} + ${seed * 7_919}::bigint) >> 11)::double / 2^53`
	const session = `(i // ${eventsPerSession})`
	await connection.run(`copy (
		with drawn as (
			select
				floor(${accounts} * pow(${chance(session, 1)}, 2))::integer as account,
				date '${formatDay(benchFirstDay)}'
					+ to_seconds((i * ${seconds}::double / ${events})::bigint) as occurred_at,
				[${benchEvents.map(name => `'${name}'`).join(',')}]
					[1 + floor(${benchEvents.length} * pow(${chance('i', 2)}, 3))::integer] as event,
				${chance(session, 3)} as user_chance
			from range(${events}) as rows (i)
		)
		select
			'acc-' || lpad(account::varchar, 6, '0') as account_id, event,
			strftime(occurred_at, '%Y-%m-%dT%H:%M:%SZ') as occurred_at,
			'u' || floor((1 + hash(account) % 12)::double * pow(user_chance, 2))::integer as user_id
		from drawn
	) to '${path}' (format csv, header)`)
	connection.closeSync()
	return (await stat(path)).size
}

/** DuckDB in memory as the importer sets it up, but with twice the memory. */
export async function openBenchDuckDb(tempFolder?: string): Promise<DuckDBConnection> {
	const instance = await DuckDBInstance.create(':memory:', {
		preserve_insertion_order: 'true',
		...(tempFolder && { temp_directory: tempFolder, memory_limit: '1000MB' }),
	})
	return instance.connect()
}
