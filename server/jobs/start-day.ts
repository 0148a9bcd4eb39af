import type { Day } from '../../core/time/day.ts'
import { formatDay } from '../../core/time/day.ts'
import type { Context } from '../context.ts'
import { withDayLock } from './day-lock.ts'
import type { JobRunner } from './job-runner.ts'
import type { StoredJob } from './job-store.ts'
import { runDay } from './run-day.ts'

/** Starts a run of the day as a job that is stored already. */
export type StartDay = (job: StoredJob, asOf: Day | undefined) => void

export function createStartDay(context: Context, runner: JobRunner, clock: () => Date): StartDay {
	return (job, asOf) =>
		runner.start(job, async ({ signal, onProgress }) => {
			onProgress({ doing: 'waiting', done: 0, share: null })
			const { result } = await withDayLock(context.pool, signal, () =>
				runDay(context, {
					...(asOf === undefined ? {} : { asOf }),
					now: clock(),
					onProgress: ({ doing, done, total }) =>
						onProgress({ doing, done, share: total > 0 ? done / total : null }),
				}),
			)
			await context.pool.query('update day_run set result = $2 where as_of = $1', [
				asOf === undefined ? result.as_of : formatDay(asOf),
				JSON.stringify(result),
			])
			return { day: { ...result } }
		})
}
