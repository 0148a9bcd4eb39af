import type { ClientBase, Pool } from 'pg'

/** What a person did to a task can be taken back for so long; nothing follows from it before. */
export const takeBackMs = 10_000

/**
 * Has the open runs of accounts looked at within seconds, in the transaction of what was changed: a task was closed,
 * a field was edited. Accounts without an open run are passed over.
 *
 * @param readyAt not looked at before
 */
export async function nudgeRuns(
	client: ClientBase,
	accountIds: readonly number[],
	readyAt: Date,
): Promise<void> {
	if (accountIds.length === 0) return
	await client.query(
		`insert into playbook_nudge (account_id, ready_at)
		select account_id, $2 from unnest($1::bigint[]) as changed (account_id)
		where exists (
			select from playbook_run where playbook_run.account_id = changed.account_id and ended_on is null
		)`,
		[[...new Set(accountIds)], readyAt],
	)
}

/** Takes the accounts that were nudged; they come again where the caller's transaction does not commit. */
export async function takeNudges(client: ClientBase, now: Date): Promise<Set<number>> {
	const { rows } = await client.query<{ account_id: number }>(
		'delete from playbook_nudge where ready_at <= $1 returning account_id',
		[now],
	)
	return new Set(rows.map(row => row.account_id))
}

/** Whether there is anything for runs to look at: a nudge, a send that ended, a wait that is over. Cheap to ask. */
export async function hasRunWork(client: Pool | ClientBase, day: string, now: Date): Promise<boolean> {
	const { rows } = await client.query<{ has_work: boolean }>(
		`select exists (select from playbook_nudge where ready_at <= $2)
			or exists (
				select from send_outcome
				where outcome_id > (select last_outcome_id from playbook_stop where stop_id = 1)
			)
			or exists (
				select from playbook_run where ended_on is null and wait_until <= $1 and state in ('waiting', 'held')
			) as has_work`,
		[day, now],
	)
	return rows[0]?.has_work ?? false
}
