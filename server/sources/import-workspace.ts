import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { formatDay, getDay } from '../../core/time/day.ts'
import { listMeasures, readUsage } from '../usage/usage-store.ts'
import { readFacts } from './fact-store.ts'
import { type ImportOptions, type ImportResult, importFiles } from './import-files.ts'

// For tests of imports: a data folder with files in it, on a database that is emptied between the cases.

export interface ImportWorkspace {
	folder: string
	pool: Pool
	/** Writes files into a fresh folder and imports them as one load on the day (`2025-01-31`). */
	load(today: string, files: Record<string, string>, options?: ImportOptions): Promise<ImportResult>
	/** Imports paths as they are. */
	loadPaths(today: string, paths: readonly string[], options?: ImportOptions): Promise<ImportResult>
	empty(): Promise<void>
	remove(): Promise<void>
}

const tables =
	'load, source, account, account_key, fact, fact_key, id_collision, usage_measure, usage_user, usage_month, usage_key, usage_identified, team_member, fx_rate'

export async function makeImportWorkspace(database: {
	pool: Pool
	connectionString: string
}): Promise<ImportWorkspace> {
	const { pool, connectionString } = database
	const folder = await mkdtemp(join(tmpdir(), 'perennial-import-'))
	const context = { pool, connectionString, dataFolder: folder, [Symbol.asyncDispose]: async () => {} }
	const loadPaths: ImportWorkspace['loadPaths'] = (today, paths, options) =>
		importFiles(context, paths, { today: getDay(today), ...options })
	return {
		folder,
		pool,
		loadPaths,
		async load(today, files, options) {
			const from = await mkdtemp(join(folder, 'files-'))
			await writeFiles(from, files)
			return loadPaths(today, [from], options)
		},
		async empty() {
			await pool.query(`truncate ${tables} restart identity cascade`)
			await pool.query(`update workspace set live_from = null, currency = null, settings = '{}'`)
		},
		remove: () => rm(folder, { recursive: true, force: true }),
	}
}

export async function writeFiles(folder: string, files: Record<string, string>): Promise<void> {
	await mkdir(folder, { recursive: true })
	for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
}

/** What each file came to: `accepted/duplicates/corrections/rejected`. */
export function showCounts(result: ImportResult): Record<string, string> {
	return Object.fromEntries(
		result.files.map(item => [
			item.file.split('/').at(-1),
			[item.accepted, item.duplicates, item.corrections, item.rejected].join('/'),
		]),
	)
}

/** All facts as text without the numbers that depend on the order of loading, sorted. */
export async function listFactTexts(pool: Pool): Promise<string[]> {
	const client = await pool.connect()
	try {
		const { rows } = await client.query<{ account_id: number; external_id: string }>(
			'select account_id, external_id from account',
		)
		const names = new Map(rows.map(row => [row.account_id, row.external_id]))
		const texts: string[] = []
		for await (const { accountId, facts } of readFacts(client, 0, Number.MAX_SAFE_INTEGER)) {
			for (const fact of facts) {
				const { kind, part, externalId, version, occurredOn, knownOn, supersededOn, body } = fact
				const days = [occurredOn, knownOn, supersededOn].map(day => (day === null ? '–' : formatDay(day)))
				const name = names.get(accountId)
				texts.push([name, kind, part, externalId, `v${version}`, ...days, JSON.stringify(body)].join(' '))
			}
		}
		return texts.sort()
	} finally {
		client.release()
	}
}

/** Usage as text, users left out because their numbers depend on the order of loading, sorted. */
export async function listUsageTexts(pool: Pool): Promise<string[]> {
	const client = await pool.connect()
	try {
		const measures = new Map((await listMeasures(client)).map(item => [item.measureId, item]))
		const { rows } = await client.query<{ account_id: number; external_id: string }>(
			'select account_id, external_id from account',
		)
		const names = new Map(rows.map(row => [row.account_id, row.external_id]))
		const texts: string[] = []
		for await (const { accountId, usage } of readUsage(client, 0, Number.MAX_SAFE_INTEGER)) {
			for (let index = 0; index < usage.length; index++) {
				const measure = measures.get(usage.measures[index] ?? -1)
				const what = [measure?.kind, measure?.event, measure?.property ?? 'count'].join(' ')
				const [day = 0, lag, value] = [usage.days[index], usage.lags[index], usage.values[index]]
				texts.push(`${names.get(accountId)} ${formatDay(day)} ${what} ${value} lag ${lag}`)
			}
		}
		return texts.sort()
	} finally {
		client.release()
	}
}

/** The whole state of a workspace as far as it depends on the files alone: facts, accounts, keys, days, collisions. */
export async function readState(pool: Pool): Promise<Record<string, unknown>> {
	const rowsOf = async (sql: string) => (await pool.query({ text: sql, rowMode: 'array' })).rows
	return {
		facts: await listFactTexts(pool),
		accounts: await rowsOf('select external_id, name, is_stub, first_on from account order by 1'),
		keys: await rowsOf(
			`select kind, fact_key.external_id, part, account_key.external_id, version, encode(content_hash, 'hex')
			from fact_key join account_key using (account_id) order by 1, 2, 3`,
		),
		days: await rowsOf('select kind, day, row_count from source_day order by 1, 2'),
		reach: await rowsOf('select kind, load_day, first_day, last_day from source_reach order by 1, 2'),
		collisions: await rowsOf(
			'select kind, external_id, account_external_ids from id_collision order by 1, 2',
		),
		rates: await rowsOf('select currency, day, version, rate, known_on from fx_rate order by 1, 2, 3'),
		team: await rowsOf(
			'select email, name, role, manager_email, region, segments from team_member order by 1',
		),
		usage: await listUsageTexts(pool),
		workspace: await rowsOf('select live_from, currency from workspace'),
	}
}
