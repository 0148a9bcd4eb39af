import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { TestDatabase } from '../postgres/test-database.ts'
import { type ImportWorkspace, makeImportWorkspace, readState, writeFiles } from './import-workspace.ts'

const today = '2025-01-31'

/** Numbers between 0 and 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
	let state = seed
	return () => {
		state = (state + 0x6d2b79f5) | 0
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
	}
}

function makeFolder(): Record<string, string> {
	const random = randomNumbers(42)
	const account = () => `A${Math.floor(random() * 150)}`
	const dayOfMonth = () => String(1 + Math.floor(random() * 28)).padStart(2, '0')
	const month = () => String(1 + Math.floor(random() * 12)).padStart(2, '0')
	const day = () => `2024-${month()}-${dayOfMonth()}`
	const lines = (count: number, line: (index: number) => string) =>
		Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('')
	return {
		'accounts.csv': `id,name,tier\n${lines(150, i => `A${i},Name ${i},${i % 3}`)}`,
		'subscriptions.csv': `id,account_id,product,unit_price,currency,billing_interval,started_on,ended_on\n${lines(1_500, i => `S${i % 1_400},${account()},Gold,${i},USD,month,2024-01-${dayOfMonth()},${i % 4 ? '' : '2024-11-30'}`)}`,
		// Every tenth id stands on several accounts, every fortieth row is bad.
		'tickets.csv': `id,account_id,opened_at,resolved_at\n${lines(3_000, i => `T${i % 10 ? i : i % 70},${account()},${i % 40 ? day() : 'never'},`)}`,
		'usage-2024.csv': `account_id,event,occurred_at,user_id,count\n${lines(4_000, i => `${account()},login,${day()}T10:00:00Z,u${i % 9},${i % 5}`)}`,
		'fx_rates.csv': `currency,day,rate\n${lines(300, i => `EUR,2024-${month()}-${dayOfMonth()},1.${100 + (i % 50)}`)}`,
	}
}

/**
 * Kills imports of one folder with SIGKILL at random moments, repeats each, and compares the state with that of an
 * import that nobody disturbed. A process that ended before it was killed does not count and makes the next ones be
 * killed earlier. Returns how many were killed: all, unless the machine was too fast four times out of five.
 */
export async function killImports(database: TestDatabase, kills: number, seed: number): Promise<number> {
	const workspace = await makeImportWorkspace(database)
	const random = randomNumbers(seed)
	try {
		const folder = join(workspace.folder, 'given')
		await writeFiles(folder, makeFolder())
		const startedMs = performance.now()
		await runChild(database, workspace, folder)
		let usualMs = performance.now() - startedMs
		const undisturbed = await readState(workspace.pool)
		expect(undisturbed.facts).toHaveLength(4_950)
		let hits = 0
		for (let attempt = 0; hits < kills && attempt < 5 * kills; attempt++) {
			await workspace.empty()
			// Most of the first third goes by before the process has connected.
			if (await runChild(database, workspace, folder, usualMs * (0.3 + 0.7 * random()))) hits++
			else usualMs *= 0.85
			await workspace.loadPaths(today, [folder])
			expect(await readState(workspace.pool)).toEqual(undisturbed)
			await expectTrueCounts(workspace)
		}
		return hits
	} finally {
		await workspace.remove()
	}
}

/** Runs an import in a process of its own; returns whether it was killed before it ended. */
async function runChild(
	database: TestDatabase,
	workspace: ImportWorkspace,
	folder: string,
	killAfterMs?: number,
): Promise<boolean> {
	const script = join(import.meta.dirname, 'import-child.ts')
	const child = spawn(
		process.execPath,
		[script, database.connectionString, workspace.folder, folder, today],
		{
			stdio: ['ignore', 'ignore', 'inherit'],
		},
	)
	const ended = new Promise<boolean>((resolve, reject) => {
		child.once('error', reject)
		child.once('exit', (code, signal) =>
			code === 0 || signal ? resolve(signal !== null) : reject(new Error(`the import ended with ${code}`)),
		)
	})
	if (killAfterMs !== undefined) {
		await Promise.race([ended, sleep(killAfterMs)])
		child.kill('SIGKILL')
	}
	return await ended
}

/** Whatever was killed: what loads counted as new is what is stored. */
async function expectTrueCounts(workspace: ImportWorkspace): Promise<void> {
	const { rows } = await workspace.pool.query(`
		select (select sum(accepted)::int from load_file where kind = 'tickets') as counted,
			(select count(distinct external_id)::int from fact_key where kind = 'ticket') as stored,
			(select count(*)::int from load where state = 'running') as running,
			(select bool_and(row_count = accepted + duplicates + corrections + rejected) from load_file) as adds_up`)
	expect(rows[0]).toEqual({ counted: rows[0].stored, stored: rows[0].stored, running: 0, adds_up: true })
}
