import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Day } from '../../core/time/day.ts'
import { computeDates } from './compute-dates.ts'
import { type Company, forgetDays, readDays } from './demo-company.ts'

// For tests only.

/**
 * Kills the computing of the days from … to with SIGKILL at moments spread over its usual time, repeats each, and
 * compares what is stored with what an undisturbed process stores. What is there after a kill must be whole days.
 * A process that ended before it was killed does not count and makes the next ones be killed earlier. Returns how
 * many were killed: all, unless the machine was too fast four times out of five.
 */
export async function killComputing(company: Company, from: Day, to: Day, kills: number): Promise<number> {
	await forgetDays(company.pool)
	const startedMs = performance.now()
	await runChild(company, from, to)
	let usualMs = performance.now() - startedMs
	const undisturbed = await readDays(company.pool, from, to)
	const days = Array.from({ length: to - from + 1 }, (_, index) => from + index)
	expect(undisturbed.day_run).toHaveLength(days.length)
	let hits = 0
	for (let attempt = 0; hits < kills && attempt < 5 * kills; attempt++) {
		await forgetDays(company.pool)
		// Little happens before the process has started and connected.
		const share = 0.4 + (0.6 * ((attempt % kills) + 0.5)) / kills
		if (await runChild(company, from, to, usualMs * share)) hits++
		else usualMs *= 0.85
		await expectWholeDays(company, undisturbed)
		await computeDates(company, days, { now: new Date('2026-11-21T12:00:00Z') })
		expect(await readDays(company.pool, from, to)).toEqual(undisturbed)
	}
	return hits
}

/** A day that is there at all has all its rows. */
async function expectWholeDays(company: Company, undisturbed: Record<string, unknown[]>): Promise<void> {
	const { rows } = await company.pool.query<{ as_of: string }>('select as_of from day_run')
	const done = new Set(rows.map(row => row.as_of))
	const stored = await readDays(company.pool, 0, 40_000)
	for (const [table, all] of Object.entries(undisturbed)) {
		const expected = (all as { as_of: string }[]).filter(row => done.has(row.as_of))
		expect(stored[table]).toEqual(expected)
	}
}

/** Computes in a process of its own; returns whether it was killed before it ended. */
async function runChild(company: Company, from: Day, to: Day, killAfterMs?: number): Promise<boolean> {
	const script = join(import.meta.dirname, 'compute-child.ts')
	const child = spawn(process.execPath, [script, company.connectionString, String(from), String(to)], {
		stdio: ['ignore', 'ignore', 'inherit'],
	})
	const ended = new Promise<boolean>((resolve, reject) => {
		child.once('error', reject)
		child.once('exit', (code, signal) =>
			code === 0 || signal
				? resolve(signal !== null)
				: reject(new Error(`the process that computes ended with ${code}`)),
		)
	})
	if (killAfterMs !== undefined) {
		await Promise.race([ended, sleep(killAfterMs)])
		child.kill('SIGKILL')
	}
	return await ended
}
