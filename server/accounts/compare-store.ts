import type { ClientBase, Pool } from 'pg'

/** How much is known of an account, by kind. */
export interface AccountContent {
	facts: { kind: string; count: number; last_on: string }[]
	usage_from: string | null
	usage_to: string | null
	users: number
	open_tasks: number
	open_renewals: number
	notes: number
}

/** What an account has of its own. */
export async function readContent(client: Pool | ClientBase, accountId: number): Promise<AccountContent> {
	const facts = await client.query<{ kind: string; count: number; last_on: string }>(
		`select kind, count(distinct external_id)::int as count, max(occurred_on) as last_on from fact
		where account_id = $1 and kind <> 'account' and body is not null group by kind order by kind`,
		[accountId],
	)
	const { rows } = await client.query<Omit<AccountContent, 'facts'>>(
		`select (select min(month) from usage_month where account_id = $1) as usage_from,
			(select (max(month) + interval '1 month' - interval '1 day')::date from usage_month where account_id = $1) as usage_to,
			(select count(*)::int from usage_user where account_id = $1) as users,
			(select count(*)::int from task where account_id = $1 and state in ('open', 'snoozed')) as open_tasks,
			(select count(*)::int from renewal where account_id = $1
				and stage not in ('closed_renewed', 'closed_churned') and withdrawn_on is null) as open_renewals,
			(select count(*)::int from note where account_id = $1 and removed_at is null) as notes`,
		[accountId],
	)
	const row = rows[0]
	if (!row) throw new Error('an account without an answer about what it has')
	return { ...row, facts: facts.rows }
}
