import type { ClientBase, Pool } from 'pg'
import type { Asker } from '../http/mount.ts'
import { Problem } from '../problem.ts'

/** An account as an operation finds it, with whose it is. */
export interface AccountRef {
	accountId: number
	externalId: string
	name: string
	ownerEmail: string | null
}

/** The account with exactly this id; undefined where there is none that a source has described. */
export async function findAccountById(
	client: Pool | ClientBase,
	externalId: string,
): Promise<AccountRef | undefined> {
	const { rows } = await client.query<{
		account_id: number
		external_id: string
		name: string | null
		owner_email: string | null
	}>(
		`select account_id, external_id, name, (
			select fact.body ->> 'owner_email' from fact
			where fact.account_id = account.account_id and kind = 'account' and part = 'attributes' and body is not null
			order by known_on desc, version desc, fact_id desc limit 1
		) as owner_email
		from account where external_id = $1 and not is_stub and not exists (
			select from account_alias where account_alias.account_id = account.account_id
		) order by account_id limit 2`,
		[externalId],
	)
	if (rows.length > 1) {
		throw new Problem('account_ambiguous', `Several sources have an account with the id "${externalId}".`)
	}
	const row = rows[0]
	return (
		row && {
			accountId: row.account_id,
			externalId: row.external_id,
			name: row.name ?? row.external_id,
			ownerEmail: row.owner_email,
		}
	)
}

/** The account, where the asker may see it. One that they may not see is as if it did not exist. */
export async function getReadableAccount(
	client: Pool | ClientBase,
	asker: Asker,
	externalId: string,
): Promise<AccountRef> {
	const account = externalId.includes('\0') ? undefined : await findAccountById(client, externalId)
	if (account && asker.may(account, 'accounts.read')) return account
	throw new Problem(
		'account_unknown',
		`There is no account with the id "${externalId}".`,
		'The list of accounts has their ids.',
	)
}

/** The account that an operation is about, where the asker may do the operation to it. */
export async function getAccountFor(
	client: Pool | ClientBase,
	asker: Asker,
	externalId: string,
): Promise<AccountRef> {
	const account = await getReadableAccount(client, asker, externalId)
	if (asker.may(account)) return account
	throw new Problem(
		'not_yours',
		'This account belongs to somebody else: it can be read, not changed.',
		'Ask its owner or a manager.',
	)
}
