import type { z } from 'zod'
import { previewPlaybook, replayPlaybook } from '../../api/playbook-trial.ts'
import {
	getAutomation,
	getPlaybook,
	getWorkCalendar,
	listPlaybooks,
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
import { readShownDay } from '../accounts/shown-day-store.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import type { Mount } from '../http/mount.ts'
import { readModel } from '../model/model-store.ts'
import { mountHookRoutes } from './hook-routes.ts'
import { automationJson, playbookJson } from './playbook-json.ts'
import { findCalendar, saveCalendar } from './run-people-store.ts'
import { getDefinition } from './run-routes.ts'
import { countRuns } from './run-store.ts'
import { startAllAutomation, stopAllAutomation } from './switch-automation.ts'
import type { PlaybookModelOptions } from './switch-playbook.ts'
import { countWaiting } from './trigger-store.ts'
import { previewOn } from './try-playbook.ts'
import { mountWaitingRoutes } from './waiting-routes.ts'
import { findLastPlaybookDay, readAutomationStop, readWatches } from './watch-store.ts'

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
	mountWaitingRoutes(mount, writers)
	mountSwitches(mount)
	mountHookRoutes(mount, writers)
	mountCalendars(mount)
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
		await stopAllAutomation(client, body.reason, act)
		return show(client)
	})
	mount.change(startAutomation, async ({ client, act }) => {
		const held = await startAllAutomation(client, act)
		return { ...(await show(client)), held: { messages: held.messages, waits: held.waits } }
	})
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
