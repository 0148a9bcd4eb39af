import type { ClientBase } from 'pg'
import type { EditableRenewalField, Renewal } from '../../core/model/renewal.ts'
import { changeRenewal, type RenewalEdit, releaseRenewalField } from '../../core/renewals/change-renewal.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { Problem } from '../problem.ts'
import { saveAuditRow } from '../tasks/audit-row-store.ts'
import { lockRenewal, saveRenewals } from './renewal-store.ts'

/** Who changes something, and when. */
export interface Act {
	actor: string
	at: Date
	/** The workspace's today. */
	day: Day
}

async function getLocked(client: ClientBase, accountId: number, renewalOn: Day): Promise<Renewal> {
	const renewal = await lockRenewal(client, accountId, renewalOn)
	if (renewal) return renewal
	throw new Problem(
		'renewal_missing',
		`expected a renewal of the account on ${formatDay(renewalOn)}, there is none`,
		'look at the list of renewals for its dates',
	)
}

async function save(client: ClientBase, accountId: number, before: Renewal, after: Renewal, act: Act) {
	await saveRenewals(client, [{ accountId, renewal: after }])
	const subject = `renewal ${accountId}/${formatDay(after.renewalOn)}`
	await saveAuditRow(client, { ...act, action: 'renewal.change', subject, before, after })
	return after
}

/** A person's change of a renewal, with its audit row. Throws `Problem` where it is refused. */
export async function editRenewal(
	client: ClientBase,
	accountId: number,
	renewalOn: Day,
	edit: RenewalEdit,
	act: Act,
): Promise<Renewal> {
	const before = await getLocked(client, accountId, renewalOn)
	const result = changeRenewal(before, edit, act.day)
	if (!result.ok) throw new Problem(result.code, result.message)
	return save(client, accountId, before, result.renewal, act)
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
	return save(client, accountId, before, releaseRenewalField(before, field), act)
}
