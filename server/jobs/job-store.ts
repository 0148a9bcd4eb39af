import type { ClientBase, Pool } from 'pg'

export type JobKind = 'import' | 'day' | 'validation'
export type JobState = 'planned' | 'running' | 'done' | 'failed' | 'interrupted'

export interface JobProgress {
	doing: string
	done: number
	/** 0–1; null where it cannot be said. */
	share: number | null
}

/** Something that takes a while, as people watch it. */
export interface StoredJob {
	jobId: string
	kind: JobKind
	state: JobState
	startedBy: string
	startedAt: Date
	beatAt: Date
	finishedAt: Date | null
	progress: JobProgress
	error: { message: string; fix: string | null } | null
	/** What came of it, in the words of the API. */
	result: Record<string, unknown> | null
	isStopAsked: boolean
}

interface JobRow {
	job_id: string
	kind: JobKind
	state: JobState
	started_by: string
	started_at: Date
	beat_at: Date
	finished_at: Date | null
	progress: JobProgress
	error: StoredJob['error']
	result: StoredJob['result']
	is_stop_asked: boolean
}

function toJob(row: JobRow): StoredJob {
	return {
		jobId: row.job_id,
		kind: row.kind,
		state: row.state,
		startedBy: row.started_by,
		startedAt: row.started_at,
		beatAt: row.beat_at,
		finishedAt: row.finished_at,
		progress: row.progress,
		error: row.error,
		result: row.result,
		isStopAsked: row.is_stop_asked,
	}
}

export async function insertJob(
	client: Pool | ClientBase,
	job: Pick<StoredJob, 'jobId' | 'kind' | 'state' | 'startedBy'>,
	now: Date,
): Promise<StoredJob> {
	const { rows } = await client.query<JobRow>(
		`insert into job (job_id, kind, state, started_by, started_at, beat_at, progress)
		values ($1, $2, $3, $4, $5, $5, '{"doing": "", "done": 0, "share": null}') returning *`,
		[job.jobId, job.kind, job.state, job.startedBy, now],
	)
	if (!rows[0]) throw new Error('the job was not stored')
	return toJob(rows[0])
}

export async function findJob(client: Pool | ClientBase, jobId: string): Promise<StoredJob | undefined> {
	const { rows } = await client.query<JobRow>('select * from job where job_id = $1', [jobId])
	return rows[0] && toJob(rows[0])
}

/** Takes a planned job for running: of two callers one gets it. */
export async function takePlannedJob(
	client: ClientBase,
	jobId: string,
	now: Date,
): Promise<StoredJob | undefined> {
	const { rows } = await client.query<JobRow>(
		`update job set state = 'running', started_at = $2, beat_at = $2
		where job_id = $1 and state = 'planned' returning *`,
		[jobId, now],
	)
	return rows[0] && toJob(rows[0])
}

/** A sign of life with how far it is; says whether somebody asked to stop. */
export async function saveBeat(
	client: Pool | ClientBase,
	jobId: string,
	progress: JobProgress,
	now: Date,
): Promise<boolean> {
	const { rows } = await client.query<{ is_stop_asked: boolean }>(
		'update job set beat_at = $2, progress = $3 where job_id = $1 returning is_stop_asked',
		[jobId, now, JSON.stringify(progress)],
	)
	return rows[0]?.is_stop_asked ?? false
}

export async function finishJob(
	client: Pool | ClientBase,
	job: Pick<StoredJob, 'jobId' | 'state' | 'error' | 'result'>,
	now: Date,
): Promise<void> {
	await client.query(
		`update job set state = $2, error = $3, result = $4, finished_at = $5, beat_at = $5 where job_id = $1`,
		[job.jobId, job.state, JSON.stringify(job.error), JSON.stringify(job.result), now],
	)
}

/** Asks a job to stop; one that has not begun is over at once. */
export async function askToStop(
	client: ClientBase,
	jobId: string,
	now: Date,
): Promise<StoredJob | undefined> {
	const { rows } = await client.query<JobRow>(
		`update job set is_stop_asked = true,
			state = case state when 'planned' then 'interrupted' else state end,
			finished_at = case state when 'planned' then $2 else finished_at end
		where job_id = $1 returning *`,
		[jobId, now],
	)
	return rows[0] && toJob(rows[0])
}

/** A job without a sign of life for so long has lost its process. */
const longestSilenceMs = 30_000

/** A job of the kind that goes on; undefined where none does. */
export async function findRunningJob(
	client: Pool | ClientBase,
	kind: JobKind,
	now: Date,
): Promise<StoredJob | undefined> {
	const { rows } = await client.query<JobRow>(
		`select * from job where kind = $1 and state = 'running' and beat_at > $2 order by started_at desc limit 1`,
		[kind, new Date(now.getTime() - longestSilenceMs)],
	)
	return rows[0] && toJob(rows[0])
}
