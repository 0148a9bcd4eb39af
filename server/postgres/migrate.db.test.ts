import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPool } from './client.ts'
import { listPendingMigrations, migrate, readMigrations } from './migrate.ts'
import { startProgram } from './run-program.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'
import { waitUntil } from './wait-until.ts'

// Waits for lock timeouts.
vi.setConfig({ testTimeout: 240_000 })

let database: TestDatabase
let folder: string
beforeEach(async () => {
	database = await createTestDatabase()
	// Migrations of these tests stand beside those of the product, in a schema and list of their own.
	await database.pool.query('create schema trial')
	folder = await mkdtemp(join(tmpdir(), 'perennial-migrations-'))
})
afterEach(async () => {
	await database.drop()
	await rm(folder, { recursive: true, force: true })
})

function trialUrl(): string {
	return `${database.connectionString}${database.connectionString.includes('?') ? '&' : '?'}application_name=trial`
}

/** A pool whose tables are those of the schema `trial`. */
async function withTrialPool<T>(work: (pool: Pool) => Promise<T>): Promise<T> {
	const name = new URL(trialUrl().replace('@/', '@localhost/')).pathname.slice(1)
	await database.pool.query(`alter database ${name} set search_path = trial`)
	const pool = createPool(trialUrl())
	try {
		return await work(pool)
	} finally {
		await pool.end()
	}
}

async function writeMigrations(files: Record<string, string>): Promise<void> {
	for (const [name, sql] of Object.entries(files)) await writeFile(join(folder, name), sql)
}

describe('migrate', () => {
	it('has brought the template to this version, and has nothing more to do', async () => {
		const migrations = await readMigrations()
		expect(migrations.map(migration => migration.name)).toContain('0001-facts.sql')
		expect(await listPendingMigrations(database.pool, migrations)).toEqual([])
		expect(await migrate(database.pool)).toEqual([])
		const { rows } = await database.pool.query('select name, checksum from migration order by name')
		expect(rows).toEqual(migrations.map(({ name, checksum }) => ({ name, checksum })))
	})
	it('runs what is missing, in order, once, whoever else does the same', async () => {
		await writeMigrations({
			'0002-more.sql': 'insert into thing values (2);',
			'0001-first.sql': 'create table thing (n int); insert into thing values (1);',
			'readme.txt': 'not a migration',
		})
		await withTrialPool(async pool => {
			const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(pool, { folder })))
			expect(applied.flat().sort()).toEqual(['0001-first.sql', '0002-more.sql'])
			await writeMigrations({ '0003-last.sql': 'insert into thing values (3)' })
			expect(await migrate(pool, { folder })).toEqual(['0003-last.sql'])
			expect((await pool.query('select n from thing order by n')).rows).toEqual([
				{ n: 1 },
				{ n: 2 },
				{ n: 3 },
			])
		})
	})
	it('undoes a migration that fails, and does it again when it was mended', async () => {
		await writeMigrations({ '0001-first.sql': 'create table thing (n int); select 1 / 0;' })
		await withTrialPool(async pool => {
			await expect(migrate(pool, { folder })).rejects.toMatchObject({ code: '22012' })
			expect((await pool.query("select to_regclass('trial.thing') as found")).rows).toEqual([{ found: null }])
			await writeMigrations({ '0001-first.sql': 'create table thing (n int);' })
			expect(await migrate(pool, { folder })).toEqual(['0001-first.sql'])
		})
	})
	it('resumes after a kill in the middle of a migration', async () => {
		await writeMigrations({
			'0001-first.sql': 'create table thing (n int);',
			'0002-slow.sql':
				'insert into thing values (2); select pg_advisory_xact_lock(4711); insert into thing values (3);',
		})
		await withTrialPool(async pool => {
			// As long as the test has this lock, the migration stands in its middle.
			const holder = await pool.connect()
			await holder.query('select pg_advisory_lock(4711)')
			const program = `
				import { createPool } from '${import.meta.dirname}/client.ts'
				import { migrate } from '${import.meta.dirname}/migrate.ts'
				await migrate(createPool('${trialUrl()}'), { folder: '${folder}' })`
			const killed = startProgram(program, { dataFolder: folder })
			const isInTheMiddle = async () => {
				const { rowCount } = await pool.query(
					`select from pg_stat_activity where datname = current_database() and wait_event = 'advisory'
						and query like '%4711%'`,
				)
				return rowCount === 1
			}
			await waitUntil(isInTheMiddle)
			killed.kill('SIGKILL')
			expect((await killed.ended).code).toBeNull()
			expect((await pool.query('select name from migration')).rows).toEqual([{ name: '0001-first.sql' }])
			await holder.query('select pg_advisory_unlock(4711)')
			holder.release()
			expect(await migrate(pool, { folder })).toEqual(['0002-slow.sql'])
			expect((await pool.query('select n from thing order by n')).rows).toEqual([{ n: 2 }, { n: 3 }])
		})
	})
	it('gives up in words when a table stays locked, having changed nothing', async () => {
		await writeMigrations({ '0001-first.sql': 'create table thing (n int)' })
		await withTrialPool(async pool => {
			await migrate(pool, { folder })
			await writeMigrations({ '0002-more.sql': 'alter table thing add column m int' })
			const reader = await pool.connect()
			await reader.query('begin; select * from thing')
			const notes: string[] = []
			await expect(
				migrate(pool, { folder, attempts: 2, onNote: note => notes.push(note) }),
			).rejects.toMatchObject({ code: 'migration_locked', message: expect.stringContaining('0002-more.sql') })
			expect(notes).toEqual(['The tables that 0002-more.sql changes are in use; trying again.'])
			await reader.query('commit')
			reader.release()
			expect(await migrate(pool, { folder })).toEqual(['0002-more.sql'])
		})
	})
	it('refuses a database of a newer version, and a migration that was changed', async () => {
		await writeMigrations({ '0001-first.sql': 'create table thing (n int)\n' })
		await withTrialPool(async pool => {
			await migrate(pool, { folder })
			// Line ends of another system are not a change.
			await writeMigrations({ '0001-first.sql': 'create table thing (n int)\r\n' })
			expect(await migrate(pool, { folder })).toEqual([])
			await writeMigrations({ '0001-first.sql': 'create table thing (n bigint)\n' })
			await expect(migrate(pool, { folder })).rejects.toMatchObject({ code: 'migration_changed' })
			await pool.query("insert into migration values ('0009-later.sql', now(), 'x')")
			await expect(migrate(pool, { folder })).rejects.toMatchObject({
				code: 'database_newer',
				message: expect.stringContaining('0009-later.sql'),
			})
		})
	})
})
