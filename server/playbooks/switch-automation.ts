import type { ClientBase } from 'pg'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { holdDueSends } from '../delivery/held-send-store.ts'
import { readWorkspace, todayOf } from '../workspace/workspace-store.ts'
import { postponeWaits } from './run-store.ts'
import { type AutomationStop, notePassedOver, readAutomationStop, saveAutomationStop } from './watch-store.ts'

interface Act {
	actor: string
	at: Date
}

/** Stops every start, every step and every message at once. Stopped already, it stays with the first reason. */
export async function stopAllAutomation(client: ClientBase, reason: string, act: Act): Promise<void> {
	const before = await readAutomationStop(client)
	const stop: AutomationStop = before ?? { at: act.at, by: act.actor, reason }
	await saveAutomationStop(client, stop)
	await audit(client, act, 'automation.stop', before ?? null, stop)
}

/** What is held back when automation goes on, so that nothing that piled up goes out at once. */
export interface HeldAtStart {
	/** Messages that were due meanwhile: they wait for a person's approval. */
	messages: number
	/** Runs whose wait was over meanwhile: they wait as many days longer as everything stood still. */
	waits: number
}

/**
 * Lets automation go on. For open runs no time has passed: what they waited for is so many days later. Messages that
 * were due are not sent before a person has looked at them. What happened meanwhile starts nothing.
 */
export async function startAllAutomation(client: ClientBase, act: Act): Promise<HeldAtStart> {
	const before = await readAutomationStop(client)
	const held: HeldAtStart = { messages: 0, waits: 0 }
	if (before) {
		const workspace = await readWorkspace(client)
		const [stoppedOn, today] = [todayOf(workspace, before.at), todayOf(workspace, act.at)]
		await notePassedOver(client, stoppedOn, today)
		held.waits = await postponeWaits(client, { from: stoppedOn, to: today })
		held.messages = await holdDueSends(client, act.at, 'was due while everything was stopped')
	}
	await saveAutomationStop(client, undefined)
	await audit(client, act, 'automation.start', before ?? null, before ? held : null)
	return held
}

function audit(client: ClientBase, act: Act, action: string, before: unknown, after: unknown): Promise<void> {
	return saveAuditRow(client, { ...act, action, subject: 'automation', before, after })
}
