import type { ClientBase, Pool } from 'pg'
import { topParent } from '../../core/revenue/top-parent.ts'

/** Which accounts there are, and whose subsidiaries they are. */
export interface AccountTree {
	/** Whether a source has described the account; others are left out of figures by name. */
	isReal(accountId: number): boolean
	/** External id of the account at the top, starting from the account or from the parent that it has. */
	topOf(accountId: number, parentId: string | undefined): string | null
}

/** All real accounts with the parents that are known of them now. */
export async function readAccountTree(client: Pool | ClientBase): Promise<AccountTree> {
	const accounts = await client.query<{ account_id: number; external_id: string }>(
		`select account_id, external_id from account
		where not is_stub and not exists (select from account_alias where account_alias.account_id = account.account_id)`,
	)
	const ids = new Map(accounts.rows.map(row => [row.account_id, row.external_id]))
	const { rows } = await client.query<{ external_id: string; parent_id: string }>(
		`select distinct on (account_id) account.external_id, body ->> 'parent_id' as parent_id
		from fact join account using (account_id)
		where kind = 'account' and body ->> 'parent_id' is not null
		order by account_id, known_on desc, version desc`,
	)
	const parents = new Map(rows.map(row => [row.external_id, row.parent_id]))
	return {
		isReal: accountId => ids.has(accountId),
		topOf: (accountId, parentId) => {
			const start = parentId ?? ids.get(accountId)
			return start === undefined ? null : topParent(start, parents)
		},
	}
}
