import { setTimeout as sleep } from 'node:timers/promises'
import { followJob, getJob, runDay as runDayContract, stopJob } from '../../api/data.ts'
import { dayOfText } from '../../api/values.ts'
import { startEventStream } from '../http/event-stream.ts'
import type { Mount } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import { jobJson } from './job-json.ts'
import type { JobRunner } from './job-runner.ts'
import { askToStop, findJob, insertJob } from './job-store.ts'
import type { StartDay } from './start-day.ts'

const lookMs = 500

/** Watching, stopping and starting what takes a while. */
export function mountJobRoutes(
	mount: Mount,
	{ runner, startDay, clock }: { runner: JobRunner; startDay: StartDay; clock: () => Date },
): void {
	mount.read(getJob, async ({ params, pool, now }) => {
		const job = await findJob(pool, params.id)
		if (!job) throw jobMissing()
		return jobJson(job, now)
	})
	mount.special(followJob, async ({ params, pool, reply }) => {
		if (!(await findJob(pool, params.id))) throw jobMissing()
		const stream = startEventStream(reply)
		let shown = ''
		while (!stream.isClosed()) {
			const job = await findJob(pool, params.id).catch(() => undefined)
			if (!job) break
			const json = jobJson(job, clock())
			const text = JSON.stringify(json)
			if (text !== shown) stream.send(json)
			shown = text
			if (json.state !== 'running' && json.state !== 'planned') break
			await sleep(lookMs, undefined, { signal: stream.closed }).catch(() => undefined)
		}
		stream.end()
		return undefined
	})
	mount.change(stopJob, async call => {
		const { params, client, act } = call
		const job = await askToStop(client, params.id, act.at)
		if (!job) throw jobMissing()
		call.afterCommit(async () => {
			runner.stop(params.id)
			return undefined
		})
		return jobJson(job, act.at)
	})
	mount.change(runDayContract, async call => {
		const { body, client, act } = call
		const jobId = crypto.randomUUID()
		const job = await insertJob(
			client,
			{ jobId, kind: 'day', state: 'running', startedBy: act.actor },
			act.at,
		)
		const asOf = body.as_of === undefined ? undefined : dayOfText(body.as_of)
		if (asOf !== undefined && asOf > act.day) {
			throw new Problem('date_in_future', 'Expected a day up to today.')
		}
		call.afterCommit(async () => {
			startDay(job, asOf)
			return undefined
		})
		return jobJson(job, act.at)
	})
}

function jobMissing(): Problem {
	return new Problem('not_found', 'There is no import or run with this id.')
}
