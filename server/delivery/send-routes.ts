import {
	approveSend,
	countSends,
	decideSends,
	editSend,
	getSend,
	listSends,
	refuseSend,
	replaySend,
	settleUnknown,
} from '../../api/sends.ts'
import { cutPage, readNumberCursor } from '../http/cursor.ts'
import type { Asker, Mount } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import { listRefusedChannels, readDeliveryRules } from './channel-store.ts'
import {
	type Decide,
	type DecisionCall,
	decideSend,
	getReadableSend,
	refuseUnseenText,
} from './decide-send.ts'
import { readSendNames, sendJson, textJson } from './send-json.ts'
import {
	approveWaitingSend,
	countOpenSends,
	editWaitingSend,
	listLoggedSends,
	planAgain,
	refuseOpenSend,
	settleAsSent,
} from './send-log-store.ts'
import { forgetBounce } from './suppression-store.ts'

/** The delivery log, and what people decide about messages. */
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
		const names = await readSendNames(pool, call.now)
		return { ...page, items: page.items.map(send => sendJson(call, send, names)) }
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
	mount.read(getSend, async call => {
		const send = await getReadableSend(call.pool, call, call.params.id)
		return textJson(call, send, await readSendNames(call.pool, call.now))
	})
	mountDecisions(mount)
	mountManyDecisions(mount)
}

function approving(call: DecisionCall, seen: string | null | undefined): Decide {
	return async (send, decision) => {
		refuseUnseenText(send, seen)
		const isDone = await approveWaitingSend(call.client, send, decision)
		return isDone && { before: null, after: { recipient: send.recipient, subject: send.subject } }
	}
}

function refusing(call: DecisionCall, reason: string): Decide {
	return async (send, decision) => {
		const isDone = await refuseOpenSend(call.client, send, reason, decision)
		return isDone && { before: { state: send.state }, after: { reason } }
	}
}

function mountDecisions(mount: Mount): void {
	mount.change(editSend, async call => {
		const { body, client } = call
		return await decideOne(call, 'send.edit', async (send, decision) => {
			const text = { subject: body.subject ?? send.subject, body: body.body ?? send.body }
			const isDone = await editWaitingSend(client, send, text, decision)
			return isDone && { before: { subject: send.subject, body: send.body }, after: text }
		})
	})
	mount.change(approveSend, call => decideOne(call, 'send.approve', approving(call, call.body.edited_at)))
	mount.change(refuseSend, call => decideOne(call, 'send.refuse', refusing(call, call.body.reason)))
	mount.change(settleUnknown, async call => {
		const { client, body } = call
		return await decideOne(call, 'send.settle', async (send, decision) => {
			const isDone =
				body.as === 'sent'
					? await settleAsSent(client, send, decision)
					: await planAgain(client, send, 'unknown', decision)
			return isDone && { before: { state: send.state }, after: { as: body.as } }
		})
	})
	mount.change(replaySend, async call => {
		const { client } = call
		return await decideOne(call, 'send.replay', async (send, decision) => {
			const isDone = await planAgain(client, send, 'failed', decision)
			// Who sends it again knows that the address was refused, and that it is right by now.
			if (isDone) await forgetBounce(client, send.recipient)
			return isDone && { before: { state: send.state, reason: send.reason }, after: null }
		})
	})
}

async function decideOne(call: DecisionCall & { params: { id: number } }, action: string, decide: Decide) {
	const send = await decideSend(call, call.params.id, action, decide)
	return textJson(call, send, await readSendNames(call.client, call.now))
}

function mountManyDecisions(mount: Mount): void {
	mount.change(decideSends, async call => {
		const { body } = call
		const decideAbout = new Map<number, Decide>()
		if (body.decision === 'approve') {
			for (const { id, edited_at: seen } of body.sends) decideAbout.set(id, approving(call, seen))
		} else for (const { id } of body.sends) decideAbout.set(id, refusing(call, body.reason))
		const results = []
		// In the order of the ids: two calls about the same messages never wait for each other in a circle.
		for (const [id, decide] of [...decideAbout].sort(([a], [b]) => a - b)) {
			try {
				await decideSend(call, id, `send.${body.decision}`, decide)
				results.push({ id, is_done: true, code: null, message: null })
			} catch (error) {
				if (!(error instanceof Problem)) throw error
				results.push({ id, is_done: false, code: error.code, message: error.message })
			}
		}
		return { results }
	})
}

/** A restricted person sees what is about their accounts. */
function ownOnly(asker: Asker): string | undefined {
	return asker.may({ ownerEmail: null }) ? undefined : asker.actor.email
}
