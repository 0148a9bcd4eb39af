import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { ClientBase } from 'pg'
import type { z } from 'zod'
import {
	callHook,
	decideWaiting,
	getAutomation,
	getPlaybook,
	getWorkCalendar,
	listPlaybooks,
	listWaiting,
	makeHookSecret,
	previewPlaybook,
	replayPlaybook,
	saveWorkCalendar,
	startAutomation,
	stopAutomation,
} from '../../api/playbooks.ts'
import { dayOfText } from '../../api/values.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { PlaybookDefinition } from '../../core/model/playbook.ts'
import { saySteps } from '../../core/playbooks/say-playbook.ts'
import type { WorkCalendar } from '../../core/playbooks/work-calendar.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { findAccountById } from '../accounts/get-account-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import type { Mount } from '../http/mount.ts'
import { readModel } from '../model/model-store.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { Problem } from '../problem.ts'
import { findHook, saveHook } from './hook-store.ts'
import { automationJson, playbookJson } from './playbook-json.ts'
import type { PlaybookModelOptions } from './playbook-model-routes.ts'
import { findCalendar, saveCalendar } from './run-people-store.ts'
import { getWork, noPlaybook, refuseWhileStopped } from './run-routes.ts'
import { countRuns } from './run-store.ts'
import type { RunWriters } from './run-writers.ts'
import { startRuns } from './start-runs.ts'
import { reasonOf } from './step-runs.ts'
import { countWaiting, decideTrigger, listWaitingTriggers } from './trigger-store.ts'
import { previewOn } from './try-playbook.ts'
import {
	findLastPlaybookDay,
	readAutomationStop,
	readWatches,
	saveAutomationStop,
	saveWatch,
} from './watch-store.ts'

/** Replays where it keeps nobody waiting: a year of a large company takes minutes. */
export type ReplayAway = (tried: {
	definition: PlaybookDefinition
	model: OperatingModel
	now: Date
	asked: { from: Day | null; to: Day | null }
}) => Promise<z.input<typeof replayPlaybook.output>>

/** Playbooks themselves: what there is, what waits, trying them, and the switches. */
export function mountPlaybookRoutes(
	mount: Mount,
	{ writers, vocabulary, replay }: PlaybookModelOptions & { replay: ReplayAway },
): void {
	mount.read(listPlaybooks, async ({ pool, now }) => {
		const { model, version } = await readModel(pool, now)
		const entries = await entriesOf(pool, now)
		return {
			items: model.playbooks.map(definition => entries(definition, model)),
			automation: automationJson(await readAutomationStop(pool), await findLastPlaybookDay(pool)),
			model_version: version,
		}
	})
	mount.read(getPlaybook, async ({ pool, now, params }) => {
		const { model, version } = await readModel(pool, now)
		const definition = getDefinition(model, params.playbook_id)
		return {
			...(await entriesOf(pool, now))(definition, model),
			definition,
			steps_in_words: saySteps(definition.steps),
			model_version: version,
		}
	})
	mount.read(previewPlaybook, async call => {
		const { pool, now, body } = call
		const { model } = await readModel(pool, now)
		const definition = body.definition ?? getDefinition(model, body.playbook_id)
		const client = await pool.connect()
		try {
			return await previewOn(
				client,
				definition,
				model,
				now,
				{
					mayRead: ownerEmail => call.may({ ownerEmail }, 'accounts.read'),
					accountId: body.account_id ?? null,
				},
				vocabulary,
			)
		} finally {
			client.release()
		}
	})
	mount.read(replayPlaybook, async call => {
		const { pool, now, body } = call
		const { model } = await readModel(pool, now)
		const definition = body.definition ?? getDefinition(model, body.playbook_id)
		const asked = {
			from: body.from === undefined ? null : dayOfText(body.from),
			to: body.to === undefined ? null : dayOfText(body.to),
		}
		return replay({ definition, model, now, asked })
	})
	mount.read(listWaiting, async call => {
		const { model } = await readModel(call.pool, call.now)
		const waiting = await listWaitingTriggers(call.pool, call.query.playbook ?? null, 1_000)
		const items = []
		for (const trigger of waiting) {
			const account = await findAccountById(call.pool, trigger.externalId)
			if (!account || !call.may(account)) continue
			items.push({
				playbook_id: trigger.playbookId,
				playbook_name:
					model.playbooks.find(({ id }) => id === trigger.playbookId)?.name ?? trigger.playbookId,
				account_id: trigger.externalId,
				account_name: trigger.accountName,
				owner_email: account.ownerEmail,
				occasion: trigger.occasion,
				reason: reasonOf(trigger.occasion, model),
				found_on: formatDay(trigger.foundOn),
				because: trigger.outcome === 'waiting' ? ('over the cap' as const) : ('first look' as const),
			})
		}
		return { items }
	})
	mount.change(decideWaiting, async call => {
		const { client, now, params, body, act } = call
		await refuseWhileStopped(client)
		const work = await getWork(client, now, writers)
		const { playbook_id: playbookId } = params
		getDefinition(work.programs.present.model, playbookId)
		const wanted = body.account_ids && new Set(body.account_ids)
		const chosen = (await listWaitingTriggers(client, playbookId, 20_000)).filter(trigger =>
			wanted ? wanted.has(trigger.externalId) : trigger.outcome === 'waiting',
		)
		const runs = body.decision === 'start' ? await startRuns(work, chosen) : []
		const runIds = new Map(runs.map(run => [`${run.accountId}/${run.occasion}`, run.runId]))
		for (const trigger of chosen) {
			const runId = runIds.get(`${trigger.accountId}/${trigger.occasion}`) ?? null
			await decideTrigger(client, trigger, body.decision === 'start' ? 'started' : 'dropped', runId)
		}
		const watch = (await readWatches(client)).get(playbookId)
		if (watch) await saveWatch(client, { ...watch, tripped: null })
		await saveAuditRow(client, {
			...act,
			action: `playbook.${body.decision}_waiting`,
			subject: `playbook ${playbookId}`,
			before: { waiting: chosen.length },
			after: { started: runs.length },
		})
		return { started: runs.length, dropped: body.decision === 'drop' ? chosen.length : 0 }
	})
	mountSwitches(mount)
	mountHook(mount, writers)
	mountCalendars(mount)
}

export function getDefinition(model: OperatingModel, id: string | undefined): PlaybookDefinition {
	const found = model.playbooks.find(playbook => playbook.id === id)
	if (found) return found
	throw noPlaybook(id ?? '')
}

async function entriesOf(pool: Parameters<typeof readWatches>[0], now: Date) {
	const { today } = await readShownDay(pool, now)
	const watches = await readWatches(pool)
	const counts = await countRuns(pool, today)
	const waiting = await countWaiting(pool)
	return (definition: PlaybookDefinition, model: OperatingModel) =>
		playbookJson(definition, model, {
			watch: watches.get(definition.id),
			counts: counts.get(definition.id),
			waiting: waiting.get(definition.id) ?? 0,
		})
}

function mountSwitches(mount: Mount): void {
	const show = async (client: Parameters<typeof readAutomationStop>[0]) =>
		automationJson(await readAutomationStop(client), await findLastPlaybookDay(client))
	mount.read(getAutomation, ({ pool }) => show(pool))
	mount.change(stopAutomation, async ({ client, body, act }) => {
		const before = await readAutomationStop(client)
		const stop = before ?? { at: act.at, by: act.actor, reason: body.reason }
		await saveAutomationStop(client, stop)
		await saveAuditRow(client, {
			...act,
			action: 'automation.stop',
			subject: 'automation',
			before: before ?? null,
			after: stop,
		})
		return show(client)
	})
	mount.change(startAutomation, async ({ client, act }) => {
		const before = await readAutomationStop(client)
		await saveAutomationStop(client, undefined)
		await saveAuditRow(client, {
			...act,
			action: 'automation.start',
			subject: 'automation',
			before: before ?? null,
			after: null,
		})
		return show(client)
	})
}

function hashOf(secret: string): string {
	return createHash('sha256').update(secret).digest('hex')
}

function mountHook(mount: Mount, writers: RunWriters): void {
	mount.change(makeHookSecret, async ({ client, params, act, now }) => {
		const { model } = await readModel(client, now)
		const definition = getDefinition(model, params.playbook_id)
		if (definition.trigger.kind !== 'webhook') {
			throw new Problem(
				'playbook_trigger_other',
				`"${definition.name}" is not started by other programs.`,
				'Give it the trigger "webhook" first.',
			)
		}
		const secret = `pbk_${randomBytes(24).toString('base64url')}`
		await saveHook(client, definition.id, hashOf(secret), { by: act.actor, at: act.at })
		await saveAuditRow(client, {
			...act,
			action: 'playbook.hook_secret',
			subject: `playbook ${definition.id}`,
			before: null,
			after: null,
		})
		return { path: `/api/v1/hooks/playbooks/${definition.id}`, secret }
	})
	mount.special(callHook, async ({ pool, params, body, request, now }) => {
		const hash = await findHook(pool, params.playbook_id)
		const given = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
		const isRight = hash !== undefined && timingSafeEqual(Buffer.from(hash), Buffer.from(hashOf(given)))
		if (!isRight) {
			throw new Problem(
				'not_signed_in',
				'This needs the secret of the playbook.',
				'Send "Authorization: Bearer SECRET".',
			)
		}
		return inTransaction(pool, client => startByHook(client, params.playbook_id, body, now, writers))
	})
}

async function startByHook(
	client: ClientBase,
	playbookId: string,
	body: { account_id: string; key: string },
	now: Date,
	writers: RunWriters,
) {
	const refuse = (note: string) => ({ run_id: null, outcome: 'not started' as const, note })
	const { model } = await readModel(client, now)
	const definition = model.playbooks.find(({ id }) => id === playbookId)
	if (!definition?.enabled) return refuse('the playbook is off')
	if (await readAutomationStop(client)) return refuse('automation is stopped')
	const account = await findAccountById(client, body.account_id)
	if (!account) return refuse('there is no such account')
	const work = await getWork(client, now, writers)
	const start = {
		accountId: account.accountId,
		playbookId,
		occasion: `webhook:${body.key}`,
		depth: 1,
		chain: [],
	}
	const [run] = await startRuns(work, [start])
	return run
		? { run_id: run.runId, outcome: 'started' as const, note: null }
		: { run_id: null, outcome: 'already started' as const, note: null }
}

function mountCalendars(mount: Mount): void {
	const show = (email: string, { weekdays, daysOff }: WorkCalendar) => ({
		email,
		weekdays: [...weekdays].sort(),
		days_off: [...daysOff].sort((a, b) => a - b).map(formatDay),
	})
	mount.read(getWorkCalendar, async ({ pool, params }) =>
		show(params.email, await findCalendar(pool, params.email)),
	)
	mount.change(saveWorkCalendar, async ({ client, params, body, act }) => {
		const before = show(params.email, await findCalendar(client, params.email))
		const daysOff = body.days_off.map(dayOfText)
		await saveCalendar(client, params.email, { weekdays: [...new Set(body.weekdays)], daysOff })
		const after = show(params.email, await findCalendar(client, params.email))
		await saveAuditRow(client, {
			...act,
			action: 'calendar.save',
			subject: `calendar ${params.email}`,
			before,
			after,
		})
		return after
	})
}
