import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

/** So long a merge can be undone. */
export const undoDays = 30

/** That one account was said to be another. */
export interface StoredMerge {
	mergeId: number
	mergedId: number
	mergedExternalId: string
	mergedName: string | null
	keptId: number
	keptExternalId: string
	keptName: string | null
	mergedAt: Date
	mergedBy: string
	mergedOn: Day
	movedTasks: number[]
	undoneAt: Date | null
	undoneBy: string | null
}

interface MergeRow {
	merge_id: number
	account_id: number
	merged_external_id: string
	merged_name: string | null
	kept_account_id: number
	kept_external_id: string
	kept_name: string | null
	merged_at: Date
	merged_by: string
	merged_on: string
	moved_tasks: (number | string)[]
	undone_at: Date | null
	undone_by: string | null
}

const selectMerges = `select account_merge.*, merged.external_id as merged_external_id, merged.name as merged_name,
		kept.external_id as kept_external_id, kept.name as kept_name
	from account_merge join account as merged on merged.account_id = account_merge.account_id
		join account as kept on kept.account_id = account_merge.kept_account_id`

function toMerge(row: MergeRow): StoredMerge {
	return {
		mergeId: row.merge_id,
		mergedId: row.account_id,
		mergedExternalId: row.merged_external_id,
		mergedName: row.merged_name,
		keptId: row.kept_account_id,
		keptExternalId: row.kept_external_id,
		keptName: row.kept_name,
		mergedAt: row.merged_at,
		mergedBy: row.merged_by,
		mergedOn: getDay(row.merged_on),
		movedTasks: row.moved_tasks.map(Number),
		undoneAt: row.undone_at,
		undoneBy: row.undone_by,
	}
}

/** Merges change who is who for everybody: one at a time. Held until the end of the transaction. */
export async function lockMerges(client: ClientBase): Promise<void> {
	await client.query('select pg_advisory_xact_lock(7305119)')
}

export async function findMerge(
	client: Pool | ClientBase,
	mergeId: number,
): Promise<StoredMerge | undefined> {
	const { rows } = await client.query<MergeRow>(`${selectMerges} where merge_id = $1`, [mergeId])
	return rows[0] && toMerge(rows[0])
}

/** The latest first; of one account, where one is named, whichever side it was. */
export async function listMerges(
	client: Pool | ClientBase,
	accountId: number | null,
	limit: number,
): Promise<StoredMerge[]> {
	const { rows } = await client.query<MergeRow>(
		`${selectMerges} where $1::bigint is null or account_merge.account_id = $1 or kept_account_id = $1
		order by merge_id desc limit $2`,
		[accountId, limit],
	)
	return rows.map(toMerge)
}

/** An account that can be merged into another: described by a source or only named by rows, and not merged yet. */
export async function listMergeable(
	client: Pool | ClientBase,
	externalId: string,
): Promise<{ accountId: number; externalId: string; name: string | null }[]> {
	const { rows } = await client.query<{ account_id: number; external_id: string; name: string | null }>(
		`select account_id, external_id, name from account where external_id = $1 and not exists (
			select from account_alias where account_alias.account_id = account.account_id
		) order by is_stub, account_id`,
		[externalId],
	)
	return rows.map(row => ({ accountId: row.account_id, externalId: row.external_id, name: row.name }))
}

/** Says that an account is another one. Facts stay where they are; open tasks that people made go over. */
export async function insertMerge(
	client: ClientBase,
	{ mergedId, keptId }: { mergedId: number; keptId: number },
	{ actor, at, day }: { actor: string; at: Date; day: Day },
): Promise<number> {
	const moved = await client.query<{ task_id: number }>(
		`update task set account_id = $2
		where account_id = $1 and source_kind = 'person' and state in ('open', 'snoozed') returning task_id`,
		[mergedId, keptId],
	)
	const { rows } = await client.query<{ merge_id: number }>(
		`insert into account_merge (account_id, merge_id, kept_account_id, merged_at, merged_by, merged_on, moved_tasks)
		values ($1, nextval('account_merge_id_seq'), $2, $3, $4, $5, $6) returning merge_id`,
		[mergedId, keptId, at, actor, formatDay(day), moved.rows.map(row => row.task_id)],
	)
	await rebuildAliases(client, at)
	return rows[0]?.merge_id ?? 0
}

/** Takes a merge back: the account is its own again, and its tasks are its own. */
export async function saveMergeUndone(
	client: ClientBase,
	merge: StoredMerge,
	{ actor, at }: { actor: string; at: Date },
): Promise<void> {
	await client.query(
		`update account_merge set undone_at = $3, undone_by = $4 where account_id = $1 and merge_id = $2`,
		[merge.mergedId, merge.mergeId, at, actor],
	)
	await client.query(
		`update task set account_id = $2 where account_id = $1 and source_kind = 'person' and task_id = any($3)`,
		[merge.keptId, merge.mergedId, merge.movedTasks],
	)
	await rebuildAliases(client, at)
}

/** Every merge that holds, chains followed to their end: an account whose account was merged in turn is part of that one. */
async function rebuildAliases(client: ClientBase, at: Date): Promise<void> {
	await client.query('delete from account_alias')
	await client.query(
		`with recursive holding as (
			select account_id, kept_account_id, merged_at from account_merge where undone_at is null
		), chain as (
			select account_id, kept_account_id as target, 1 as steps from holding
			union all
			select chain.account_id, holding.kept_account_id, steps + 1
			from chain join holding on holding.account_id = chain.target where steps < 1000
		)
		insert into account_alias (account_id, merged_into, merged_at)
		select account_id, target, $1::timestamptz from chain
		where not exists (select from holding where holding.account_id = chain.target)`,
		[at],
	)
}
