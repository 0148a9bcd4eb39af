import type { ClientBase, Pool } from 'pg'
import { ownerSql } from './account-edit-store.ts'
import { notMerged } from './alias-store.ts'

export const mostHits = 20

export interface SearchHit {
	kind: 'account' | 'contact'
	account_id: string
	account_name: string | null
	text: string
	detail: string | null
}

/**
 * Accounts whose name or id, and contacts whose name or address begins with the text, without regard to case; each by
 * an index. `onlyOf`: only accounts of this owner.
 */
export async function searchByBeginning(
	client: Pool | ClientBase,
	text: string,
	onlyOf: string | null,
): Promise<SearchHit[]> {
	const beginning = `${text.toLowerCase().replaceAll(/[\\%_]/g, character => `\\${character}`)}%`
	const owned = `($3::text is null or lower($3) = lower(${ownerSql})) and ${notMerged('account.account_id')}`
	const { rows } = await client.query<SearchHit>(
		`(select 'account' as kind, external_id as account_id, name as account_name, name as text, external_id as detail
			from account where not is_stub and lower(name) like $1 and ${owned} order by lower(name) limit $2)
		union
		(select 'account', external_id, name, name, external_id
			from account where not is_stub and lower(external_id) like $1 and ${owned} order by lower(external_id) limit $2)
		union
		(select 'contact', account.external_id, account.name, coalesce(fact.body ->> 'name', fact.body ->> 'email'),
				concat_ws(' · ', fact.body ->> 'role', fact.body ->> 'email')
			from fact join account using (account_id)
			where kind = 'contact' and part = 'profile' and lower(body ->> 'name') like $1 and not is_stub and ${owned}
			limit $2)
		union
		(select 'contact', account.external_id, account.name, coalesce(fact.body ->> 'name', fact.body ->> 'email'),
				concat_ws(' · ', fact.body ->> 'role', fact.body ->> 'email')
			from fact join account using (account_id)
			where kind = 'contact' and part = 'profile' and lower(body ->> 'email') like $1 and not is_stub and ${owned}
			limit $2)
		order by kind, text limit $2`,
		[beginning, mostHits, onlyOf],
	)
	return rows.map(row => ({ ...row, text: row.text ?? row.account_id, detail: row.detail || null }))
}
