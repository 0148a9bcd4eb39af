import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

/** An account that a source has described, not only mentioned. */
export interface ListedAccount {
	accountId: number
	externalId: string
	name: string
}

/** Where the accounts of one source are, for writers. */
export interface AccountPlace {
	accountId: number
	/** First day that any fact of it occurred on, null before the first. */
	firstOn: Day | null
}

/** All real accounts in the order of their ids. Stubs and accounts merged into another are not in it. */
export async function listAccounts(client: Pool | ClientBase): Promise<ListedAccount[]> {
	const { rows } = await client.query<{ account_id: number; external_id: string; name: string }>(`
		select account_id, external_id, name from account
		where not is_stub and not exists (
			select from account_alias where account_alias.account_id = account.account_id
		)
		order by account_id`)
	return rows.map(row => ({ accountId: row.account_id, externalId: row.external_id, name: row.name }))
}

/** Every account that the source ever named, stubs included, by the id that the source uses. */
export async function listAccountPlaces(
	client: ClientBase,
	sourceId: number,
): Promise<Map<string, AccountPlace>> {
	const { rows } = await client.query<{
		external_id: string
		account_id: number
		first_on: string | null
	}>(
		`select account_key.external_id, account_key.account_id, account.first_on
		from account_key left join account using (account_id) where account_key.source_id = $1`,
		[sourceId],
	)
	return new Map(
		rows.map(row => [
			row.external_id,
			{ accountId: row.account_id, firstOn: row.first_on === null ? null : getDay(row.first_on) },
		]),
	)
}

/**
 * An id that another source uses already is the same account there: it is written down as this source's too. Of
 * several accounts with one id, as older versions made them, the described one that is no part of another counts.
 */
export async function linkKnownAccounts(
	client: ClientBase,
	sourceId: number,
	externalIds: readonly string[],
): Promise<void> {
	await client.query(
		`insert into account_key (source_id, external_id, account_id)
		select distinct on (external_id) $1::int, external_id, account_id
		from account left join account_alias using (account_id)
		where external_id = any ($2)
		order by external_id, merged_into is not null, is_stub, account_id
		on conflict (source_id, external_id) do nothing`,
		[sourceId, externalIds],
	)
}

/** Where these accounts of a source are. */
export async function findPlaces(
	client: ClientBase,
	sourceId: number,
	externalIds: readonly string[],
): Promise<Map<string, AccountPlace & { name: string | null; isStub: boolean }>> {
	const { rows } = await client.query<{
		external_id: string
		account_id: number
		first_on: number | null
		name: string | null
		is_stub: boolean
	}>(
		`select account_key.external_id, account_id, first_on - date '1970-01-01' as first_on, name, is_stub
		from account_key join account using (account_id)
		where source_id = $1 and account_key.external_id = any ($2)`,
		[sourceId, externalIds],
	)
	return new Map(
		rows.map(row => [
			row.external_id,
			{ accountId: row.account_id, firstOn: row.first_on, name: row.name, isStub: row.is_stub },
		]),
	)
}

/**
 * Makes the accounts that a source names for the first time, as stubs. Where another process made one of them in
 * the meantime, its account is the answer: each is made once.
 */
export async function createStubs(
	client: ClientBase,
	sourceId: number,
	externalIds: readonly string[],
): Promise<Map<string, number>> {
	const taken = await client.query<{ external_id: string; account_id: number }>(
		`insert into account_key (source_id, external_id, account_id)
		select $1, external_id, nextval('account_id_seq')
		from unnest($2::text[]) with ordinality as named (external_id, position) order by position
		on conflict (source_id, external_id) do nothing
		returning external_id, account_id`,
		[sourceId, externalIds],
	)
	const made = new Map(taken.rows.map(row => [row.external_id, row.account_id]))
	await client.query(
		`insert into account (account_id, external_id)
		select * from unnest($1::bigint[], $2::text[])`,
		[[...made.values()], [...made.keys()]],
	)
	const others = externalIds.filter(id => !made.has(id))
	if (others.length === 0) return made
	const found = await client.query<{ external_id: string; account_id: number }>(
		'select external_id, account_id from account_key where source_id = $1 and external_id = any ($2)',
		[sourceId, others],
	)
	for (const row of found.rows) made.set(row.external_id, row.account_id)
	return made
}

/** Makes accounts real, or renames them; a name that a person set stays. */
export async function saveAccountNames(
	client: ClientBase,
	names: ReadonlyMap<number, string>,
): Promise<void> {
	if (names.size === 0) return
	await client.query(
		`update account set is_stub = false, name = coalesce((
			select value from account_edit
			where account_edit.account_id = account.account_id and account_edit.field = 'name'
		), named.name)
		from unnest($1::bigint[], $2::text[]) as named (account_id, name)
		where account.account_id = named.account_id`,
		[[...names.keys()], [...names.values()]],
	)
}

/** Moves the first day of accounts back to the given ones; never forward. */
export async function saveFirstDays(client: ClientBase, firstDays: ReadonlyMap<number, Day>): Promise<void> {
	if (firstDays.size === 0) return
	await client.query(
		`update account set first_on = least(account.first_on, seen.first_on)
		from unnest($1::bigint[], $2::date[]) as seen (account_id, first_on)
		where account.account_id = seen.account_id`,
		[[...firstDays.keys()], [...firstDays.values()].map(formatDay)],
	)
}
