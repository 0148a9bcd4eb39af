import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { formatDay, getDay } from '../../core/time/day.ts'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { loadUsage, readStored, rollUpNaively, type TestRow } from './fixtures/usage-test-table.ts'

const child = join(import.meta.dirname, 'fixtures/import-usage-child.ts')
const kills = 25
let database: TestDatabase
let folder: string
beforeAll(async () => {
	database = await createTestDatabase()
	folder = await mkdtemp(join(tmpdir(), 'perennial-kill-'))
})
afterAll(async () => {
	await rm(folder, { recursive: true, force: true })
	await database.drop()
})

function makeRows(withIds: boolean): TestRow[] {
	return Array.from({ length: 30_000 }, (_, index) => ({
		account: `account ${(index * 7) % 60}`,
		day: formatDay(getDay('2024-01-01') + ((index * 13) % 700)),
		event: index % 5 === 0 ? 'export' : 'login',
		amount: 1 + (index % 3),
		user: `user ${index % 11}`,
		id: withIds && index % 2 === 0 ? `row ${index}` : null,
	}))
}

/** Kills the child once it has said so many times how far it is, and a moment of `delayMs` later. */
async function runAndKill(rowsFile: string, afterChunks: number, delayMs: number): Promise<boolean> {
	const running: ChildProcess = spawn(process.execPath, [child, database.connectionString, rowsFile], {
		stdio: ['ignore', 'pipe', 'inherit'],
	})
	const ended = once(running, 'exit')
	let chunks = 0
	running.stdout!.on('data', (text: Buffer) => {
		chunks += text.toString().split('\n').length - 1
		if (chunks >= afterChunks) void sleep(delayMs).then(() => running.kill('SIGKILL'))
	})
	const [code] = await ended
	return code === 0
}

async function dump(): Promise<unknown> {
	const { rows } = await database.pool.query('select kind, day, row_count from source_day order by 1, 2')
	return [[...(await readStored(database.connectionString))], rows]
}

it.each([
	['without ids', false],
	['half of them with ids', true],
])(`ends in the same state after ${kills} kills as without one: rows %s`, async (_, withIds) => {
	const rows = makeRows(withIds)
	const rowsFile = join(folder, 'rows.json')
	await writeFile(rowsFile, JSON.stringify(rows))
	const clear =
		'truncate usage_month, usage_key, usage_identified, usage_user, usage_measure, source_day, account'
	await database.pool.query(clear)
	await loadUsage(database.connectionString, rows)
	const whole = await dump()
	await database.pool.query(clear)
	let finished = 0
	for (let kill = 0; kill < kills; kill++) {
		if (await runAndKill(rowsFile, 1 + (kill % 4) * 3, (kill * 7) % 40)) finished++
	}
	expect(finished).toBeLessThan(kills)
	await loadUsage(database.connectionString, rows)
	expect(await dump()).toEqual(whole)
	expect(await readStored(database.connectionString)).toEqual(rollUpNaively(rows))
	expect(await loadUsage(database.connectionString, rows)).toMatchObject({ accepted: 0, duplicates: 30_000 })
})
