import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { zoneOffsetMs } from '../../core/time/zone.ts'
import type { Context } from '../context.ts'
import { dropOldResults } from '../http/idempotency-store.ts'
import { insertJob } from './job-store.ts'
import { readScheduleState } from './schedule-store.ts'
import type { StartDay } from './start-day.ts'

const lookMs = 60_000

export interface Schedule {
	/** Looks now whether the day is to run, and starts it. Says whether it did. */
	look(): Promise<boolean>
	end(): void
}

export interface ScheduleOptions {
	context: Context
	startDay: StartDay
	clock: () => Date
	onFault: (error: unknown, text: string) => void
}

/**
 * Runs the day once per local day of the workspace, from its hour on, and at once where nothing was ever computed. What
 * `day_run` says decides, so a restart or a second process runs nothing twice, and a clock that changes neither.
 */
export function startSchedule({ context, startDay, clock, onFault }: ScheduleOptions): Schedule {
	const look = async () => {
		const now = clock()
		await dropOldResults(context.pool, now)
		if (!(await isDue(context.pool, now))) return false
		const job = await insertJob(
			context.pool,
			{ jobId: randomUUID(), kind: 'day', state: 'running', startedBy: 'schedule' },
			now,
		)
		startDay(job, undefined)
		return true
	}
	const timer = setInterval(() => look().catch(error => onFault(error, 'the schedule')), lookMs)
	timer.unref()
	return { look, end: () => clearInterval(timer) }
}

/** Whether the day is to run: there are data, it has not acted today, nobody runs it now, and its hour has come. */
export async function isDue(pool: Pool, now: Date): Promise<boolean> {
	const state = await readScheduleState(pool, now)
	if (!state.hasData || state.hasRunToday || state.isRunning) return false
	if (!state.hasEverRun || state.isFixedToday) return true
	const localHour = new Date(now.getTime() + zoneOffsetMs(now.getTime(), state.zone)).getUTCHours()
	return localHour >= state.hour
}
