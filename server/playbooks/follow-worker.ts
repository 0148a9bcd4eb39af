import type { Pool } from 'pg'
import { formatDay } from '../../core/time/day.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { readWorkspace, todayOf } from '../workspace/workspace-store.ts'
import { followAll } from './follow-runs.ts'
import { hasRunWork } from './nudge-store.ts'
import { openRunWork } from './run-work-store.ts'
import type { RunWriters } from './run-writers.ts'
import {
	findLastPlaybookDay,
	lockLastOutcome,
	readAutomationStop,
	saveLastOutcome,
	stoppedReason,
} from './watch-store.ts'

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

/** A person who closes a task sees the next one almost at once; a look that finds nothing costs a few lines read. */
const usualEveryMs = 2_000
/** So many looks take in everything, also what nobody told of. */
const wholeLookEvery = 15

/**
 * Takes runs further between two days: closed tasks, answers, edits, results of sends, waits whose day has come. One
 * process at a time does it; while automation is stopped, or the last day was held by an outage, nothing goes on.
 */
export function startFollowing({
	pool,
	writers,
	clock,
	everyMs = usualEveryMs,
	onFault,
}: FollowOptions): FollowWorker {
	let running: Promise<number> | undefined
	let looks = 0
	const look = () => {
		const isWhole = looks++ % wholeLookEvery === 0
		running ??= followOnce(pool, writers, clock(), isWhole ? 'everything' : 'what was told').finally(() => {
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

/**
 * One look of the worker, in one transaction: it all happens, or it comes again. How many runs something happened to.
 *
 * @param extent `what was told`: nothing is read where nobody told of a change and nothing is due
 */
export async function followOnce(
	pool: Pool,
	writers: RunWriters,
	now: Date,
	extent: 'everything' | 'what was told' = 'everything',
): Promise<number> {
	return inTransaction(pool, async client => {
		const lock = await client.query<{ taken: boolean }>('select pg_try_advisory_xact_lock($1) as taken', [
			followLock,
		])
		if (!lock.rows[0]?.taken) return 0
		if (extent === 'what was told') {
			const today = formatDay(todayOf(await readWorkspace(client), now))
			if (!(await hasRunWork(client, today, now))) return 0
		}
		// A day that is under way comes first: all that follows is read as it has left it.
		await lockLastOutcome(client)
		if (await readAutomationStop(client)) return 0
		const last = await findLastPlaybookDay(client)
		// A date that was passed over while everything was stopped holds nothing once it is started again.
		if (!last || (last.held !== null && last.held !== stoppedReason)) return 0
		const work = await openRunWork(client, now, writers)
		if (!work) return 0
		const { runs, lastOutcomeId } = await followAll(work, { ticks: 'due' })
		if (lastOutcomeId !== null) await saveLastOutcome(client, lastOutcomeId)
		return runs
	})
}
