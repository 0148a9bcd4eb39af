import { readFile } from 'node:fs/promises'
import type { Pool } from 'pg'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import type { Context } from '../context.ts'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'

// For tests only: a workspace with a made-up company in it, and what is stored of its days.

export type Company = Context & { database: TestDatabase }

/** A new workspace, still empty. */
export async function openCompany(dataFolder: string): Promise<Company> {
	const database = await createTestDatabase()
	return {
		pool: database.pool,
		connectionString: database.connectionString,
		dataFolder,
		database,
		[Symbol.asyncDispose]: () => database.drop(),
	}
}

/** Everything stored of the days from … to, but for the instant at which it was computed. */
export async function readDays(pool: Pool, from: Day, to: Day): Promise<Record<string, unknown[]>> {
	const days = [formatDay(from), formatDay(to)]
	const tables: Record<string, string> = {
		score: 'select * from score where as_of between $1 and $2 order by as_of, account_id',
		metric_value: `select account_id, as_of, metric_ids, values, unknown from metric_value
			join metric_list using (list_version) where as_of between $1 and $2 order by as_of, account_id`,
		day_run: 'select as_of, model_version from day_run where as_of between $1 and $2 order by as_of',
	}
	const stored: Record<string, unknown[]> = {}
	for (const [table, query] of Object.entries(tables)) {
		stored[table] = (await pool.query(query, days)).rows
	}
	return stored
}

/** Forgets what was computed. */
export async function forgetDays(pool: Pool): Promise<void> {
	await pool.query('truncate score, metric_value, day_run')
}

/** Scores and one metric of all accounts on a day. */
export async function readDay(pool: Pool, day: Day, metric: string): Promise<Map<string, AccountDay>> {
	const { rows } = await pool.query<AccountDay & { external_id: string }>(
		`select external_id, is_customer as "isCustomer", score, exact_score as "exactScore", score.band,
			points, held_from as "heldFrom", values[array_position(metric_ids, $2)] as value
		from score join metric_value using (account_id, as_of) join metric_list using (list_version)
			join account using (account_id)
		where as_of = $1 order by account_id`,
		[formatDay(day), metric],
	)
	return new Map(rows.map(({ external_id, ...row }) => [external_id, row]))
}

export interface AccountDay {
	isCustomer: boolean
	score: number | null
	exactScore: number | null
	band: string
	points: (number | null)[]
	heldFrom: string | null
	/** null where unknown. */
	value: number | null
}

/** Accounts that the demo's truth says really used less from its outage on. */
export async function listReallyDropped(truthFile: string): Promise<{ accounts: string[]; outageFrom: Day }> {
	const lines = (await readFile(truthFile, 'utf8')).trimEnd().split('\n')
	const truths = lines.map(line => JSON.parse(line) as Record<string, string | null>)
	const dropped = truths.filter(truth => truth.really_dropped_in_outage)
	const first = dropped[0]
	if (!first) throw new Error(`${truthFile}: expected an account that dropped in the outage, got none`)
	return {
		accounts: dropped.map(truth => String(truth.account_id)),
		outageFrom: getDay(String(first.really_dropped_in_outage)),
	}
}
