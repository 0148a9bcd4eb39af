import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { listLoads, listRejects, planImport, startImport } from '../../api/data.ts'
import { formatDay } from '../../core/time/day.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import type { Context } from '../context.ts'
import { cutPage, readNumberCursor } from '../http/cursor.ts'
import { type Mount, notAllowed } from '../http/mount.ts'
import { jobJson } from '../jobs/job-json.ts'
import type { JobRunner } from '../jobs/job-runner.ts'
import { insertJob, takePlannedJob } from '../jobs/job-store.ts'
import type { StartDay } from '../jobs/start-day.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { Problem } from '../problem.ts'
import { importFiles } from './import-files.ts'
import { findLastLoadId, listPastLoads, listRejectedRows } from './load-list-store.ts'
import { describeUpload, readUpload, takeUpload, uploadFolder } from './upload.ts'

export interface ImportRouteOptions {
	context: Context
	runner: JobRunner
	startDay: StartDay
	clock: () => Date
}

/** Loading files: upload and look, then load; and what past loads came to. */
export function mountImportRoutes(mount: Mount, options: ImportRouteOptions): void {
	const { context, clock } = options
	mount.special(planImport, async ({ actor, pool, now, request }) => {
		if (!actor) throw new Error('expected somebody who is signed in')
		const jobId = randomUUID()
		const upload = await takeUpload(request, uploadFolder(context.dataFolder, jobId))
		const files = await describeUpload(upload, context.dataFolder)
		const job = await insertJob(pool, { jobId, kind: 'import', state: 'planned', startedBy: actor.name }, now)
		const ready = files.length > 0 && files.every(({ problem }) => problem === null)
		return { job: jobJson(job, now), files, ready }
	})
	mount.change(startImport, async call => {
		const { params, client, act } = call
		const job = await takePlannedJob(client, params.id, act.at)
		if (job?.kind !== 'import') {
			throw new Problem(
				'job_not_planned',
				'Expected an upload that waits to be loaded.',
				'Upload the files again.',
			)
		}
		const upload = await readUpload(uploadFolder(context.dataFolder, job.jobId))
		await saveAuditRow(client, {
			...act,
			action: 'data.import',
			subject: `import ${job.jobId}`,
			before: null,
			after: { files: upload.files.map(({ name }) => name) },
		})
		call.afterCommit(async () => {
			options.runner.start(job, async ({ signal, onProgress }) => {
				const paths = upload.files.map(({ path }) => path)
				const result = await importFiles(context, paths, {
					as: upload.as,
					mapFile: upload.mapFile,
					signal,
					clock: () => clock().getTime(),
					onProgress: ({ file, rows, share }) => onProgress({ doing: nameOf(file), done: rows, share }),
				}).finally(() => rm(upload.folder, { recursive: true, force: true }))
				const hasNew = result.files.some(({ accepted, corrections }) => accepted + corrections > 0)
				return {
					imported: {
						files: result.files.map(file => ({ ...file, file: nameOf(file.file) })),
						first_rejects: result.first_rejects.map(reject => ({ ...reject, file: nameOf(reject.file) })),
						load_id: await findLastLoadId(context.pool),
						notes: result.notes.map(note => note.replaceAll(`${upload.folder}/`, '')),
					},
					next_job_id: hasNew ? await startDayAfter(options, act.actor, clock()) : null,
				}
			})
			return undefined
		})
		return jobJson(job, act.at)
	})
	mount.read(listLoads, async ({ query, pool }) => {
		const before = readNumberCursor(query.cursor)
		const loads = await listPastLoads(pool, { before, limit: query.limit + 1 })
		const page = cutPage(loads, query.limit, last => [last.loadId])
		return {
			...page,
			items: page.items.map(load => ({
				id: load.loadId,
				source: load.source,
				load_day: formatDay(load.loadDay),
				started_at: load.startedAt.toISOString(),
				finished_at: load.finishedAt?.toISOString() ?? null,
				state: load.state,
				error: load.error,
				files: load.files.map(file => ({ ...file, file: nameOf(file.file) })),
			})),
		}
	})
	mount.read(listRejects, async call => {
		const { params, query, pool } = call
		// Refused rows name accounts of everybody.
		if (!call.may({ ownerEmail: null })) throw notAllowed(call.actor, call.action)
		const after = readNumberCursor(query.cursor)
		const rows = await listRejectedRows(pool, params.id, { after, limit: query.limit + 1 })
		const page = cutPage(rows, query.limit, last => [last.id])
		return { ...page, items: page.items.map(row => ({ ...row, file: nameOf(row.file) })) }
	})
}

/** Paths of the server are nobody's business: only the name of the file. */
function nameOf(file: string): string {
	return file.split('/').at(-1) ?? file
}

async function startDayAfter(
	{ context, startDay }: ImportRouteOptions,
	actor: string,
	now: Date,
): Promise<string> {
	const jobId = randomUUID()
	const job = await inTransaction(context.pool, client =>
		insertJob(client, { jobId, kind: 'day', state: 'running', startedBy: actor }, now),
	)
	startDay(job, undefined)
	return jobId
}
