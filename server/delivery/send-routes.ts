import type { ClientBase, Pool } from 'pg'
import type { z } from 'zod'
import {
	approveSend,
	countSends,
	editSend,
	getSend,
	listSends,
	refuseSend,
	replaySend,
	type Send,
	type SendWithText,
	settleUnknown,
} from '../../api/sends.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { cutPage, readNumberCursor } from '../http/cursor.ts'
import type { Asker, Mount } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import { listRefusedChannels, readDeliveryRules } from './channel-store.ts'
import {
	approveWaitingSend,
	countOpenSends,
	editWaitingSend,
	findLoggedSend,
	type LoggedSend,
	listLoggedSends,
	planAgain,
	refuseOpenSend,
	settleAsSent,
} from './send-log-store.ts'
import { forgetBounce } from './suppression-store.ts'

/** The delivery log, and what people decide about single messages. */
export function mountSendRoutes(mount: Mount): void {
	mount.read(listSends, async call => {
		const { query, pool } = call
		const found = await listLoggedSends(pool, {
			states: query.states,
			channel: query.channel,
			recipient: query.recipient,
			account: query.account,
			run: query.run,
			ownerEmail: ownOnly(call),
			before: readNumberCursor(query.cursor),
			limit: query.limit + 1,
		})
		const page = cutPage(found, query.limit, send => [send.id])
		return { ...page, items: page.items.map(send => sendJson(call, send)) }
	})
	mount.read(countSends, async call => {
		const counts = await countOpenSends(call.pool, ownOnly(call))
		return {
			waiting_for_approval: counts.get('waiting_for_approval') ?? 0,
			planned: counts.get('planned') ?? 0,
			failed: counts.get('failed') ?? 0,
			unknown: counts.get('unknown') ?? 0,
			is_paused: (await readDeliveryRules(call.pool)).isPaused,
			login_refused_by: await listRefusedChannels(call.pool),
		}
	})
	mount.read(getSend, async call => textJson(call, await getReadable(call.pool, call, call.params.id)))
	mountDecisions(mount)
}

function mountDecisions(mount: Mount): void {
	mount.change(editSend, async call => {
		const { body, client, act } = call
		return await decide(call, 'send.edit', async send => {
			const text = { subject: body.subject ?? send.subject, body: body.body ?? send.body }
			const isDone = await editWaitingSend(client, send, text, { by: act.actor, now: act.at })
			return isDone && { before: { subject: send.subject, body: send.body }, after: text }
		})
	})
	mount.change(approveSend, async call => {
		const { client, act } = call
		return await decide(call, 'send.approve', async send => {
			const isDone = await approveWaitingSend(client, send, { by: act.actor, now: act.at })
			return isDone && { before: null, after: { recipient: send.recipient, subject: send.subject } }
		})
	})
	mount.change(refuseSend, async call => {
		const { client, act, body } = call
		return await decide(call, 'send.refuse', async send => {
			const isDone = await refuseOpenSend(client, send, body.reason, { by: act.actor, now: act.at })
			return isDone && { before: { state: send.state }, after: { reason: body.reason } }
		})
	})
	mount.change(settleUnknown, async call => {
		const { client, act, body } = call
		return await decide(call, 'send.settle', async send => {
			const decision = { by: act.actor, now: act.at }
			const isDone =
				body.as === 'sent'
					? await settleAsSent(client, send, decision)
					: await planAgain(client, send, 'unknown', decision)
			return isDone && { before: { state: send.state }, after: { as: body.as } }
		})
	})
	mount.change(replaySend, async call => {
		const { client, act } = call
		return await decide(call, 'send.replay', async send => {
			const isDone = await planAgain(client, send, 'failed', { by: act.actor, now: act.at })
			// Who sends it again knows that the address was refused, and that it is right by now.
			if (isDone) await forgetBounce(client, send.recipient)
			return isDone && { before: { state: send.state, reason: send.reason }, after: null }
		})
	})
}

interface DecisionCall extends Asker {
	params: { id: number }
	client: ClientBase
	act: { actor: string; at: Date }
}

/** Does what a person decided, with its audit row; refuses what is no longer theirs to decide. */
async function decide(
	call: DecisionCall,
	action: string,
	work: (send: LoggedSend) => Promise<false | { before: unknown; after: unknown }>,
): Promise<z.input<typeof SendWithText>> {
	const { client, act, params } = call
	const send = await getReadable(client, call, params.id)
	if (!mayDecide(call, send)) {
		throw new Problem(
			'not_yours',
			'This message is about an account of somebody else.',
			'Ask its owner or a manager.',
		)
	}
	const done = await work(send)
	if (!done) {
		throw new Problem(
			'send_transition_not_allowed',
			`This message is ${send.state.replaceAll('_', ' ')}: that cannot be done with it now.`,
			'Load it again to see where it is.',
		)
	}
	await saveAuditRow(client, { actor: act.actor, at: act.at, action, subject: `send ${send.id}`, ...done })
	const after = await findLoggedSend(client, send.id)
	if (!after) throw new Error('a send that was there is gone')
	return textJson(call, after)
}

async function getReadable(client: Pool | ClientBase, asker: Asker, id: number): Promise<LoggedSend> {
	const send = await findLoggedSend(client, id)
	if (send && asker.may({ ownerEmail: send.ownerEmail }, 'sends.read')) return send
	throw new Problem('not_found', `There is no message ${id}.`)
}

/** A restricted person sees what is about their accounts. */
function ownOnly(asker: Asker): string | undefined {
	return asker.may({ ownerEmail: null }) ? undefined : asker.actor.email
}

function mayDecide(asker: Asker, send: LoggedSend): boolean {
	return asker.may({ ownerEmail: send.ownerEmail }, 'sends.decide')
}

function sendJson(asker: Asker, send: LoggedSend): z.input<typeof Send> {
	return {
		id: send.id,
		account:
			send.accountExternalId === null
				? null
				: { id: send.accountExternalId, name: send.accountName ?? send.accountExternalId },
		owner_email: send.ownerEmail,
		run_id: send.runId,
		step_id: send.stepId,
		channel: send.channel,
		recipient: send.recipient,
		recipient_kind: send.recipientKind,
		subject: send.subject,
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
		may_decide: mayDecide(asker, send),
	}
}

function textJson(asker: Asker, send: LoggedSend): z.input<typeof SendWithText> {
	return {
		...sendJson(asker, send),
		body: send.body,
		payload: send.payload,
		answer: send.answer,
		message_id: send.idempotencyKey,
		decided_at: send.decidedAt?.toISOString() ?? null,
		edited_at: send.editedAt?.toISOString() ?? null,
	}
}
