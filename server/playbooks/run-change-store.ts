import type { ClientBase } from 'pg'
import { accountEditFields, editedPart, handSource } from '../../core/model/account-edit.ts'
import { attributePrefix } from '../../core/model/condition.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { listEdits, saveFieldChanges } from '../accounts/account-edit-store.ts'
import { saveSource } from '../sources/load-store.ts'
import type { StoredRun } from './run-store.ts'

/** Name by which conditions see a field that a step sets. */
export function conditionNameOf(field: string): string {
	if (field === 'lifecycle_stage') return 'stage'
	return accountEditFields.some(known => known === field) ? field : `${attributePrefix}${field}`
}

/**
 * Sets a field of an account for a run, from the day on. What a person set stays the person's: then nothing is
 * written and the answer says so.
 */
export async function setAccountField(
	client: ClientBase,
	run: StoredRun,
	field: string,
	value: string | number | boolean,
	{ now, day }: { now: Date; day: Day },
): Promise<{ isSet: boolean }> {
	const actor = `playbook ${run.playbookId}`
	const own = accountEditFields.find(known => known === field)
	if (own) {
		const edits = await listEdits(client, [run.accountId])
		const byPerson = edits.some(edit => edit.field === own && !edit.setBy.startsWith('playbook '))
		if (byPerson) return { isSet: false }
		const change = { accountId: run.accountId, field: own, set: { value: String(value) } }
		await saveFieldChanges(client, [change], { actor, at: now, day })
		return { isSet: true }
	}
	const name = `${attributePrefix}${field}`
	const sourceId = await saveSource(client, handSource)
	await client.query(
		`insert into fact (account_id, fact_id, source_id, kind, part, external_id, version, occurred_on, known_on,
			load_id, body)
		select $1, nextval('fact_id_seq'), $2, 'account', $3, $4, 1 + coalesce((
			select max(version) from fact where account_id = $1 and kind = 'account' and part = $3 and external_id = $4
		), 0), $5, $5, 0, $6`,
		[
			run.accountId,
			sourceId,
			editedPart,
			name,
			formatDay(day),
			JSON.stringify({ [name]: value, set_by: actor }),
		],
	)
	return { isSet: true }
}

/** Notes what a run wrote, so that rules that start by it are counted as led to by it. */
export async function saveRunChange(
	client: ClientBase,
	run: StoredRun,
	stepId: string,
	changed: { name: string; value: string | null; on: Day },
): Promise<boolean> {
	const { rowCount } = await client.query(
		`insert into playbook_change (account_id, run_id, step_id, changed_on, name, value, depth, chain)
		values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
		[
			run.accountId,
			run.runId,
			stepId,
			formatDay(changed.on),
			changed.name,
			changed.value,
			run.depth,
			run.chain,
		],
	)
	return rowCount === 1
}
