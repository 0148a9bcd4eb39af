import type { Pool } from 'pg'
import type { z } from 'zod'
import { getValidation, listValidationCases, runValidation } from '../../api/validation.ts'
import { dayOfText } from '../../api/values.ts'
import type { Actor } from '../../core/model/actor.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import { cutPage, readNumberCursor } from '../http/cursor.ts'
import type { Mount } from '../http/mount.ts'
import { InputProblem } from '../http/problem-details.ts'
import { jobJson } from '../jobs/job-json.ts'
import { findRunningJob, insertJob } from '../jobs/job-store.ts'
import { readModel } from '../model/model-store.ts'
import { listCases } from './case-store.ts'
import { type StartLookOptions, startLook } from './start-look.ts'
import { caseJson, type ValidationJson } from './validation-json.ts'
import { findValidation, type ValidationKey } from './validation-store.ts'

type ValidationQuery = z.output<typeof getValidation.input.query>

/** Does the score predict: the latest validation, its cases by name, and a new look at history. */
export function mountValidationRoutes(mount: Mount, options: StartLookOptions): void {
	mount.read(getValidation, ({ query, pool, actor, now }) => readStored(pool, query, actor, now))
	mount.read(listValidationCases, async ({ query, pool, actor }) => {
		const stored = await findValidation(pool, keyOf(query))
		const currency = stored?.parts[0]?.currency ?? 'USD'
		// Who sees only their own accounts gets the figures, not the names of others' accounts.
		if (!stored || actor.isRestricted) return { items: [], next_cursor: null, total: 0, currency }
		const from = readNumberCursor(query.cursor) ?? 0
		const { cases, total } = await listCases(
			pool,
			{
				validationId: stored.validationId,
				population: query.population,
				list: query.list,
				threshold: query.threshold ?? null,
				after: query.after === undefined ? null : dayOfText(query.after),
				segment: query.segment ?? null,
			},
			{ from, limit: query.limit + 1 },
		)
		const numbered = cases.map((item, index) => ({ item, next: from + index + 1 }))
		const page = cutPage(numbered, query.limit, ({ next }) => [next])
		return { ...page, items: page.items.map(({ item }) => caseJson(item, currency)), total, currency }
	})
	mount.change(runValidation, async call => {
		const { body, client, act } = call
		const period = periodOf(body)
		await client.query('lock table job in share row exclusive mode')
		const running = await findRunningJob(client, 'validation', act.at)
		if (running) return jobJson(running, act.at)
		const jobId = crypto.randomUUID()
		const job = await insertJob(
			client,
			{ jobId, kind: 'validation', state: 'running', startedBy: act.actor },
			act.at,
		)
		call.afterCommit(async () => {
			startLook(options, job, { label: body.label, ...period })
			return undefined
		})
		return jobJson(job, act.at)
	})
}

function periodOf({ from, to }: { from?: string | undefined; to?: string | undefined }) {
	if (from !== undefined && to !== undefined && from > to) {
		throw new InputProblem([{ at: 'from', message: `expected a day on or before ${to}, got ${from}` }])
	}
	return {
		...(from === undefined ? {} : { from: dayOfText(from) }),
		...(to === undefined ? {} : { to: dayOfText(to) }),
	}
}

function keyOf(query: Pick<ValidationQuery, 'horizon_days' | 'label' | 'from' | 'to'>): ValidationKey {
	return { horizonDays: query.horizon_days, label: query.label, ...periodOf(query) }
}

async function readStored(pool: Pool, query: ValidationQuery, actor: Actor, now: Date) {
	const stored = await findValidation(pool, keyOf(query))
	const { model, version } = await readModel(pool, now)
	const running = await findRunningJob(pool, 'validation', now)
	return {
		ran_at: stored?.ranAt.toISOString() ?? null,
		model_version: stored?.modelVersion ?? null,
		present_version: version,
		present_threshold: thresholdOf(model),
		hours_per_flag: hoursPerFlag(model),
		job_id: running?.jobId ?? null,
		populations: (stored?.parts ?? []).map(part => (actor.isRestricted ? withoutNames(part) : part)),
	}
}

/** The lowest score that is not in watch or alarm; null where the health models differ in it. */
function thresholdOf({ healthModels }: OperatingModel): number | null {
	const thresholds = healthModels.map(({ bands }) => {
		const calm = bands.filter(({ level }) => level === 'good' || level === 'fine')
		return Math.ceil(Math.min(...calm.map(({ from }) => from)))
	})
	const first = thresholds[0] ?? null
	return thresholds.every(value => value === first) && first !== null && first <= 101 ? first : null
}

const usualHours = 2

/** Mean effort of the work that the model's health signals call for. */
function hoursPerFlag({ signals }: OperatingModel): number {
	const hours = signals.flatMap(({ kind, enabled, work }) =>
		kind === 'health' && enabled && work ? [work.hours] : [],
	)
	return hours.length > 0 ? hours.reduce((sum, value) => sum + value, 0) / hours.length : usualHours
}

/** Who sees only their own accounts gets the figures, not the names of others' accounts. */
function withoutNames(part: ValidationJson): ValidationJson {
	return { ...part, false_alarms: [], misses: [], unscored_cases: [], churned: [] }
}
