import type { Pool } from 'pg'
import { inTransaction } from '../postgres/transaction.ts'
import { followAll } from './follow-runs.ts'
import { openRunWork } from './run-work-store.ts'
import type { RunWriters } from './run-writers.ts'
import { findLastPlaybookDay, readAutomationStop } from './watch-store.ts'

// Any number, as long as it stays the same in all versions and differs from those of other locks.
const followLock = 7_305_131

export interface FollowWorker {
	/** Looks now; how many runs something happened to. */
	look(): Promise<number>
	end(): Promise<void>
}

export interface FollowOptions {
	pool: Pool
	writers: RunWriters
	clock: () => Date
	everyMs?: number
	onFault: (error: unknown, text: string) => void
}

/**
 * Takes runs further between two days: closed tasks, results of sends, waits whose day has come. One process at a
 * time does it; while automation is stopped, or the last day was held by an outage, nothing goes on.
 */
export function startFollowing({
	pool,
	writers,
	clock,
	everyMs = 30_000,
	onFault,
}: FollowOptions): FollowWorker {
	let running: Promise<number> | undefined
	const look = () => {
		running ??= followOnce(pool, writers, clock()).finally(() => {
			running = undefined
		})
		return running
	}
	const timer = setInterval(() => {
		look().catch(error => onFault(error, 'playbook runs'))
	}, everyMs)
	timer.unref()
	return {
		look,
		async end() {
			clearInterval(timer)
			await running?.catch(() => undefined)
		},
	}
}

/** One look of the worker, in one transaction. */
export async function followOnce(pool: Pool, writers: RunWriters, now: Date): Promise<number> {
	return inTransaction(pool, async client => {
		const lock = await client.query<{ taken: boolean }>('select pg_try_advisory_xact_lock($1) as taken', [
			followLock,
		])
		if (!lock.rows[0]?.taken || (await readAutomationStop(client))) return 0
		const last = await findLastPlaybookDay(client)
		if (!last || last.held !== null) return 0
		const work = await openRunWork(client, now, writers)
		return work ? followAll(work, { ticks: 'due' }) : 0
	})
}
