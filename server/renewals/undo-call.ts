import type { ClientBase } from 'pg'
import { type Day, formatDay } from '../../core/time/day.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { Problem } from '../problem.ts'
import { type Act, getLocked } from './edit-renewal.ts'
import { type KeptCall, listCalls, type PersonsSide, removeCall } from './renewal-call-store.ts'

/** A call can be taken back for so long. */
const undoableMs = 60 * 60_000

function isLastOfPerson(
	call: KeptCall,
	calls: readonly KeptCall[],
): call is KeptCall & { source: PersonsSide } {
	return call.source !== 'model' && call === calls.find(({ source }) => source === call.source)
}

/** Not on a later day: a past forecast is made from what was said by its day, and stays what it was. */
function isRecent({ at, calledOn }: KeptCall, act: Act): boolean {
	return at !== null && calledOn === act.day && act.at.getTime() - at.getTime() <= undoableMs
}

/**
 * Whether somebody can take a call back at a time: their own, the last of its side, of the same day and not long ago.
 * `calls` are all of the renewal, the latest first.
 */
export function isCallUndoable(
	call: KeptCall,
	calls: readonly KeptCall[],
	isOpen: boolean,
	act: Act,
): boolean {
	return isOpen && isLastOfPerson(call, calls) && call.by === act.actor && isRecent(call, act)
}

/**
 * Takes the last call of a side back: the one before it, if there was any, is in force again; the audit keeps what was
 * said. Throws `Problem` where it is somebody else's, too old, not the last, or the renewal was closed since.
 */
export async function undoCall(
	client: ClientBase,
	accountId: number,
	renewalOn: Day,
	callId: string,
	act: Act,
): Promise<void> {
	const renewal = await getLocked(client, accountId, renewalOn)
	const calls = await listCalls(client, accountId, renewalOn)
	const call = calls.find(({ id }) => id === callId)
	if (!call) throw new Problem('not_found', `expected a call ${callId} of this renewal, there is none`)
	if (call.by !== act.actor) {
		throw new Problem('not_yours', 'Only whoever made a call takes it back.', 'Make a call of your own.')
	}
	if (!isLastOfPerson(call, calls)) {
		throw new Problem('renewal_changed_since', 'Another call was made since: only the last is taken back.')
	}
	if (renewal.closedOn !== null) {
		throw new Problem(
			'renewal_closed',
			'The renewal was closed since: its calls stay as they were.',
			'Open it again first, if it is not decided after all.',
		)
	}
	if (!isRecent(call, act)) {
		throw new Problem(
			'undo_over',
			'A call is taken back within an hour and on its day.',
			'Make another call instead: it holds from now on.',
		)
	}
	await removeCall(client, accountId, renewalOn, call)
	const subject = `renewal ${accountId}/${formatDay(renewalOn)}`
	await saveAuditRow(client, { ...act, action: 'renewal.call_undo', subject, before: call, after: null })
}
