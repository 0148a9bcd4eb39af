import type { ClientBase, Pool } from 'pg'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import type { Asker } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import { mayDecide } from './send-json.ts'
import { findLoggedSend, type LoggedSend } from './send-log-store.ts'

export interface DecisionCall extends Asker {
	client: ClientBase
	act: { actor: string; at: Date }
}

/** What a person decided about a message: false where it was no longer theirs to decide, else what the audit keeps. */
export type Decide = (
	send: LoggedSend,
	decision: { by: string; now: Date },
) => Promise<false | { before: unknown; after: unknown }>

/** A message that the asker may read; refuses others as if they were not there. */
export async function getReadableSend(
	client: Pool | ClientBase,
	asker: Asker,
	id: number,
): Promise<LoggedSend> {
	const send = await findLoggedSend(client, id)
	if (send && asker.may({ ownerEmail: send.ownerEmail }, 'sends.read')) return send
	throw new Problem('not_found', `There is no message ${id}.`)
}

/** Does what a person decided about one message, with its audit row; refuses what is no longer theirs to decide. */
export async function decideSend(
	call: DecisionCall,
	id: number,
	action: string,
	decide: Decide,
): Promise<LoggedSend> {
	const { client, act } = call
	const send = await getReadableSend(client, call, id)
	if (!mayDecide(call, send)) {
		throw new Problem(
			'not_yours',
			'This message is about an account of somebody else.',
			'Ask its owner or a manager.',
		)
	}
	const done = await decide(send, { by: act.actor, now: act.at })
	const after = await findLoggedSend(client, send.id)
	if (!after) throw new Error('a send that was there is gone')
	if (!done) {
		if (after.state === 'waiting_for_approval' && isEditedSince(after, send.editedAt))
			throw textChanged(after)
		throw new Problem(
			'send_transition_not_allowed',
			`This message is ${after.state.replaceAll('_', ' ')}: that cannot be done with it now.`,
			'Load it again to see where it is.',
		)
	}
	await saveAuditRow(client, { actor: act.actor, at: act.at, action, subject: `send ${send.id}`, ...done })
	return after
}

/** Refuses to let a text go out that is not the one that the person saw; `seen` is when that was last changed. */
export function refuseUnseenText(send: LoggedSend, seen: string | null | undefined): void {
	if (seen === undefined || send.state !== 'waiting_for_approval') return
	if (isEditedSince(send, seen === null ? null : new Date(seen))) throw textChanged(send)
}

function isEditedSince(send: LoggedSend, seen: Date | null): boolean {
	return send.editedAt?.getTime() !== seen?.getTime()
}

function textChanged(send: LoggedSend): Problem {
	return new Problem(
		'changed_meanwhile',
		`${send.editedBy ?? 'Somebody'} changed its text after you had looked at it; it was not sent.`,
		'Read the new text, then approve it.',
	)
}
