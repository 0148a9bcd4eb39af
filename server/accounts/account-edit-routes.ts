import type { ClientBase, Pool } from 'pg'
import type { z } from 'zod'
import type { ChangedAccount } from '../../api/account-changes.ts'
import {
	type AccountEdit,
	changeAccount,
	changeAccounts,
	type EditableField,
	editableFields,
	listAccountEdits,
	releaseAccountField,
} from '../../api/account-edits.ts'
import { assignStage, prepareStages } from '../../core/lifecycle/assign-stage.ts'
import { refuseChangedMeanwhile } from '../changed-meanwhile.ts'
import type { Asker, Mount } from '../http/mount.ts'
import { InputProblem } from '../http/problem-details.ts'
import { readModel } from '../model/model-store.ts'
import { Problem } from '../problem.ts'
import { listEdits, lockAccounts } from './account-edit-store.ts'
import type { AccountLists } from './account-list-store.ts'
import { readPresentValues, readSourceValues } from './account-value-store.ts'
import { type AccountChange, type EditAct, editAccounts, storedField } from './edit-accounts.ts'
import { type AccountRef, getAccountFor, getReadableAccount } from './get-account-store.ts'
import { namesOfCondition } from './names-of-condition.ts'
import { readShownDay } from './shown-day-store.ts'

export interface AccountEditOptions {
	lists: AccountLists
	/** Computes the account's today again and gives its row; null row: it has no results yet. */
	showAfter(
		account: AccountRef,
		now: Date,
	): Promise<Pick<z.input<typeof ChangedAccount>, 'account' | 'recomputed'>>
}

/** Who gave an account away by mistake can take it back for so long. */
const takeBackMs = 60_000

/** Owner, lifecycle stage, name and attributes as people set them. */
export function mountAccountEditRoutes(mount: Mount, options: AccountEditOptions): void {
	mount.change(changeAccount, async call => {
		const { params, body, client, act } = call
		const { expected, open_work: openWork, ...set } = body
		const account = await openAccount(client, call, params.id)
		await checkStage(client, set, act)
		const present = await lockPresentValues(client, [{ account }], act)
		refuseChangedMeanwhile(expected, present(account), set)
		const edited = await editAccounts(client, [{ account, set, release: [] }], openWork, act)
		call.afterCommit(async answer => ({ ...answer, ...(await options.showAfter(account, call.now)) }))
		return {
			id: account.externalId,
			account: null,
			recomputed: false,
			before: edited.before.get(account.accountId) ?? [],
			tasks_moved: edited.tasksMoved,
			renewals_moved: edited.renewalsMoved,
		}
	})
	mount.change(releaseAccountField, async call => {
		const { params, body, client, act } = call
		const account = await openAccount(client, call, params.id)
		const edited = await editAccounts(
			client,
			[{ account, set: {}, release: [body.field] }],
			body.open_work,
			act,
		)
		call.afterCommit(async answer => ({ ...answer, ...(await options.showAfter(account, call.now)) }))
		return {
			id: account.externalId,
			account: null,
			recomputed: false,
			tasks_moved: edited.tasksMoved,
			renewals_moved: edited.renewalsMoved,
		}
	})
	mount.change(changeAccounts, async call => {
		const { body, client, act } = call
		const refused: { id: string; code: string; message: string }[] = []
		const refuse = (id: string, error: unknown) => {
			if (!(error instanceof Problem)) throw error
			refused.push({ id, code: error.code, message: error.message })
		}
		const opened: OpenedChange[] = []
		for (const { id, release, expected, ...set } of new Map(
			body.accounts.map(item => [item.id, item]),
		).values()) {
			await checkStage(client, set, act)
			try {
				const account = await openAccount(client, call, id)
				opened.push({ account, set, release: release ?? [], expected: expected ?? {} })
			} catch (error) {
				refuse(id, error)
			}
		}
		const present = await lockPresentValues(client, opened, act)
		const changes = opened.filter(({ account, set, expected }) => {
			try {
				refuseChangedMeanwhile(expected, present(account), set)
				return true
			} catch (error) {
				refuse(account.externalId, error)
				return false
			}
		})
		const edited = await editAccounts(client, changes, body.open_work, act)
		return {
			changed: changes.map(({ account }) => ({
				id: account.externalId,
				before: (edited.before.get(account.accountId) ?? []).flatMap(({ field, ...before }) =>
					field === 'owner_email' || field === 'stage' ? { field, ...before } : [],
				),
			})),
			refused,
			tasks_moved: edited.tasksMoved,
			renewals_moved: edited.renewalsMoved,
		}
	})
	mount.read(listAccountEdits, async call => listEditsOf(call, options.lists))
}

async function listEditsOf(call: Asker & { pool: Pool; params: { id: string } }, lists: AccountLists) {
	const { params, pool, now } = call
	const account = await getAccountFor(pool, call, params.id)
	const { day } = await readShownDay(pool, now)
	const edits = await listEdits(pool, [account.accountId])
	const values = (await readSourceValues(pool, [account.accountId], day)).get(account.accountId)
	const { model } = await readModel(pool, now)
	const items = []
	for (const edit of edits) {
		const isStage = edit.field === 'lifecycle_stage'
		items.push({
			field: isStage ? ('stage' as const) : (edit.field as EditableField),
			value: edit.value,
			source_value: isStage
				? await stageByRules(lists, account.accountId, day)
				: (values?.get(edit.field) ?? null),
			by: edit.setBy,
			at: edit.setAt.toISOString(),
		})
	}
	return { items, stages: model.lifecycleStages.map(({ id, name }) => ({ id, name })) }
}

/** The stage that the rules would give the account from where it is. */
async function stageByRules(lists: AccountLists, accountId: number, day: number): Promise<string | null> {
	const list = await lists.on(day)
	const at = list?.positionOf(accountId) ?? -1
	if (!list || at < 0) return null
	const stages = prepareStages(list.model.lifecycleStages)
	const names = new Set(
		stages.flatMap(({ enter, exit }) => [
			...namesOfCondition(enter),
			...(exit ? namesOfCondition(exit) : []),
		]),
	)
	return assignStage(stages, list.columns.stages[at] ?? null, await list.lookupAt({ at }, names))
}

/** The account where the asker may change it, or gave it away a moment ago. */
async function openAccount(
	client: ClientBase,
	call: Asker & { act: EditAct },
	id: string,
): Promise<AccountRef> {
	const account = await getReadableAccount(client, call, id)
	if (call.may(account)) return account
	const edits = await listEdits(client, [account.accountId])
	const isOwnSlip = edits.some(
		({ field, setBy, setAt }) =>
			field === 'owner_email' &&
			setBy === call.act.actor &&
			call.now.getTime() - setAt.getTime() < takeBackMs,
	)
	return isOwnSlip ? account : getAccountFor(client, call, id)
}

async function checkStage(
	client: ClientBase,
	{ stage }: Pick<AccountEdit, 'stage'>,
	{ at }: EditAct,
): Promise<void> {
	if (stage === undefined) return
	const { model } = await readModel(client, at)
	if (model.lifecycleStages.some(({ id }) => id === stage)) return
	const known = model.lifecycleStages.map(({ id }) => id).join(', ')
	throw new InputProblem([{ at: 'body.stage', message: `expected one of ${known}, got "${stage}"` }])
}

type Seen = Partial<Record<EditableField, string | null>>
type OpenedChange = AccountChange & { expected: Seen }

/** What the fields of these accounts are, under their lock: of two people who saw the same the later is told. */
async function lockPresentValues(
	client: ClientBase,
	opened: readonly { account: AccountRef }[],
	{ day }: EditAct,
): Promise<(account: AccountRef) => Seen> {
	const ids = opened.map(({ account }) => account.accountId)
	await lockAccounts(client, ids)
	const values = await readPresentValues(client, ids, day)
	return ({ accountId }) =>
		Object.fromEntries(
			editableFields.map(field => [field, values.get(accountId)?.get(storedField(field)) ?? null]),
		)
}
