import type { ClientBase, Pool } from 'pg'
import type { z } from 'zod'
import {
	compareAccounts,
	listMerges as listMergesContract,
	mergeAccounts,
	undoMerge,
} from '../../api/account-edits.ts'
import type { AccountRow } from '../../api/accounts.ts'
import { accountFieldsAsOf } from '../../core/facts/account-fields.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import type { Asker, Mount } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import { readAccountFacts } from './account-facts-store.ts'
import type { AccountLists } from './account-list-store.ts'
import { accountRowAt } from './account-row-store.ts'
import { readContent } from './compare-store.ts'
import { type AccountRef, findAccountById, getReadableAccount } from './get-account-store.ts'
import { saveScoreChange } from './list-version-store.ts'
import {
	findMerge,
	insertMerge,
	listMergeable,
	listMerges,
	lockMerges,
	type StoredMerge,
	saveMergeUndone,
	undoDays,
} from './merge-store.ts'
import { readShownDay } from './shown-day-store.ts'

export interface MergeRouteOptions {
	lists: AccountLists
	showAfter(
		account: AccountRef,
		now: Date,
	): Promise<{ account: z.input<typeof AccountRow> | null; recomputed: boolean }>
}

const mostMerges = 200

/** Accounts that are one: compared, merged, taken apart again. */
export function mountMergeRoutes(mount: Mount, { lists, showAfter }: MergeRouteOptions): void {
	mount.read(compareAccounts, async call => {
		const { params } = call
		return {
			items: [
				await sideOf(call, lists, params.id, []),
				await sideOf(call, lists, params.other_id, [params.id]),
			],
		}
	})
	mount.change(mergeAccounts, async call => {
		const { params, body, client, act } = call
		await lockMerges(client)
		const kept = await getReadableAccount(client, call, params.id)
		const merged = await getMergeable(client, body.merged_id, kept.accountId)
		const mergeId = await insertMerge(client, { mergedId: merged.accountId, keptId: kept.accountId }, act)
		const merge = await findMerge(client, mergeId)
		if (!merge) throw new Error('the merge was not stored')
		await noteChange(client, merge, act)
		await saveAuditRow(client, {
			...act,
			action: 'account.merge',
			subject: `account ${kept.accountId}`,
			before: { kept: kept.externalId, merged: merged.externalId },
			after: { merge_id: mergeId, tasks_moved: merge.movedTasks },
		})
		call.afterCommit(async answer => ({ ...answer, ...(await showAfter(kept, call.now)) }))
		return { ...mergeJson(merge, act.day), account: null, recomputed: false }
	})
	mount.change(undoMerge, async call => {
		const { params, client, act } = call
		await lockMerges(client)
		const merge = await findMerge(client, params.merge_id)
		if (!merge) throw new Problem('not_found', 'There is no such merge.')
		if (merge.undoneAt) throw new Problem('already_there', 'The merge was undone already.')
		if (act.day > merge.mergedOn + undoDays) {
			throw new Problem(
				'merge_over',
				`The merge of ${formatDay(merge.mergedOn)} could be undone until ${formatDay(merge.mergedOn + undoDays)}.`,
			)
		}
		await saveMergeUndone(client, merge, act)
		await noteChange(client, merge, act)
		await saveAuditRow(client, {
			...act,
			action: 'account.unmerge',
			subject: `account ${merge.keptId}`,
			before: { merge_id: merge.mergeId, kept: merge.keptExternalId, merged: merge.mergedExternalId },
			after: null,
		})
		const undone = { ...merge, undoneAt: act.at, undoneBy: act.actor }
		call.afterCommit(async answer => {
			for (const [accountId, externalId, name] of [
				[merge.keptId, merge.keptExternalId, merge.keptName],
				[merge.mergedId, merge.mergedExternalId, merge.mergedName],
			] as const) {
				await showAfter({ accountId, externalId, name: name ?? externalId, ownerEmail: null }, call.now)
			}
			return answer
		})
		return mergeJson(undone, act.day)
	})
	mount.read(listMergesContract, async call => {
		const { query, pool, now } = call
		const { today } = await readShownDay(pool, now)
		const account =
			query.account === undefined ? undefined : await getReadableAccount(pool, call, query.account)
		if (!account && !call.may({ ownerEmail: null })) return { items: [] }
		const merges = await listMerges(pool, account?.accountId ?? null, mostMerges)
		return { items: merges.map(merge => mergeJson(merge, today)) }
	})
}

function mergeJson(merge: StoredMerge, today: Day) {
	return {
		id: merge.mergeId,
		kept_id: merge.keptExternalId,
		kept_name: merge.keptName,
		merged_id: merge.mergedExternalId,
		merged_name: merge.mergedName,
		by: merge.mergedBy,
		at: merge.mergedAt.toISOString(),
		undo_until: formatDay(merge.mergedOn + undoDays),
		may_undo: merge.undoneAt === null && today <= merge.mergedOn + undoDays,
		undone_at: merge.undoneAt?.toISOString() ?? null,
		undone_by: merge.undoneBy,
	}
}

/** Lists take both accounts anew; what follows from the merge is computed afterwards. */
async function noteChange(
	client: ClientBase,
	merge: StoredMerge,
	{ day, at }: { day: Day; at: Date },
): Promise<void> {
	await saveScoreChange(client, merge.keptId, day, at)
	await saveScoreChange(client, merge.mergedId, day, at)
}

/** Of several accounts with the id (of several sources), the one that is not the other side. */
async function getMergeable(client: Pool | ClientBase, externalId: string, keptId: number) {
	const found = externalId.includes('\0') ? [] : await listMergeable(client, externalId)
	const [merged, other] = found.filter(({ accountId }) => accountId !== keptId)
	if (merged && !other) return merged
	if (merged) {
		throw new Problem('account_ambiguous', `Several sources have an account with the id "${externalId}".`)
	}
	if (found.length > 0) throw new Problem('merge_refused', 'An account cannot be merged into itself.')
	const present = externalId.includes('\0') ? undefined : await findAccountById(client, externalId)
	if (present?.accountId === keptId)
		throw new Problem('merge_refused', `"${externalId}" is part of it already.`)
	if (present) {
		throw new Problem(
			'merge_refused',
			`"${externalId}" is part of "${present.externalId}" already.`,
			'Undo that merge first, or merge that account.',
		)
	}
	throw new Problem('account_unknown', `There is no account with the id "${externalId}".`)
}

/** What one account has of its own, described by a source or not. */
async function sideOf(
	call: Asker & { pool: Pool },
	lists: AccountLists,
	externalId: string,
	others: readonly string[],
) {
	const { pool, now } = call
	const described = externalId.includes('\0')
		? undefined
		: await findAccountById(pool, externalId).catch(() => undefined)
	if (described) await getReadableAccount(pool, call, externalId)
	else if (!call.may({ ownerEmail: null })) throw unknown(externalId)
	const [account] = externalId.includes('\0') ? [] : await listMergeable(pool, externalId)
	if (!account || others.includes(externalId)) throw unknown(externalId)
	const { day, today } = await readShownDay(pool, now)
	const list = await lists.on(day)
	const at = list?.positionOf(account.accountId) ?? -1
	const facts = await readAccountFacts(pool, account.accountId)
	const history = { ...account, name: account.name ?? account.externalId, facts, usage: noUsage }
	return {
		account: list && at >= 0 ? accountRowAt(list, at, today) : null,
		id: account.externalId,
		name: account.name ?? account.externalId,
		fields: accountFieldsAsOf(history, day, list?.model.settings.fixedAttributes),
		...(await readContent(pool, account.accountId)),
	}
}

function unknown(externalId: string): Problem {
	return new Problem('account_unknown', `There is no account with the id "${externalId}" to compare.`)
}

const noUsage = {
	length: 0,
	days: new Int32Array(0),
	measures: new Uint16Array(0),
	users: new Uint32Array(0),
	values: new Float64Array(0),
	lags: new Uint16Array(0),
}
