import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ClientBase, DatabaseError, type Pool, type PoolClient } from 'pg'
import { Problem } from '../problem.ts'
import { inTransaction } from './transaction.ts'

/** One file of `migrations/`. */
export type Migration = { name: string; sql: string; checksum: string }
export type MigrateOptions = {
	/** Where the SQL files are; the product's own by default. */
	folder?: string
	onNote?: (text: string) => void
	/** How often a migration that did not get its locks is tried again. */
	attempts?: number
}

const ownFolder = join(import.meta.dirname, 'migrations')
// Any number, as long as it stays the same in all versions.
const migrationLock = 7_305_114
// A statement that waits for a lock makes everybody after it wait as well.
const lockTimeout = '3s'
const lockNotAvailable = '55P03'
const undefinedTable = '42P01'
const createList =
	'create table if not exists migration (name text primary key, applied_at timestamptz not null, checksum text not null)'

/** The migrations of a folder in their order. Checksums do not depend on line ends. */
export async function readMigrations(folder: string = ownFolder): Promise<Migration[]> {
	const names = (await readdir(folder)).filter(name => /^\d{4}-.+\.sql$/.test(name)).sort()
	return Promise.all(
		names.map(async name => {
			const sql = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n')
			return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
		}),
	)
}

/**
 * Brings the database to this version and returns the names of the migrations that ran. Each runs in one
 * transaction with its row in `migration`, so a kill at any statement is resumed by running again, and several
 * processes may do so at once. Refuses (`Problem`) a database of a newer version.
 */
export async function migrate(pool: Pool, options: MigrateOptions = {}): Promise<string[]> {
	const migrations = await readMigrations(options.folder)
	const pending = await listPendingMigrations(pool, migrations)
	const applied: string[] = []
	for (const migration of pending) {
		if (await applyWithPatience(pool, migration, migrations, options)) applied.push(migration.name)
	}
	return applied
}

/** The migrations that the database lacks. Refuses a database that has some which are not in the list. */
export async function listPendingMigrations(
	database: Pool | ClientBase,
	migrations: Migration[],
): Promise<Migration[]> {
	const done = await listApplied(database)
	checkApplied(done, migrations)
	return migrations.filter(migration => !done.has(migration.name))
}

async function listApplied(database: Pool | ClientBase): Promise<Map<string, string>> {
	try {
		const { rows } = await database.query<{ name: string; checksum: string }>(
			'select name, checksum from migration',
		)
		return new Map(rows.map(row => [row.name, row.checksum]))
	} catch (error) {
		if (error instanceof DatabaseError && error.code === undefinedTable) return new Map()
		throw error
	}
}

function checkApplied(done: Map<string, string>, migrations: Migration[]): void {
	const known = new Map(migrations.map(migration => [migration.name, migration.checksum]))
	const unknown = [...done.keys()].filter(name => !known.has(name)).sort()
	if (unknown.length > 0) {
		throw new Problem(
			'database_newer',
			`The database was used by a newer version of Perennial: it has the migration ${unknown.join(', ')}, which this version does not know.`,
			'Use that newer version, or restore a backup that was made before it.',
		)
	}
	const changed = [...done].filter(([name, checksum]) => known.get(name) !== checksum).map(([name]) => name)
	if (changed.length > 0) {
		throw new Problem(
			'migration_changed',
			`The migration ${changed.sort().join(', ')} was changed after it had been applied to this database.`,
			'Put the file back as it was and add a new migration; a database for trying things out can be made anew with another data folder.',
		)
	}
}

async function applyWithPatience(
	pool: Pool,
	migration: Migration,
	migrations: Migration[],
	options: MigrateOptions,
): Promise<boolean> {
	const attempts = options.attempts ?? 10
	for (let attempt = 1; ; attempt++) {
		try {
			return await inTransaction(pool, client => apply(client, migration, migrations))
		} catch (error) {
			if (!(error instanceof DatabaseError && error.code === lockNotAvailable)) throw error
			if (attempt >= attempts) {
				throw new Problem(
					'migration_locked',
					`The migration ${migration.name} waited ${attempts} times for ${lockTimeout} and did not get its locks: another connection uses the tables it changes.`,
					'End long queries on the database (pg_stat_activity lists them) and try again. Nothing was changed.',
					{ cause: error },
				)
			}
			options.onNote?.(`The tables that ${migration.name} changes are in use; trying again.`)
			await sleep(500 * attempt)
		}
	}
}

/** Returns false where another process was faster. */
async function apply(client: PoolClient, migration: Migration, migrations: Migration[]): Promise<boolean> {
	await client.query('select pg_advisory_xact_lock($1)', [migrationLock])
	await client.query(`set local lock_timeout = '${lockTimeout}'`)
	await client.query(createList)
	const pending = await listPendingMigrations(client, migrations)
	if (!pending.some(other => other.name === migration.name)) return false
	await runOne(client, migration)
	return true
}

async function runOne(client: ClientBase, { name, sql, checksum }: Migration): Promise<void> {
	await client.query(sql)
	await client.query('insert into migration (name, applied_at, checksum) values ($1, $2, $3)', [
		name,
		new Date(),
		checksum,
	])
}

/** Runs migrations that the database lacks, in the caller's transaction and without asking what it has. */
export async function runMigrations(client: ClientBase, migrations: Migration[]): Promise<void> {
	await client.query('select pg_advisory_xact_lock($1)', [migrationLock])
	await client.query(createList)
	for (const migration of migrations) await runOne(client, migration)
}
