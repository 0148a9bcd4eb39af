import type { ClientBase, Pool } from 'pg'
import type { PostMortemCategory } from '../../core/model/forecast.ts'
import type { Renewal } from '../../core/model/renewal.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

/** A change of a renewal: only the fields that changed, as text. */
export interface RenewalChangeRow {
	id: string
	at: Date
	on: Day
	by: string
	kind: string
	batchId: string | null
	/** What the person said with it. */
	note: string | null
	before: Record<string, string | null>
	after: Record<string, string | null>
}

function plain(value: unknown): string | null {
	if (value === null || value === undefined) return null
	if (typeof value === 'bigint') return value.toString()
	return typeof value === 'string' ? value : JSON.stringify(value)
}

const dayFields = new Set(['closedOn', 'withdrawnOn', 'openedOn'])
const keptQuiet = new Set(['edited', 'lines', 'renewalOn'])

/** Fields that differ, as people read them: days as dates, amounts in minor units. */
export function differencesOf(
	before: Renewal | undefined,
	after: Renewal,
): { before: Record<string, string | null>; after: Record<string, string | null> } {
	const old: Record<string, string | null> = {}
	const now: Record<string, string | null> = {}
	for (const [field, value] of Object.entries(after)) {
		if (keptQuiet.has(field)) continue
		const was: unknown = before && Object.entries(before).find(([name]) => name === field)?.[1]
		const text = (item: unknown) =>
			dayFields.has(field) && typeof item === 'number' ? formatDay(item) : plain(item)
		if (text(was) === text(value)) continue
		old[field] = text(was)
		now[field] = text(value)
	}
	return { before: old, after: now }
}

export interface RenewalChangeEntry {
	accountId: number
	before: Renewal | undefined
	after: Renewal
	kind: string
	note?: string | null
	/** The change that it takes back. */
	undoes?: string
	/** What else it replaced, by name: kept for taking it back. */
	aside?: Readonly<Record<string, string | null>>
}

/** Writes down changes, in the transaction that makes them. */
export async function saveChanges(
	client: ClientBase,
	changes: readonly RenewalChangeEntry[],
	act: { actor: string; at: Date; day: Day },
	batchId: string | null = null,
): Promise<void> {
	const rows = changes.flatMap(change => {
		const difference = differencesOf(change.before, change.after)
		// A field that becomes a person's word, or the data's again, is a change even where its value stays.
		const isOthersWord = change.before && change.before.edited.join() !== change.after.edited.join()
		if (Object.keys(difference.after).length === 0 && !isOthersWord) return []
		// For the undo, which gives back whose word the fields were.
		if (act.actor !== 'data' && change.before) difference.before.edited = change.before.edited.join(',')
		Object.assign(difference.before, change.aside)
		return [{ ...change, difference }]
	})
	if (rows.length === 0) return
	await client.query(
		`insert into renewal_change (account_id, renewal_on, changed_at, changed_on, changed_by, kind, batch_id, before,
			after, note, undoes)
		select account_id, renewal_on, $3, $4, $5, kind, $6, before, after, note, undoes
		from unnest($1::bigint[], $2::date[], $7::text[], $8::jsonb[], $9::jsonb[], $10::text[], $11::bigint[])
			as made (account_id, renewal_on, kind, before, after, note, undoes)`,
		[
			rows.map(({ accountId }) => accountId),
			rows.map(({ after }) => formatDay(after.renewalOn)),
			act.at,
			formatDay(act.day),
			act.actor,
			batchId,
			rows.map(({ kind }) => kind),
			rows.map(({ difference }) => JSON.stringify(difference.before)),
			rows.map(({ difference }) => JSON.stringify(difference.after)),
			rows.map(({ note }) => note ?? null),
			rows.map(({ undoes }) => undoes ?? null),
		],
	)
}

/** Every change of a renewal, the latest first. */
export async function listChanges(
	client: Pool | ClientBase,
	accountId: number,
	renewalOn: Day,
): Promise<RenewalChangeRow[]> {
	const { rows } = await client.query<{
		change_id: string
		changed_at: Date
		changed_on: string
		changed_by: string
		kind: string
		batch_id: number | null
		note: string | null
		before: Record<string, string | null>
		after: Record<string, string | null>
	}>(
		`select change_id::text as change_id, changed_at, changed_on, changed_by, kind, batch_id, note, before, after
		from renewal_change where account_id = $1 and renewal_on = $2 order by renewal_change.change_id desc`,
		[accountId, formatDay(renewalOn)],
	)
	return rows.map(row => ({
		id: row.change_id,
		note: row.note,
		at: row.changed_at,
		on: getDay(row.changed_on),
		by: row.changed_by,
		kind: row.kind,
		batchId: row.batch_id === null ? null : String(row.batch_id),
		before: row.before,
		after: row.after,
	}))
}

/** Id of the last change of a renewal that somebody made; null where they made none. */
export async function findLastChangeId(
	client: ClientBase,
	accountId: number,
	renewalOn: Day,
	actor: string,
): Promise<string | null> {
	const { rows } = await client.query<{ id: string | null }>(
		`select max(change_id)::text as id from renewal_change
		where account_id = $1 and renewal_on = $2 and changed_by = $3`,
		[accountId, formatDay(renewalOn), actor],
	)
	return rows[0]?.id ?? null
}

export async function nextBatchId(client: ClientBase): Promise<string> {
	const { rows } = await client.query<{ id: string }>(`select nextval('renewal_batch_seq')::text as id`)
	const [row] = rows
	if (!row) throw new Error('the sequence of batches gave nothing')
	return row.id
}

/** What a batch moved, and whether anything changed a renewal since. */
export async function readBatch(
	client: ClientBase,
	batchId: string,
): Promise<
	{
		accountId: number
		externalId: string
		renewalOn: Day
		stageBefore: string | null
		/** Fields that a person had set before the move. */
		editedBefore: string[]
		isLatest: boolean
	}[]
> {
	const { rows } = await client.query<{
		account_id: number
		external_id: string
		renewal_on: string
		stage: string | null
		edited: string | null
		is_latest: boolean
	}>(
		`select moved.account_id, account.external_id, moved.renewal_on, moved.before ->> 'stage' as stage,
			moved.before ->> 'edited' as edited,
			not exists (
				select from renewal_change later
				where later.account_id = moved.account_id and later.renewal_on = moved.renewal_on
					and later.change_id > moved.change_id
			) as is_latest
		from renewal_change moved join account using (account_id)
		where moved.batch_id = $1 and moved.kind = 'moved' order by moved.account_id, moved.renewal_on`,
		[batchId],
	)
	return rows.map(row => ({
		accountId: row.account_id,
		externalId: row.external_id,
		renewalOn: getDay(row.renewal_on),
		stageBefore: row.stage,
		editedBefore: row.edited ? row.edited.split(',') : [],
		isLatest: row.is_latest,
	}))
}

/** Why a customer left, as somebody found out afterwards. */
export interface RenewalPostMortem {
	category: PostMortemCategory
	competitor: string | null
	couldHaveDone: string | null
	signalsSeen: string[]
	note: string | null
	writtenBy: string
	writtenAt: Date
}

export async function savePostMortem(
	client: ClientBase,
	accountId: number,
	renewalOn: Day,
	found: RenewalPostMortem,
): Promise<void> {
	await client.query(
		`insert into renewal_post_mortem (account_id, renewal_on, category, competitor, could_have_done, signals_seen,
			note, written_by, written_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		on conflict (account_id, renewal_on) do update set category = excluded.category,
			competitor = excluded.competitor, could_have_done = excluded.could_have_done,
			signals_seen = excluded.signals_seen, note = excluded.note, written_by = excluded.written_by,
			written_at = excluded.written_at`,
		[
			accountId,
			formatDay(renewalOn),
			found.category,
			found.competitor,
			found.couldHaveDone,
			found.signalsSeen,
			found.note,
			found.writtenBy,
			found.writtenAt,
		],
	)
}

/** Takes a post-mortem away again, as if it had never been written. */
export async function removePostMortem(client: ClientBase, accountId: number, renewalOn: Day): Promise<void> {
	await client.query('delete from renewal_post_mortem where account_id = $1 and renewal_on = $2', [
		accountId,
		formatDay(renewalOn),
	])
}

/** Post-mortems by `account/date`. */
export async function readPostMortems(
	client: Pool | ClientBase,
	accountIds: readonly number[],
): Promise<Map<string, RenewalPostMortem>> {
	const { rows } = await client.query<{
		account_id: number
		renewal_on: string
		category: PostMortemCategory
		competitor: string | null
		could_have_done: string | null
		signals_seen: string[]
		note: string | null
		written_by: string
		written_at: Date
	}>('select * from renewal_post_mortem where account_id = any ($1)', [accountIds])
	return new Map(
		rows.map(row => [
			`${row.account_id}/${getDay(row.renewal_on)}`,
			{
				category: row.category,
				competitor: row.competitor,
				couldHaveDone: row.could_have_done,
				signalsSeen: row.signals_seen,
				note: row.note,
				writtenBy: row.written_by,
				writtenAt: row.written_at,
			},
		]),
	)
}
