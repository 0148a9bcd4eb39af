import type { z } from 'zod'
import type { Job } from '../../api/data.ts'
import { seenState } from './job-runner.ts'
import type { StoredJob } from './job-store.ts'

type JobJson = z.input<typeof Job>

/** A job as the API shows it. */
export function jobJson(job: StoredJob, now: Date): JobJson {
	const { result } = job
	return {
		id: job.jobId,
		kind: job.kind,
		state: seenState(job, now),
		started_by: job.startedBy,
		started_at: job.startedAt.toISOString(),
		finished_at: job.finishedAt?.toISOString() ?? null,
		progress: job.progress,
		error: job.error,
		// What was stored is what the contract names: it is checked again on its way out.
		imported: (result?.imported ?? null) as JobJson['imported'],
		next_job_id: typeof result?.next_job_id === 'string' ? result.next_job_id : null,
		day: (result?.day ?? null) as JobJson['day'],
	}
}
