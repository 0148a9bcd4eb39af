import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { usualHorizonDays } from '../../core/model/validation-case.ts'
import { getDay } from '../../core/time/day.ts'
import { findLastDate } from '../days/day-run-store.ts'
import { withDayLock } from '../jobs/day-lock.ts'
import type { JobRunner } from '../jobs/job-runner.ts'
import { findRunningJob, insertJob, type StoredJob } from '../jobs/job-store.ts'
import { readWorkspace, todayOf } from '../workspace/workspace-store.ts'
import type { LookAtHistoryOptions } from './look-at-history.ts'
import { findValidation } from './validation-store.ts'

export interface StartLookOptions {
	pool: Pool
	runner: JobRunner
	clock: () => Date
	/** Looks at history where it keeps nobody waiting; gives the number of cases. */
	look: LookAway
}

/** What is asked of a look at history. */
export type AskedLook = Pick<LookAtHistoryOptions, 'label' | 'from' | 'to' | 'now'>
export type LookAway = (
	asked: AskedLook,
	options: { signal: AbortSignal; onProgress: (progress: { doing: string; share: number | null }) => void },
) => Promise<{ cases: number }>

/** Starts a look at history as a job that is stored already. It waits for a run of the day that goes on. */
export function startLook(
	{ pool, runner, clock, look }: StartLookOptions,
	job: StoredJob,
	asked: Pick<LookAtHistoryOptions, 'label' | 'from' | 'to'>,
): void {
	runner.start(job, async ({ signal, onProgress }) => {
		onProgress({ doing: 'waiting', done: 0, share: null })
		const now = clock()
		return withDayLock(pool, signal, () =>
			look(
				{ ...asked, now },
				{ signal, onProgress: ({ doing, share }) => onProgress({ doing, done: 0, share }) },
			),
		)
	})
}

/** History is looked at anew when the last look is this old. */
export const lookEveryDays = 30
const lookMs = 10 * 60_000

/** Whether nobody has looked at history for long, while there are results of today and nobody looks now. */
export async function isLookDue(pool: Pool, now: Date): Promise<boolean> {
	const today = todayOf(await readWorkspace(pool), now)
	if ((await findLastDate(pool, today)) !== today) return false
	if (await findRunningJob(pool, 'validation', now)) return false
	const last = await findValidation(pool, { horizonDays: usualHorizonDays, label: 'mrr' })
	const lookedOn = last?.parts[0] && getDay(last.parts[0].as_of)
	return lookedOn === undefined || lookedOn <= today - lookEveryDays
}

/** Looks at history once a month by itself, after the run of the day. */
export function startLookSchedule(
	options: StartLookOptions & { onFault: (error: unknown, text: string) => void },
): { look(): Promise<boolean>; end(): void } {
	const look = async () => {
		const now = options.clock()
		if (!(await isLookDue(options.pool, now))) return false
		const job = await insertJob(
			options.pool,
			{ jobId: randomUUID(), kind: 'validation', state: 'running', startedBy: 'schedule' },
			now,
		)
		startLook(options, job, { label: 'mrr' })
		return true
	}
	const timer = setInterval(
		() => look().catch(error => options.onFault(error, 'the look at history')),
		lookMs,
	)
	timer.unref()
	return { look, end: () => clearInterval(timer) }
}
