import type { ClientBase } from 'pg'
import { type Day, formatDay } from '../../core/time/day.ts'

/** What tasks need to know of an account as of a date. */
export interface TaskAccount {
	accountId: number
	ownerEmail: string | null
	/** Manager of the owner. */
	managerEmail: string | null
	executiveSponsorEmail: string | null
	arrMinor: bigint | null
}

/** Customers among the accounts, as the date's scores have them. */
export async function readTaskAccounts(
	client: ClientBase,
	accountIds: readonly number[],
	asOf: Day,
): Promise<Map<number, TaskAccount>> {
	const { rows } = await client.query<{
		account_id: number
		owner_email: string | null
		manager_email: string | null
		sponsor_email: string | null
		arr_minor: number | null
	}>(
		`select score.account_id, score.owner_email, team_member.manager_email, score.arr_minor, (
			select fact.body->>'executive_sponsor_email' from fact
			where fact.account_id = score.account_id and fact.kind = 'account' and fact.part = 'attributes'
				and fact.known_on <= $2 order by fact.known_on desc, fact.version desc limit 1
		) as sponsor_email
		from score left join team_member on team_member.email = score.owner_email
		where score.account_id = any($1) and score.as_of = $2 and score.is_customer`,
		[accountIds, formatDay(asOf)],
	)
	return new Map(
		rows.map(row => [
			row.account_id,
			{
				accountId: row.account_id,
				ownerEmail: row.owner_email,
				managerEmail: row.manager_email,
				executiveSponsorEmail: row.sponsor_email,
				arrMinor: row.arr_minor === null ? null : BigInt(row.arr_minor),
			},
		]),
	)
}

/** Who runs the definitions and the data: the first by address among several. */
export async function findOpsEmail(client: ClientBase): Promise<string | null> {
	const { rows } = await client.query<{ email: string }>(
		`select email from team_member where role = 'ops' order by email collate "C" limit 1`,
	)
	return rows[0]?.email ?? null
}
