import type { ClientBase, Pool } from 'pg'
import type { Asker } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import { ownerSql } from './account-edit-store.ts'

/** An account as an operation finds it, with whose it is. */
export interface AccountRef {
	accountId: number
	externalId: string
	name: string
	ownerEmail: string | null
}

/**
 * The account with exactly this id; of one that was merged into another, that one. undefined where there is none that a
 * source has described.
 */
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
		`select distinct account.account_id, account.external_id, account.name, ${ownerSql} as owner_email
		from account as named left join account_alias using (account_id)
			join account on account.account_id = coalesce(account_alias.merged_into, named.account_id)
		where named.external_id = $1 and not account.is_stub
		order by account.account_id limit 2`,
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

/** The accounts with these ids, as `findAccountById` finds one. An id that several sources have is left out. */
export async function findAccountsById(
	client: Pool | ClientBase,
	externalIds: readonly string[],
): Promise<Map<string, AccountRef>> {
	const { rows } = await client.query<{
		named: string
		account_id: number
		external_id: string
		name: string | null
		owner_email: string | null
	}>(
		`select distinct named.external_id as named, account.account_id, account.external_id, account.name,
			${ownerSql} as owner_email
		from account as named left join account_alias using (account_id)
			join account on account.account_id = coalesce(account_alias.merged_into, named.account_id)
		where named.external_id = any ($1::text[]) and not account.is_stub`,
		[externalIds],
	)
	const found = Map.groupBy(rows, ({ named }) => named)
	return new Map(
		[...found].flatMap(([named, [row, ...others]]) =>
			row && others.length === 0
				? [
						[
							named,
							{
								accountId: row.account_id,
								externalId: row.external_id,
								name: row.name ?? row.external_id,
								ownerEmail: row.owner_email,
							},
						] as const,
					]
				: [],
		),
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
