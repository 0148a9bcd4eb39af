import type { Pool } from 'pg'
import { Problem } from '../problem.ts'
import { finishJob, type JobProgress, type StoredJob, saveBeat } from './job-store.ts'

/** What a job works with. */
export interface JobWork {
	signal: AbortSignal
	onProgress(progress: JobProgress): void
}

/** Runs jobs in this process and writes down how far they are. */
export interface JobRunner {
	/** Starts the work of a job that is `running`, and returns at once. What it returns is the job's result. */
	start(job: StoredJob, work: (work: JobWork) => Promise<Record<string, unknown>>): void
	/** Asks a job of this process to stop; false where it is not here. */
	stop(jobId: string): boolean
	/** Asks all to stop and waits until they have, at most so long. */
	end(waitMs: number): Promise<void>
}

const beatMs = 500
/** A job without a sign of life for so long has lost its process. */
export const silentMs = 30_000

export function createJobRunner(
	pool: Pool,
	clock: () => Date,
	onFault: (error: unknown, text: string) => void,
): JobRunner {
	const running = new Map<string, { controller: AbortController; done: Promise<void> }>()
	const run = async (
		job: StoredJob,
		controller: AbortController,
		work: (work: JobWork) => Promise<Record<string, unknown>>,
	) => {
		const latest = { progress: job.progress }
		const beat = setInterval(() => {
			saveBeat(pool, job.jobId, latest.progress, clock()).then(
				isStopAsked => isStopAsked && controller.abort(),
				// The next beat may come through; without any the job shows as interrupted.
				() => undefined,
			)
		}, beatMs)
		try {
			const onProgress = (progress: JobProgress) => {
				latest.progress = progress
			}
			const result = await work({ signal: controller.signal, onProgress })
			await finishJob(pool, { jobId: job.jobId, state: 'done', error: null, result }, clock())
		} catch (error) {
			const state = controller.signal.aborted ? 'interrupted' : 'failed'
			if (!(error instanceof Problem)) onFault(error, `job ${job.jobId}`)
			const failure = { jobId: job.jobId, state, error: sayError(error), result: null } as const
			await finishJob(pool, failure, clock()).catch(storing => onFault(storing, `job ${job.jobId}`))
		} finally {
			clearInterval(beat)
			running.delete(job.jobId)
		}
	}
	return {
		start(job, work) {
			const controller = new AbortController()
			running.set(job.jobId, { controller, done: run(job, controller, work) })
		},
		stop(jobId) {
			const found = running.get(jobId)
			found?.controller.abort()
			return found !== undefined
		},
		async end(waitMs) {
			const all = [...running.values()]
			for (const { controller } of all) controller.abort()
			let timer: NodeJS.Timeout | undefined
			const late = new Promise<void>(resolve => {
				timer = setTimeout(resolve, waitMs)
			})
			await Promise.race([Promise.all(all.map(({ done }) => done)), late])
			clearTimeout(timer)
			const error = {
				message: 'The server was stopped meanwhile.',
				fix: 'It is done anew when it runs again.',
			}
			for (const jobId of running.keys()) {
				// Without this it shows as interrupted as soon as it is silent for long.
				await finishJob(pool, { jobId, state: 'interrupted', error, result: null }, clock()).catch(() => {})
			}
		},
	}
}

function sayError(error: unknown): { message: string; fix: string | null } {
	if (error instanceof Problem) return { message: error.message, fix: error.fix ?? null }
	return { message: 'A fault of the program ended it.', fix: 'The log of the server says more.' }
}

/** The state as it is seen: one that is silent has lost its process. */
export function seenState(job: StoredJob, now: Date): StoredJob['state'] {
	const isSilent = now.getTime() - job.beatAt.getTime() > silentMs
	return job.state === 'running' && isSilent ? 'interrupted' : job.state
}
