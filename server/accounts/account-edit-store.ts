import type { ClientBase, Pool } from 'pg'
import { type AccountEditField, editedPart, handSource } from '../../core/model/account-edit.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { saveSource } from '../sources/load-store.ts'

/** A field that a person set and nobody released. */
export interface StoredEdit {
	accountId: number
	field: AccountEditField
	/** null: set to nothing. */
	value: string | null
	setBy: string
	setAt: Date
}

/** Facts of no load: they do not make what was computed before outdated. */
const noLoad = 0

/** What people set on the accounts, by account and field. */
export async function listEdits(
	client: Pool | ClientBase,
	accountIds: readonly number[],
): Promise<StoredEdit[]> {
	const { rows } = await client.query<{
		account_id: number
		field: AccountEditField
		value: string | null
		set_by: string
		set_at: Date
	}>('select * from account_edit where account_id = any($1) order by account_id, field', [accountIds])
	return rows.map(row => ({
		accountId: row.account_id,
		field: row.field,
		value: row.value,
		setBy: row.set_by,
		setAt: row.set_at,
	}))
}

/** Takes the row locks of accounts in one order, so that of two people who change the same one the later sees the first. */
export async function lockAccounts(client: ClientBase, accountIds: readonly number[]): Promise<void> {
	await client.query('select from account where account_id = any($1) order by account_id for update', [
		accountIds,
	])
}

/** One field of one account: set, or (null) given back. */
export interface FieldChange {
	accountId: number
	field: AccountEditField
	set: { value: string | null } | null
}

/**
 * Writes what a person set or gave back, as it stands now and as facts that hold from the day on. A field that is
 * given back after it was never set changes nothing.
 */
export async function saveFieldChanges(
	client: ClientBase,
	changes: readonly FieldChange[],
	{ actor, at, day }: { actor: string; at: Date; day: Day },
): Promise<void> {
	if (changes.length === 0) return
	const sourceId = await saveSource(client, handSource)
	const columns = [
		changes.map(({ accountId }) => accountId),
		changes.map(({ field }) => field),
		changes.map(({ field, set }) => (set ? JSON.stringify({ [field]: set.value, set_by: actor }) : null)),
	]
	await client.query(
		`insert into fact (account_id, fact_id, source_id, kind, part, external_id, version, occurred_on, known_on,
			load_id, body)
		select change.account_id, nextval('fact_id_seq'), $4, 'account', $5, change.field, 1 + coalesce((
				select max(version) from fact where fact.account_id = change.account_id and fact.kind = 'account'
					and fact.part = $5 and fact.external_id = change.field
			), 0), $6, $6, ${noLoad}, change.body
		from unnest($1::bigint[], $2::text[], $3::jsonb[]) as change (account_id, field, body)
		where change.body is not null or exists (
			select from account_edit where account_edit.account_id = change.account_id
				and account_edit.field = change.field
		)`,
		[...columns, sourceId, editedPart, formatDay(day)],
	)
	await saveStanding(client, changes, actor, at)
	await saveShownNames(client, changes)
}

async function saveStanding(
	client: ClientBase,
	changes: readonly FieldChange[],
	actor: string,
	at: Date,
): Promise<void> {
	const released = changes.filter(({ set }) => set === null)
	await client.query(
		`delete from account_edit using unnest($1::bigint[], $2::text[]) as gone (account_id, field)
		where account_edit.account_id = gone.account_id and account_edit.field = gone.field`,
		[released.map(({ accountId }) => accountId), released.map(({ field }) => field)],
	)
	const set = changes.filter(change => change.set !== null)
	await client.query(
		`insert into account_edit (account_id, field, value, set_by, set_at)
		select account_id, field, value, $4, $5
		from unnest($1::bigint[], $2::text[], $3::text[]) as new (account_id, field, value)
		on conflict (account_id, field) do update set value = excluded.value, set_by = excluded.set_by,
			set_at = excluded.set_at`,
		[
			set.map(({ accountId }) => accountId),
			set.map(({ field }) => field),
			set.map(change => change.set?.value ?? null),
			actor,
			at,
		],
	)
}

/** The name that lists show: the person's, else the latest of the sources. */
async function saveShownNames(client: ClientBase, changes: readonly FieldChange[]): Promise<void> {
	const named = changes.flatMap(({ accountId, field }) => (field === 'name' ? accountId : []))
	if (named.length === 0) return
	await client.query(
		`update account set name = coalesce((
			select value from account_edit
			where account_edit.account_id = account.account_id and account_edit.field = 'name'
		), (
			select body ->> 'name' from fact where fact.account_id = account.account_id and kind = 'account'
				and part = 'attributes' and body is not null order by known_on desc, version desc, fact_id desc limit 1
		), name) where account_id = any($1)`,
		[named],
	)
}

/** Who owns an account now, as SQL over a row of `account`: what a person set, else the latest of the sources. */
export const ownerSql = `(
	select case when edit.field is not null then edit.value else (
		select fact.body ->> 'owner_email' from fact
		where fact.account_id = account.account_id and fact.kind = 'account' and fact.part = 'attributes'
			and fact.body is not null order by fact.known_on desc, fact.version desc, fact.fact_id desc limit 1
	) end
	from (select 1) as one left join account_edit as edit
		on edit.account_id = account.account_id and edit.field = 'owner_email'
)`

/** Open and snoozed tasks that a CSM has because the account is theirs go over to the next owner. Returns how many. */
export async function moveTasks(
	client: ClientBase,
	moves: readonly { accountId: number; from: string | null; to: string | null }[],
): Promise<number> {
	const { rowCount } = await client.query(
		`update task set owner_email = moved.to_email
		from unnest($1::bigint[], $2::text[], $3::text[]) as moved (account_id, from_email, to_email)
		where task.account_id = moved.account_id and task.state in ('open', 'snoozed') and task.owner_role = 'csm'
			and not 'ownerEmail' = any(task.edited)
			and lower(task.owner_email) is not distinct from lower(moved.from_email)`,
		[moves.map(({ accountId }) => accountId), moves.map(({ from }) => from), moves.map(({ to }) => to)],
	)
	return rowCount ?? 0
}

/** The same for renewals that are not decided. */
export async function moveRenewals(
	client: ClientBase,
	moves: readonly { accountId: number; from: string | null; to: string | null }[],
): Promise<number> {
	const { rowCount } = await client.query(
		`update renewal set owner_email = moved.to_email
		from unnest($1::bigint[], $2::text[], $3::text[]) as moved (account_id, from_email, to_email)
		where renewal.account_id = moved.account_id and renewal.stage not in ('closed_renewed', 'closed_churned')
			and renewal.withdrawn_on is null and not 'ownerEmail' = any(renewal.edited)
			and lower(renewal.owner_email) is not distinct from lower(moved.from_email)`,
		[moves.map(({ accountId }) => accountId), moves.map(({ from }) => from), moves.map(({ to }) => to)],
	)
	return rowCount ?? 0
}

/** Renewals that stay with whom they have: as if a person had chosen them. */
export async function keepRenewalOwners(client: ClientBase, accountIds: readonly number[]): Promise<void> {
	await client.query(
		`update renewal set edited = array_append(edited, 'ownerEmail')
		where account_id = any($1) and stage not in ('closed_renewed', 'closed_churned') and withdrawn_on is null
			and not 'ownerEmail' = any(edited)`,
		[accountIds],
	)
}

/** Puts what a person set into today's results at once; what follows from it is computed afterwards. */
export async function saveShownValues(
	client: ClientBase,
	day: Day,
	values: readonly { accountId: number; column: 'owner_email' | 'stage'; value: string | null }[],
	at: Date,
): Promise<void> {
	for (const column of ['owner_email', 'stage'] as const) {
		const own = values.filter(value => value.column === column)
		if (own.length === 0) continue
		const ids = own.map(({ accountId }) => accountId)
		const since =
			column === 'stage'
				? ', stage_since = case when stage is distinct from value then $3::date else stage_since end'
				: ''
		await client.query(
			`update score set ${column} = value ${since}
			from unnest($1::bigint[], $2::text[]) as new (account_id, value)
			where score.account_id = new.account_id and as_of = (select max(as_of) from day_run where as_of <= $3)
				${column === 'stage' ? 'and is_customer' : ''}`,
			[ids, own.map(({ value }) => value), formatDay(day)],
		)
	}
	await client.query(
		`insert into score_change (account_id, as_of, changed_at)
		select distinct account_id, (select max(as_of) from day_run where as_of <= $2), $3::timestamptz
		from unnest($1::bigint[]) as changed (account_id)
		where exists (select from day_run where as_of <= $2)
		on conflict (account_id) do update set as_of = excluded.as_of, changed_at = excluded.changed_at`,
		[values.map(({ accountId }) => accountId), formatDay(day), at],
	)
}
