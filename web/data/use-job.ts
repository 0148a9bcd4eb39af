import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { followJob, getJob, type Job } from '../../api/data.ts'
import { ApiProblem } from '../../api/problem.ts'
import { api } from '../session/api-client.ts'
import { call } from '../session/call-query.ts'

const waitMilliseconds = 2_000

export function isOver(job: Job): boolean {
	return job.state === 'done' || job.state === 'failed' || job.state === 'interrupted'
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
	return new Promise(resolve => {
		const timer = setTimeout(resolve, milliseconds)
		signal.addEventListener('abort', () => {
			clearTimeout(timer)
			resolve()
		})
	})
}

/** Follows by events; when they break off (a proxy, a restart) it asks once and follows again. */
async function* watchJob(id: string, signal: AbortSignal): AsyncGenerator<Job> {
	while (!signal.aborted) {
		try {
			for await (const job of api.follow(followJob, { params: { id } }, { signal })) {
				yield job
				if (isOver(job)) return
			}
		} catch (error) {
			if (signal.aborted || (error instanceof ApiProblem && error.status === 404)) throw error
		}
		if (signal.aborted) return
		const job = await call(getJob, { params: { id } }, { signal }).catch(error => {
			if (error instanceof ApiProblem && error.status === 404) throw error
			return undefined
		})
		if (job) yield job
		if (job && isOver(job)) return
		await wait(waitMilliseconds, signal)
	}
}

export interface WatchedJob {
	job: Job | undefined
	error: unknown
}

/** An import or a run of the day while it goes on. When it is over everything that is shown is asked for again. */
export function useJob(id: string | undefined): WatchedJob {
	const client = useQueryClient()
	const [watched, setWatched] = useState<WatchedJob & { id: string | undefined }>({
		id,
		job: undefined,
		error: undefined,
	})
	useEffect(() => {
		if (!id) return
		const stop = new AbortController()
		async function watch(jobId: string) {
			try {
				for await (const job of watchJob(jobId, stop.signal)) {
					setWatched({ id: jobId, job, error: undefined })
					if (isOver(job)) await client.invalidateQueries()
				}
			} catch (error) {
				if (!stop.signal.aborted) setWatched({ id: jobId, job: undefined, error })
			}
		}
		void watch(id)
		return () => stop.abort()
	}, [id, client])
	return watched.id === id ? watched : { job: undefined, error: undefined }
}
