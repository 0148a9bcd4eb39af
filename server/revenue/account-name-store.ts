import type { ClientBase, Pool } from 'pg'

/** How an account is named in answers. */
export interface AccountName {
	account_id: string
	account_name: string | null
}

/** Names of some accounts; one that is not there is called by its number. */
export async function readAccountNames(
	client: Pool | ClientBase,
	accountIds: readonly number[],
): Promise<(accountId: number) => AccountName> {
	const { rows } = await client.query<{ account_id: number; external_id: string; name: string | null }>(
		'select account_id, external_id, name from account where account_id = any ($1)',
		[[...new Set(accountIds)]],
	)
	const names = new Map(rows.map(row => [row.account_id, row]))
	return accountId => {
		const found = names.get(accountId)
		return { account_id: found?.external_id ?? String(accountId), account_name: found?.name ?? null }
	}
}

/** Accounts whose owner is now the person with that address. */
export async function listOwnAccounts(client: Pool | ClientBase, email: string): Promise<number[]> {
	const { rows } = await client.query<{ account_id: number }>(
		`select account_id from (
			select distinct on (account_id) account_id, body ->> 'owner_email' as owner_email from fact
			where kind = 'account' and part = 'attributes' and body is not null
			order by account_id, known_on desc, version desc, fact_id desc
		) as latest where lower(owner_email) = lower($1)`,
		[email],
	)
	return rows.map(row => row.account_id)
}
