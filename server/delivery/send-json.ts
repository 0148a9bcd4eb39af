import type { ClientBase, Pool } from 'pg'
import type { z } from 'zod'
import type { Send, SendWithText } from '../../api/sends.ts'
import type { Asker } from '../http/mount.ts'
import { readModel } from '../model/model-store.ts'
import type { LoggedSend } from './send-log-store.ts'

/** So much of a text is enough to know it again. */
const openingLength = 160

/** Names that sends are shown with. */
export interface SendNames {
	/** Of a playbook that is gone its id. */
	playbook(id: string): string
}

export async function readSendNames(client: Pool | ClientBase, now: Date): Promise<SendNames> {
	const { model } = await readModel(client, now)
	const names = new Map(model.playbooks.map(({ id, name }) => [id, name]))
	return { playbook: id => names.get(id) ?? id }
}

/** Whether the asker decides what becomes of a message: by whose account it is about. */
export function mayDecide(asker: Asker, send: LoggedSend): boolean {
	return asker.may({ ownerEmail: send.ownerEmail }, 'sends.decide')
}

/** A message as lists have it. */
export function sendJson(asker: Asker, send: LoggedSend, names: SendNames): z.input<typeof Send> {
	return {
		id: send.id,
		account:
			send.accountExternalId === null
				? null
				: { id: send.accountExternalId, name: send.accountName ?? send.accountExternalId },
		owner_email: send.ownerEmail,
		run_id: send.runId,
		step_id: send.stepId,
		playbook:
			send.playbookId === null ? null : { id: send.playbookId, name: names.playbook(send.playbookId) },
		channel: send.channel,
		recipient: send.recipient,
		recipient_name: send.recipientName,
		recipient_kind: send.recipientKind,
		subject: send.subject,
		opening: send.body
			.slice(0, 4 * openingLength)
			.replaceAll(/\s+/g, ' ')
			.trim()
			.slice(0, openingLength),
		state: send.state,
		reason: send.reason,
		planned_at: send.plannedAt.toISOString(),
		not_before: send.notBefore.toISOString(),
		due_at: send.dueAt?.toISOString() ?? null,
		attempts: send.attempts,
		attempted_at: send.attemptedAt?.toISOString() ?? null,
		settled_at: send.settledAt?.toISOString() ?? null,
		decided_by: send.decidedBy,
		edited_by: send.editedBy,
		edited_at: send.editedAt?.toISOString() ?? null,
		may_decide: mayDecide(asker, send),
	}
}

/** A message with its text. */
export function textJson(asker: Asker, send: LoggedSend, names: SendNames): z.input<typeof SendWithText> {
	return {
		...sendJson(asker, send, names),
		body: send.body,
		payload: send.payload,
		answer: send.answer,
		message_id: send.idempotencyKey,
		decided_at: send.decidedAt?.toISOString() ?? null,
	}
}
