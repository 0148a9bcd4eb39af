import type { ClientBase } from 'pg'
import type { EditableField } from '../../api/account-edits.ts'
import type { AccountEditField } from '../../core/model/account-edit.ts'
import type { Day } from '../../core/time/day.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import {
	type FieldChange,
	keepRenewalOwners,
	listEdits,
	lockAccounts,
	moveRenewals,
	moveTasks,
	type StoredEdit,
	saveFieldChanges,
	saveShownValues,
} from './account-edit-store.ts'
import { readPresentValues } from './account-value-store.ts'
import type { AccountRef } from './get-account-store.ts'

/** What is asked of one account. */
export interface AccountChange {
	account: AccountRef
	set: Partial<Record<EditableField, string | null>>
	release: readonly EditableField[]
}

/** How the fields that were touched were before. */
export interface FieldBefore {
	field: EditableField
	value: string | null
	was_set: boolean
}

export interface EditedAccounts {
	before: Map<number, FieldBefore[]>
	tasksMoved: number
	renewalsMoved: number
}

export interface EditAct {
	actor: string
	at: Date
	day: Day
}

export function storedField(field: EditableField): AccountEditField {
	return field === 'stage' ? 'lifecycle_stage' : field
}

/**
 * Sets fields of accounts or gives them back, with what follows at once: the shown owner and stage, the open work that
 * the owner has because of the account, and an audit row for each. Sets only what is another value than before.
 */
export async function editAccounts(
	client: ClientBase,
	changes: readonly AccountChange[],
	openWork: 'move' | 'keep',
	act: EditAct,
): Promise<EditedAccounts> {
	const ids = changes.map(({ account }) => account.accountId)
	await lockAccounts(client, ids)
	const edits = await listEdits(client, ids)
	const before = await readPresentValues(client, ids, act.day)
	const fieldChanges = changes.flatMap(change => fieldChangesOf(change, edits, before))
	await saveFieldChanges(client, fieldChanges, act)
	const after = await readPresentValues(client, ids, act.day)
	const shown = fieldChanges.flatMap(change => shownValueOf(change, after))
	await saveShownValues(client, act.day, shown, act.at)
	const moves = fieldChanges
		.filter(({ field }) => field === 'owner_email')
		.map(({ accountId }) => ({
			accountId,
			from: before.get(accountId)?.get('owner_email') ?? null,
			to: after.get(accountId)?.get('owner_email') ?? null,
		}))
		.filter(({ from, to }) => from !== to)
	const moved = await moveWork(client, moves, openWork)
	const touched = new Map(changes.map(change => [change.account.accountId, beforeOf(change, edits, before)]))
	for (const change of changes) {
		const own = fieldChanges.filter(({ accountId }) => accountId === change.account.accountId)
		if (own.length === 0) continue
		await saveAuditRow(client, {
			...act,
			action: own.every(({ set }) => set === null) ? 'account.release' : 'account.change',
			subject: `account ${change.account.accountId}`,
			before: Object.fromEntries(
				(touched.get(change.account.accountId) ?? []).map(item => [item.field, item.value]),
			),
			after: {
				...change.set,
				...(change.release.length > 0 ? { released: change.release } : {}),
				...(moves.some(({ accountId }) => accountId === change.account.accountId)
					? { open_work: openWork }
					: {}),
			},
		})
	}
	return { before: touched, ...moved }
}

type Present = ReadonlyMap<number, ReadonlyMap<AccountEditField, string | null>>

function fieldChangesOf(
	{ account, set, release }: AccountChange,
	edits: readonly StoredEdit[],
	before: Present,
): FieldChange[] {
	const { accountId } = account
	const isSet = (field: AccountEditField) =>
		edits.some(edit => edit.accountId === accountId && edit.field === field)
	const changes: FieldChange[] = []
	for (const [name, value] of Object.entries(set)) {
		const field = storedField(name as EditableField)
		if (value === undefined) continue
		const present = before.get(accountId)?.get(field) ?? null
		// The same again is no change; what only a source says becomes the person's, so that no import undoes it.
		if (present === value && isSet(field)) continue
		changes.push({ accountId, field, set: { value } })
	}
	for (const name of release) {
		const field = storedField(name)
		if (isSet(field)) changes.push({ accountId, field, set: null })
	}
	return changes
}

function beforeOf(
	{ account, set, release }: AccountChange,
	edits: readonly StoredEdit[],
	before: Present,
): FieldBefore[] {
	const names = [...new Set([...(Object.keys(set) as EditableField[]), ...release])]
	return names
		.filter(name => set[name] !== undefined || release.includes(name))
		.map(name => ({
			field: name,
			value: before.get(account.accountId)?.get(storedField(name)) ?? null,
			was_set: edits.some(edit => edit.accountId === account.accountId && edit.field === storedField(name)),
		}))
}

/** A stage that is given back is what the rules say, which is computed afterwards. */
function shownValueOf(
	{ accountId, field, set }: FieldChange,
	after: Present,
): { accountId: number; column: 'owner_email' | 'stage'; value: string | null }[] {
	if (field === 'owner_email')
		return [{ accountId, column: 'owner_email', value: after.get(accountId)?.get(field) ?? null }]
	if (field === 'lifecycle_stage' && set) return [{ accountId, column: 'stage', value: set.value }]
	return []
}

async function moveWork(
	client: ClientBase,
	moves: readonly { accountId: number; from: string | null; to: string | null }[],
	openWork: 'move' | 'keep',
): Promise<{ tasksMoved: number; renewalsMoved: number }> {
	if (moves.length === 0) return { tasksMoved: 0, renewalsMoved: 0 }
	if (openWork === 'keep') {
		await keepRenewalOwners(
			client,
			moves.map(({ accountId }) => accountId),
		)
		return { tasksMoved: 0, renewalsMoved: 0 }
	}
	return { tasksMoved: await moveTasks(client, moves), renewalsMoved: await moveRenewals(client, moves) }
}
