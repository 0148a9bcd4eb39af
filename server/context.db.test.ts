import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openContext } from './context.ts'
import { checkInstallation } from './postgres/check-installation.ts'
import { checkServer, withoutPassword } from './postgres/external-server.ts'
import { stopPostgres } from './postgres/stop-postgres.ts'
import { createTestDatabase, type TestDatabase } from './postgres/test-database.ts'

let database: TestDatabase
let dataFolder: string
beforeAll(async () => {
	database = await createTestDatabase()
	dataFolder = await mkdtemp(join(tmpdir(), 'perennial-context-'))
})
afterAll(async () => {
	await stopPostgres(dataFolder)
	await rm(dataFolder, { recursive: true, force: true, maxRetries: 10 })
	await database.drop()
})

describe('a context on a server that somebody else runs', () => {
	it('is migrated and starts nothing in the data folder', async () => {
		await database.pool.query('create database outside')
		const databaseUrl = database.connectionString.replace(/\/test_\w+/, '/outside')
		{
			await using context = await openContext({ dataFolder, databaseUrl })
			expect((await context.pool.query('select zone from workspace')).rows).toEqual([{ zone: 'UTC' }])
			expect(context.connectionString).toBe(databaseUrl)
		}
		expect(await readdir(dataFolder)).toEqual([])
		await database.pool.query('drop database outside')
	})
	it.each([
		['postgresql://nobody:secret@127.0.0.1:1/none', 'database_unreachable'],
		['mysql://user@host/none', 'database_url_invalid'],
	])('is refused in words without the password: %s', async (databaseUrl, code) => {
		const opening = openContext({ dataFolder, databaseUrl })
		await expect(opening).rejects.toMatchObject({ code, message: expect.not.stringContaining('secret') })
	})
	it('is refused when its database cannot hold every character', async () => {
		await database.pool.query("create database odd encoding 'SQL_ASCII' locale 'C' template template0")
		const databaseUrl = database.connectionString.replace(/\/test_\w+/, '/odd')
		await expect(openContext({ dataFolder, databaseUrl })).rejects.toMatchObject({
			code: 'database_encoding',
		})
		await database.pool.query('drop database odd')
	})
	it.each([
		[{ version: '14.9', major: 14, encoding: 'UTF8', settings: 'ISO, YMD UTC' }, 'postgres_too_old'],
		[{ version: '15.1', major: 15, encoding: 'LATIN1', settings: 'ISO, YMD UTC' }, 'database_encoding'],
		[{ version: '16.0', major: 16, encoding: 'UTF8', settings: 'German UTC' }, 'database_settings'],
	])('is refused when it says %o', (facts, code) => {
		expect(() => checkServer(facts)).toThrow(expect.objectContaining({ code }))
	})
	it('is taken when it is new enough', () => {
		expect(() =>
			checkServer({ version: '15.18', major: 15, encoding: 'UTF8', settings: 'ISO, YMD UTC' }),
		).not.toThrow()
	})
	it.each([
		['postgresql://me:p@ss:word@host:5432/db', 'postgresql://me:…@host:5432/db'],
		['postgresql://me@host/db?password=secret&a=b', 'postgresql://me@host/db?password=…&a=b'],
		['postgresql://host/db', 'postgresql://host/db'],
	])('shows its address without password: %s', (databaseUrl, shown) => {
		expect(withoutPassword(databaseUrl)).toBe(shown)
	})
})

describe('checkInstallation', () => {
	function failed(checks: Awaited<ReturnType<typeof checkInstallation>>): string[] {
		return checks.filter(check => !check.ok).map(check => `${check.name}: ${check.fix}`)
	}

	it('finds nothing wrong with a new data folder, nor with one in use', async () => {
		const first = await checkInstallation({ dataFolder })
		expect(first.map(check => check.name)).toEqual([
			'node',
			'postgres binaries',
			'data folder',
			'disk space',
			'postgres',
			'postgres version',
			'migrations',
			'time zone',
			'file reader',
		])
		expect(failed(first)).toEqual([])
		await openContext({ dataFolder }).then(context => context[Symbol.asyncDispose]())
		expect(failed(await checkInstallation({ dataFolder }))).toEqual([])
	})
	it('names the migrations that a database lacks or that are too new', async () => {
		const { rows } = await database.pool.query('delete from migration where name like $1 returning *', [
			'0002-%',
		])
		const databaseUrl = database.connectionString
		expect(failed(await checkInstallation({ dataFolder, databaseUrl }))).toEqual([
			expect.stringMatching(/^migrations: The database lacks 0002-results\.sql\. Run/),
		])
		await database.pool.query('insert into migration values ($1, $2, $3)', Object.values(rows[0]))
		await database.pool.query("insert into migration values ('9999-later.sql', now(), '')")
		expect(failed(await checkInstallation({ dataFolder, databaseUrl }))).toEqual([
			expect.stringMatching(/^migrations: .*newer version.*9999-later\.sql/),
		])
		await database.pool.query("delete from migration where name = '9999-later.sql'")
	})
	it('looks at the named server instead, and at the zone of its workspace', async () => {
		await database.pool.query("update workspace set zone = 'Middle/Earth'")
		const checks = await checkInstallation({ dataFolder, databaseUrl: database.connectionString })
		expect(failed(checks)).toEqual([expect.stringMatching(/^time zone: .*"Middle\/Earth", is not in/)])
	})
	it('says what to do when nothing answers and the folder is none', async () => {
		const checks = await checkInstallation({
			dataFolder: '/dev/null/inside',
			databaseUrl: 'postgresql://me:secret@127.0.0.1:1/none',
		})
		expect(failed(checks)).toEqual([
			expect.stringMatching(/^data folder: The data folder .* cannot be written/),
			expect.stringMatching(/^disk space: /),
			expect.stringMatching(/^postgres: The database of PERENNIAL_DATABASE_URL .*Check host, port/),
		])
	})
})
