import type { ClientBase, Pool } from 'pg'
import { notMerged } from '../accounts/alias-store.ts'

/** Somebody whom the imported data name, whether they can sign in or not. */
export interface ListedTeamMember {
	email: string
	name: string
	role: string
	manager_email: string | null
	region: string | null
	/** Customers that they own on the latest computed date. */
	accounts: number
}

export async function listTeam(client: Pool | ClientBase): Promise<ListedTeamMember[]> {
	const { rows } = await client.query<ListedTeamMember>(
		`select email, name, role, manager_email, region, coalesce(owned.accounts, 0)::int as accounts
		from team_member left join (
			select owner_email, count(*) as accounts from score
			where as_of = (select max(as_of) from day_run) and is_customer
				and ${notMerged('score.account_id')} group by owner_email
		) as owned on owned.owner_email = team_member.email
		order by lower(name), email`,
	)
	return rows
}
