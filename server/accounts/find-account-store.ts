import type { ClientBase, Pool } from 'pg'
import { Problem } from '../problem.ts'
import type { ListedAccount } from './account-store.ts'
import { notMerged } from './alias-store.ts'

/**
 * The account that a person means: by its id, else by its name without regard to case, else by the only name that
 * begins so. Throws a problem with the nearest names where none or several are meant.
 */
export async function findAccount(client: Pool | ClientBase, reference: string): Promise<ListedAccount> {
	const { rows } = await client.query<{
		account_id: number
		external_id: string
		name: string
		rank: number
	}>(
		`select account_id, external_id, name,
			case when external_id = $1 then 0 when lower(name) = lower($1) then 1 else 2 end as rank
		from account
		where not is_stub and ${notMerged('account.account_id')} and (external_id = $1 or starts_with(lower(name), lower($1)))
		order by rank, name, account_id limit 6`,
		[reference],
	)
	const best = rows.filter(row => row.rank === rows[0]?.rank)
	const [only] = best
	if (only && best.length === 1) {
		return { accountId: only.account_id, externalId: only.external_id, name: only.name }
	}
	if (only) {
		const names = best.map(row => `${row.name} (${row.external_id})`).join(', ')
		throw new Problem('account_ambiguous', `"${reference}" could be ${names}.`, 'Name the account by its id.')
	}
	throw new Problem(
		'account_unknown',
		`There is no account with the id or name "${reference}".`,
		'perennial accounts lists them all.',
	)
}
