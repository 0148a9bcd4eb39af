import type { ClientBase } from 'pg'
import type { RenewalCall } from '../../core/model/forecast.ts'
import type { EditableRenewalField, Renewal } from '../../core/model/renewal.ts'
import { changeRenewal, type RenewalEdit, releaseRenewalField } from '../../core/renewals/change-renewal.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { Problem } from '../problem.ts'
import { saveReason } from '../revenue/reason-store.ts'
import { type PersonsSide, saveCall } from './renewal-call-store.ts'
import {
	nextBatchId,
	type RenewalChangeEntry,
	type RenewalPostMortem,
	readBatch,
	saveChanges,
	savePostMortem,
} from './renewal-change-store.ts'
import { lockRenewal, saveRenewals } from './renewal-store.ts'
import { lossDayOf, readReplaced } from './replaced-reason.ts'
import { refuseUnseenChange } from './seen-renewal.ts'

/** Who changes something, and when. */
export interface Act {
	actor: string
	at: Date
	/** The workspace's today. */
	day: Day
}

/** Takes the row lock of a renewal. Throws `Problem` where there is none. */
export async function getLocked(client: ClientBase, accountId: number, renewalOn: Day): Promise<Renewal> {
	const renewal = await lockRenewal(client, accountId, renewalOn)
	if (renewal) return renewal
	throw new Problem(
		'renewal_missing',
		`expected a renewal of the account on ${formatDay(renewalOn)}, there is none`,
		'look at the list of renewals for its dates',
	)
}

interface Saved extends Pick<RenewalChangeEntry, 'kind' | 'note' | 'aside' | 'undoes'> {
	batchId?: string
}

/** Writes a changed renewal with its history and audit row. */
export async function saveChanged(
	client: ClientBase,
	accountId: number,
	before: Renewal,
	after: Renewal,
	act: Act,
	{ batchId, ...change }: Saved,
): Promise<Renewal> {
	await saveRenewals(client, [{ accountId, renewal: after }])
	await saveChanges(client, [{ accountId, before, after, ...change }], act, batchId ?? null)
	const subject = `renewal ${accountId}/${formatDay(after.renewalOn)}`
	await saveAuditRow(client, { ...act, action: 'renewal.change', subject, before, after })
	return after
}

function changed(before: Renewal, edit: RenewalEdit, act: Act): Renewal {
	const result = changeRenewal(before, edit, act.day)
	if (!result.ok) throw new Problem(result.code, result.message)
	return result.renewal
}

/** A person's change of a renewal, with its history and audit row. Throws `Problem` where it is refused. */
export async function editRenewal(
	client: ClientBase,
	accountId: number,
	renewalOn: Day,
	edit: RenewalEdit,
	act: Act,
	seen?: RenewalEdit,
): Promise<Renewal> {
	const before = await getLocked(client, accountId, renewalOn)
	refuseUnseenChange(seen, before, edit)
	return saveChanged(client, accountId, before, changed(before, edit, act), act, { kind: 'changed' })
}

/** Gives a field back to the facts: from the next run on it follows them. */
export async function releaseRenewal(
	client: ClientBase,
	accountId: number,
	renewalOn: Day,
	field: EditableRenewalField,
	act: Act,
): Promise<Renewal> {
	const before = await getLocked(client, accountId, renewalOn)
	const after = releaseRenewalField(before, field)
	return saveChanged(client, accountId, before, after, act, { kind: 'released', note: field })
}

/** A person's call beside those before it; its id. Throws `Problem` on a renewal that is closed. */
export async function callRenewal(
	client: ClientBase,
	accountId: number,
	renewalOn: Day,
	call: Pick<RenewalCall, 'category' | 'amountMinor' | 'note'> & { source: PersonsSide },
	act: Act,
): Promise<string> {
	const renewal = await getLocked(client, accountId, renewalOn)
	if (renewal.closedOn !== null) {
		throw new Problem(
			'renewal_closed',
			'expected an open renewal, this one is closed',
			'open it again first, if it is not decided after all',
		)
	}
	const said = { ...call, calledOn: act.day, probability: null, by: act.actor, at: act.at }
	const callId = await saveCall(client, accountId, renewalOn, said)
	const subject = `renewal ${accountId}/${formatDay(renewalOn)}`
	await saveAuditRow(client, { ...act, action: 'renewal.call', subject, before: null, after: said })
	return callId
}

export interface Closing {
	outcome: 'renewed' | 'churned'
	finalMinor: bigint | null
	closedOn: Day | undefined
	reason: string | null
	competitor: string | null
	postMortem: Omit<RenewalPostMortem, 'writtenBy' | 'writtenAt'> | undefined
}

/** Nobody decides earlier about a renewal: a date before that is a slip of the pen. */
const earliestClosingDays = 731

/** Closes an open renewal by a person's word. Throws `Problem` where it is refused. */
export async function closeRenewal(
	client: ClientBase,
	accountId: number,
	renewalOn: Day,
	closing: Closing,
	act: Act,
): Promise<Renewal> {
	const before = await getLocked(client, accountId, renewalOn)
	// Of two who close at once the second has not seen what the first one wrote.
	if (before.closedOn !== null) {
		throw new Problem(
			'renewal_closed',
			'expected an open renewal, this one is closed',
			'look at how it was closed; open it again first, if that is wrong',
		)
	}
	if (closing.closedOn !== undefined && closing.closedOn > act.day) {
		throw new Problem(
			'renewal_closed_later',
			`expected a day up to today, ${formatDay(act.day)}, got ${formatDay(closing.closedOn)}`,
		)
	}
	if (closing.closedOn !== undefined && closing.closedOn < renewalOn - earliestClosingDays) {
		throw new Problem(
			'renewal_closed_before',
			`expected a day of the two years before the renewal on ${formatDay(renewalOn)}, got ${formatDay(closing.closedOn)}`,
			'give the day on which it was decided, or leave it out for today',
		)
	}
	const { postMortem } = closing
	const edit: RenewalEdit = {
		stage: closing.outcome === 'renewed' ? 'closed_renewed' : 'closed_churned',
		...(closing.finalMinor === null ? {} : { finalMinor: closing.finalMinor }),
		...optional('reason', closing.reason ?? postMortem?.category ?? null),
		...optional('competitor', closing.competitor ?? postMortem?.competitor ?? null),
	}
	const next = changed(before, edit, act)
	const after = closing.closedOn === undefined ? next : { ...next, closedOn: closing.closedOn }
	const aside = postMortem ? await readReplaced(client, accountId, renewalOn) : {}
	const saved = await saveChanged(client, accountId, before, after, act, { kind: 'closed', aside })
	if (postMortem) await writePostMortem(client, accountId, renewalOn, postMortem, act)
	return saved
}

function optional(field: 'reason' | 'competitor', value: string | null): RenewalEdit {
	return value === null ? {} : { [field]: value }
}

/** Opens a closed renewal again, with what the person says to it. Throws `Problem` on one that is open. */
export async function reopenRenewal(
	client: ClientBase,
	accountId: number,
	renewalOn: Day,
	note: string | null,
	act: Act,
): Promise<Renewal> {
	const before = await getLocked(client, accountId, renewalOn)
	if (before.closedOn === null) {
		throw new Problem('renewal_open', 'expected a closed renewal, this one is open')
	}
	return saveChanged(client, accountId, before, changed(before, { stage: 'open' }, act), act, {
		kind: 'reopened',
		note,
	})
}

/** Writes down why a customer left; the reasons of revenue show it too. Throws `Problem` where it has not left. */
export async function writePostMortem(
	client: ClientBase,
	accountId: number,
	renewalOn: Day,
	found: Omit<RenewalPostMortem, 'writtenBy' | 'writtenAt'>,
	act: Act,
): Promise<RenewalPostMortem> {
	const renewal = await getLocked(client, accountId, renewalOn)
	if (renewal.stage !== 'closed_churned') {
		throw new Problem(
			'renewal_not_churned',
			'expected a renewal that is closed as churned',
			'close it as churned first',
		)
	}
	const written = { ...found, writtenBy: act.actor, writtenAt: act.at }
	await savePostMortem(client, accountId, renewalOn, written)
	const { category, competitor, note } = found
	const day = await lossDayOf(client, accountId, renewalOn)
	await saveReason(client, { accountId, day }, { reason: category, competitor, note }, act)
	const subject = `renewal ${accountId}/${formatDay(renewalOn)}`
	await saveAuditRow(client, { ...act, action: 'renewal.post_mortem', subject, before: null, after: written })
	return written
}

export interface MoveItem {
	accountId: number
	externalId: string
	renewalOn: Day
}
export interface Refused {
	account_id: string
	renewal_on: string
	because: string
}

function refused({ externalId, renewalOn }: Omit<MoveItem, 'accountId'>, because: string): Refused {
	return { account_id: externalId, renewal_on: formatDay(renewalOn), because }
}

/** Moves several open renewals to a stage; closed and missing ones are refused by name. */
export async function moveRenewals(
	client: ClientBase,
	items: readonly MoveItem[],
	stage: Renewal['stage'],
	act: Act,
): Promise<{ batchId: string; moved: number; refused: Refused[] }> {
	const batchId = await nextBatchId(client)
	const out: Refused[] = []
	let moved = 0
	// In one order everywhere, so that two moves at once never wait for each other.
	const inOrder = [...items].sort((a, b) => a.accountId - b.accountId || a.renewalOn - b.renewalOn)
	for (const item of inOrder) {
		const before = await lockRenewal(client, item.accountId, item.renewalOn)
		if (!before) out.push(refused(item, 'there is no renewal on this date'))
		else if (before.closedOn !== null) out.push(refused(item, 'it is closed'))
		else if (before.stage !== stage) {
			const result = changeRenewal(before, { stage }, act.day)
			if (!result.ok) out.push(refused(item, result.message))
			else {
				await saveChanged(client, item.accountId, before, result.renewal, act, { kind: 'moved', batchId })
				moved++
			}
		}
	}
	return { batchId, moved, refused: out }
}

/** Takes a move back where nothing changed since. Accounts that the asker may not see (`mayChange` undefined) are not named. */
export async function undoMove(
	client: ClientBase,
	batchId: string,
	mayChange: (accountId: number) => Promise<boolean | undefined>,
	act: Act,
): Promise<{ undone: number; refused: Refused[] }> {
	const out: Refused[] = []
	let undone = 0
	for (const item of await readBatch(client, batchId)) {
		const may = await mayChange(item.accountId)
		if (may === undefined) continue
		if (!may) {
			out.push(refused(item, 'it belongs to somebody else'))
			continue
		}
		const before = await lockRenewal(client, item.accountId, item.renewalOn)
		if (!before || item.stageBefore === null || !item.isLatest) {
			out.push(refused(item, 'it was changed since'))
			continue
		}
		const stage = item.stageBefore as Renewal['stage']
		const result = changeRenewal(before, { stage }, act.day)
		if (!result.ok) {
			out.push(refused(item, result.message))
			continue
		}
		// Exactly as it was: a stage that the data had set follows the data again.
		const edited = result.renewal.edited.filter(field => item.editedBefore.includes(field))
		const after = { ...result.renewal, edited }
		await saveChanged(client, item.accountId, before, after, act, { kind: 'undone', batchId })
		undone++
	}
	return { undone, refused: out }
}
