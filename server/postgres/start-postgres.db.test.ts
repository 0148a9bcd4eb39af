import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openContext } from '../context.ts'
import { findLockHolder } from './folder-lock.ts'
import { findProcess, isRunning } from './process-identity.ts'
import { runProgram, startProgram } from './run-program.ts'
import { postgresState, stopPostgres } from './stop-postgres.ts'
import { waitUntil } from './wait-until.ts'
import { watcherLockName } from './watcher.ts'

// Several servers are made and started one after the other.
vi.setConfig({ testTimeout: 240_000 })

// What starts several servers for one rare event belongs to the long tests.
const rarely = it.runIf(process.env.PERENNIAL_LONG_TESTS === '1')

let made: string
beforeAll(async () => {
	made = await mkdtemp(join(tmpdir(), 'perennial-made-'))
	await openContext({ dataFolder: made }).then(context => context[Symbol.asyncDispose]())
	await stopPostgres(made)
})
afterAll(() => rm(made, { recursive: true, force: true, maxRetries: 10 }))

let dataFolder: string
/** Puts a data folder there that was used before: most tests are not about how it is made. */
const useMade = () => promisify(execFile)('cp', ['-a', `${made}/.`, dataFolder])
beforeEach(async () => {
	dataFolder = await mkdtemp(join(tmpdir(), 'perennial-start-'))
})
afterEach(async () => {
	await stopPostgres(dataFolder)
	// The watcher may still be ending.
	await rm(dataFolder, { recursive: true, force: true, maxRetries: 10 })
})

/** Kills the server as the kernel would when memory is short. */
async function killServer(): Promise<void> {
	const { pid } = await postgresState(dataFolder)
	if (pid === undefined) throw new Error('no server runs')
	process.kill(pid, 'SIGKILL')
	await waitUntil(() => !findProcess(pid))
}

describe('the embedded PostgreSQL', () => {
	it('is made, joined, stopped and started again, with what was stored', async () => {
		expect(await postgresState(dataFolder)).toEqual({ exists: false, pid: undefined })
		expect(await stopPostgres(dataFolder)).toBe(false)
		{
			await using first = await openContext({ dataFolder })
			const { pid } = await postgresState(dataFolder)
			expect(pid).toBeGreaterThan(0)
			await first.pool.query("update workspace set zone = 'Europe/Berlin'")
			{
				await using second = await openContext({ dataFolder })
				expect((await second.pool.query('select zone from workspace')).rows).toEqual([
					{ zone: 'Europe/Berlin' },
				])
			}
			expect((await postgresState(dataFolder)).pid).toBe(pid)
		}
		expect(await stopPostgres(dataFolder)).toBe(true)
		expect(await stopPostgres(dataFolder)).toBe(false)
		expect(await postgresState(dataFolder)).toEqual({ exists: true, pid: undefined })
		await using again = await openContext({ dataFolder })
		expect((await again.pool.query('select zone from workspace')).rows).toEqual([{ zone: 'Europe/Berlin' }])
	})
	it('is safe by its settings, and its password is for its user only', async () => {
		await useMade()
		await using context = await openContext({ dataFolder })
		const { rows } = await context.pool.query(
			`select current_setting('fsync') as fsync, current_setting('full_page_writes') as pages,
			current_setting('synchronous_commit') as commit, current_setting('listen_addresses') as addresses,
			current_setting('server_encoding') as encoding, current_setting('TimeZone') as zone,
			(select datcollate from pg_database where datname = current_database()) as collation`,
		)
		expect(rows).toEqual([
			{
				fsync: 'on',
				pages: 'on',
				commit: 'on',
				addresses: '',
				encoding: 'UTF8',
				zone: 'UTC',
				collation: 'C',
			},
		])
		expect((await stat(join(dataFolder, 'postgres', 'password'))).mode & 0o777).toBe(0o600)
		expect((await stat(join(dataFolder, 'postgres'))).mode & 0o777).toBe(0o700)
		const wrong = context.connectionString.replace(/:[^:@/]+@/, ':wrong@')
		const { connectClient } = await import('./client.ts')
		await expect(connectClient(wrong)).rejects.toMatchObject({ code: '28P01' })
	})
	it('goes on when the process that started it ends, whose settings for other servers do not matter', async () => {
		await useMade()
		const environment = {
			PGSSLMODE: 'require',
			PGHOST: 'elsewhere',
			PGPORT: '1',
			PGUSER: 'somebody',
			PGPASSWORD: 'wrong',
			PGDATABASE: 'none',
			PGDATA: '/nowhere',
			PGOPTIONS: '-c work_mem=odd',
		}
		await runProgram('await using context = await openContext({ dataFolder })', { dataFolder, environment })
		const { pid } = await postgresState(dataFolder)
		expect(pid).toBeGreaterThan(0)
		await using context = await openContext({ dataFolder })
		expect((await context.pool.query('select count(*) as n from workspace')).rows).toEqual([{ n: 1 }])
		expect((await postgresState(dataFolder)).pid).toBe(pid)
	})
	rarely('is started once by five processes at the same time', async () => {
		const program = `
			await using context = await openContext({ dataFolder })
			await context.pool.query("insert into source (name) values ('source ' || $1)", [process.pid])
			console.log((await postgresState(dataFolder)).pid)`
		const pids = await Promise.all([1, 2, 3, 4, 5].map(() => runProgram(program, { dataFolder })))
		expect(new Set(pids).size).toBe(1)
		await using context = await openContext({ dataFolder })
		expect((await context.pool.query('select count(*) as n from source')).rows).toEqual([{ n: 5 }])
		expect((await readdir(dataFolder)).filter(name => name.includes('.new-'))).toEqual([])
	})
	rarely('listens on a port of the loopback address where the path is too long for a socket', async () => {
		const long = join(dataFolder, 'a'.repeat(60), 'b'.repeat(60))
		try {
			await using context = await openContext({ dataFolder: long })
			expect(context.connectionString).toMatch(/@127\.0\.0\.1:\d+\//)
			expect((await context.pool.query('select zone from workspace')).rows).toEqual([{ zone: 'UTC' }])
			await stopPostgres(long)
			// The port that it had is now somebody else's: it has to take another.
			const { createServer } = await import('node:net')
			const taken = createServer().listen(Number(new URL(context.connectionString).port), '127.0.0.1')
			await using again = await openContext({ dataFolder: long })
			expect(again.connectionString).not.toBe(context.connectionString)
			taken.close()
		} finally {
			await stopPostgres(long)
		}
	})
})

describe('stopping by itself', () => {
	const environment = { PERENNIAL_POSTGRES_IDLE_MINUTES: '0.01' }
	const open = 'await using context = await openContext({ dataFolder })'

	it('happens when nobody has been connected for long enough, watcher included', async () => {
		await useMade()
		await runProgram(open, { dataFolder, environment })
		await waitUntil(async () => (await postgresState(dataFolder)).pid === undefined)
		await waitUntil(async () => (await findLockHolder(dataFolder, watcherLockName)) === undefined)
		expect(await readFile(join(dataFolder, 'postgres', 'log'), 'utf8')).toContain(
			'received fast shutdown request',
		)
		await using context = await openContext({ dataFolder })
		expect((await context.pool.query('select zone from workspace')).rows).toEqual([{ zone: 'UTC' }])
	})
	rarely('does not happen as long as a context is open that does nothing', async () => {
		const waiting = `${open}
			await context.pool.end()
			console.log((await postgresState(dataFolder)).pid)
			await new Promise(resolve => setTimeout(resolve, 3_000))
			console.log((await postgresState(dataFolder)).pid)
			context.pool.end = async () => {}`
		const [before, after] = (await runProgram(waiting, { dataFolder, environment })).split('\n')
		expect(Number(before)).toBeGreaterThan(0)
		expect(after).toBe(before)
	})
	rarely('has a watcher again after a kill of the watcher', async () => {
		await runProgram(open, { dataFolder })
		await waitUntil(async () => (await findLockHolder(dataFolder, watcherLockName)) !== undefined)
		const first = await findLockHolder(dataFolder, watcherLockName)
		if (!first) throw new Error('no watcher')
		process.kill(first.pid, 'SIGKILL')
		await waitUntil(() => !isRunning(first))
		await runProgram(open, { dataFolder, environment })
		await waitUntil(async () => (await postgresState(dataFolder)).pid === undefined)
	})
})

describe('after a kill', () => {
	it('of the server everything that was acknowledged is there', async () => {
		await useMade()
		const writing = `
			await using context = await openContext({ dataFolder })
			await context.pool.query('create table if not exists ledger (n bigint)')
			for (let n = Number(process.env.FIRST); ; n++) {
				await context.pool.query('insert into ledger values ($1)', [n])
				console.log(n)
			}`
		const acknowledged: number[] = []
		for (const round of [1, 2, 3]) {
			const first = round * 100_000
			const writer = startProgram(writing, {
				dataFolder,
				environment: { FIRST: String(first) },
				onLine: line => acknowledged.push(Number(line)),
			})
			await waitUntil(() => acknowledged.filter(n => n >= first).length > 30 * round)
			await killServer()
			expect((await writer.ended).code).not.toBe(0)
		}
		await using context = await openContext({ dataFolder })
		const { rows } = await context.pool.query<{ n: number }>('select n from ledger')
		const stored = new Set(rows.map(row => row.n))
		expect(acknowledged.filter(n => !stored.has(n))).toEqual([])
		expect(acknowledged.length).toBeGreaterThan(180)
	})
	it('of the server a context that stays open has it again', async () => {
		await useMade()
		await using context = await openContext({ dataFolder })
		// A backend outlives its server for a moment and may still answer: only another server is the answer.
		const serverStart = 'select pg_postmaster_start_time()::text as at'
		const [killed] = (await context.pool.query<{ at: string }>(serverStart)).rows
		await killServer()
		await waitUntil(async () => {
			const answer = await context.pool.query<{ at: string }>(serverStart).catch(() => undefined)
			return answer !== undefined && answer.rows[0]?.at !== killed?.at
		})
		expect((await context.pool.query('select zone from workspace')).rows).toEqual([{ zone: 'UTC' }])
	})
	rarely('of the server its number may belong to another program', async () => {
		await openContext({ dataFolder }).then(context => context[Symbol.asyncDispose]())
		await killServer()
		const pidFile = join(dataFolder, 'postgres', 'data', 'postmaster.pid')
		const [, ...rest] = (await readFile(pidFile, 'utf8')).split('\n')
		await writeFile(pidFile, [String(process.pid), ...rest].join('\n'))
		await writeFile(join(dataFolder, 'postgres', 'socket', '.s.PGSQL.5432.lock'), `${process.pid}\n`)
		expect((await postgresState(dataFolder)).pid).toBeUndefined()
		expect(await stopPostgres(dataFolder)).toBe(false)
		await using context = await openContext({ dataFolder })
		expect((await context.pool.query('select zone from workspace')).rows).toEqual([{ zone: 'UTC' }])
	})
	rarely('of the server it waits for queries that do not notice, instead of harming their data', async () => {
		{
			await using context = await openContext({ dataFolder })
			const busy = context.pool.query('select count(*) from generate_series(1, 20000000) n where n % 7 = 0')
			await waitUntil(async () => {
				const { rowCount } = await context.pool.query(
					"select from pg_stat_activity where state = 'active' and query like '%generate_series%' and pid <> pg_backend_pid()",
				)
				return rowCount === 1
			})
			await killServer()
			await busy.catch(() => undefined)
		}
		await using again = await openContext({ dataFolder })
		expect((await again.pool.query('select zone from workspace')).rows).toEqual([{ zone: 'UTC' }])
	})
	rarely('of the starter at any moment the next start makes what is missing', async () => {
		const moments: ((names: string[]) => boolean)[] = [
			names => names.includes('binaries'),
			names => names.some(name => name.startsWith('postgres.new-')),
			names => names.includes('postgres'),
		]
		for (const isMoment of moments) {
			// A slow machine may look again when it has gone by: then another start is looked at.
			while (!(await killStarterAt(isMoment))) {
				await stopPostgres(dataFolder)
				await rm(dataFolder, { recursive: true, force: true, maxRetries: 10 })
				await mkdir(dataFolder)
			}
		}
		await using context = await openContext({ dataFolder })
		expect((await context.pool.query('select zone from workspace')).rows).toEqual([{ zone: 'UTC' }])
	})
})

/** Starts somebody who opens the folder, and kills them; false where the moment had gone by. */
async function killStarterAt(isMoment: (names: string[]) => boolean): Promise<boolean> {
	const starter = startProgram('await openContext({ dataFolder })', { dataFolder })
	let names: string[] = []
	await waitUntil(async () => {
		names = await readdir(dataFolder)
		return isMoment(names) || names.includes('postgres')
	})
	starter.kill('SIGKILL')
	await starter.ended
	return isMoment(names)
}

describe('refused in words', () => {
	it('data of a newer or older PostgreSQL', async () => {
		await useMade()
		const versionFile = join(dataFolder, 'postgres', 'data', 'PG_VERSION')
		await writeFile(versionFile, '19\n')
		await expect(openContext({ dataFolder })).rejects.toMatchObject({
			code: 'postgres_newer',
			message: expect.stringContaining('expected 18, found 19'),
		})
		await writeFile(versionFile, '17\n')
		await expect(openContext({ dataFolder })).rejects.toMatchObject({ code: 'postgres_older' })
		await rm(versionFile)
		await expect(openContext({ dataFolder })).rejects.toMatchObject({ code: 'postgres_damaged' })
		await writeFile(versionFile, '18\n')
		await using context = await openContext({ dataFolder })
		expect((await context.pool.query('select zone from workspace')).rows).toEqual([{ zone: 'UTC' }])
	})
	it('a data folder that is a file, and settings that PostgreSQL does not take', async () => {
		const file = join(dataFolder, 'file')
		await writeFile(file, '')
		await expect(openContext({ dataFolder: join(file, 'inside') })).rejects.toMatchObject({
			code: 'data_folder_invalid',
		})
		await useMade()
		await writeFile(join(dataFolder, 'postgres', 'data', 'postgresql.conf'), 'wal_level = odd\n')
		await expect(openContext({ dataFolder })).rejects.toMatchObject({
			code: 'postgres_start_failed',
			message: expect.stringContaining('invalid value for parameter "wal_level": "odd"'),
		})
	})
})
