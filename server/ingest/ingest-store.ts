import { createHash } from 'node:crypto'
import { type ClientBase, escapeIdentifier, type Pool } from 'pg'
import { type Day, formatDay } from '../../core/time/day.ts'

/** Messages of one call as they came. */
export interface IngestBatch {
	batchId: number
	sourceName: string
	receivedAt: Date
	body: Buffer
}

/** Keeps a call's messages; once this is committed they are ours. */
export async function insertBatch(
	client: Pool | ClientBase,
	batch: { sourceName: string; receivedAt: Date; messageCount: number; body: string },
): Promise<void> {
	await client.query(
		'insert into ingest_batch (source_name, received_at, message_count, body) values ($1, $2, $3, $4)',
		[batch.sourceName, batch.receivedAt, batch.messageCount, Buffer.from(batch.body)],
	)
}

/** The oldest batches of one source, up to so many messages, and takes them away in the caller's transaction. */
export async function takeBatches(client: ClientBase, mostMessages: number): Promise<IngestBatch[]> {
	const { rows } = await client.query<{
		batch_id: number
		source_name: string
		received_at: Date
		body: Buffer
	}>(
		`with first as (select source_name from ingest_batch order by batch_id limit 1),
		counted as (
			select batch_id, sum(message_count) over (order by batch_id) - message_count as before
			from ingest_batch where source_name = (select source_name from first)
			order by batch_id limit $1
		)
		delete from ingest_batch using counted
		where ingest_batch.batch_id = counted.batch_id and counted.before < $1
		returning ingest_batch.batch_id, source_name, received_at, body`,
		[mostMessages],
	)
	return rows
		.map(row => ({
			batchId: row.batch_id,
			sourceName: row.source_name,
			receivedAt: row.received_at,
			body: row.body,
		}))
		.sort((one, other) => one.batchId - other.batchId)
}

export async function hasBatches(client: Pool | ClientBase): Promise<boolean> {
	const { rowCount } = await client.query('select batch_id from ingest_batch limit 1')
	return (rowCount ?? 0) > 0
}

/** 128 bits of an id. */
export function hashMessageId(id: string): Buffer {
	return createHash('sha256').update(id).digest().subarray(0, 16)
}

/** Which of the ids (hashes as hex) were there already, within the days that ids are remembered. */
export async function listSeenMessages(
	client: ClientBase,
	sourceId: number,
	hashes: readonly Buffer[],
): Promise<Set<string>> {
	const { rows } = await client.query<{ message_hash: Buffer }>(
		'select message_hash from ingest_message where source_id = $1 and message_hash = any ($2::bytea[])',
		[sourceId, hashes],
	)
	return new Set(rows.map(row => row.message_hash.toString('hex')))
}

/** Remembers ids, in the partition of their day. Only who holds the load lock may call this. */
export async function rememberMessages(
	client: ClientBase,
	{ sourceId, day }: { sourceId: number; day: Day },
	hashes: readonly Buffer[],
): Promise<void> {
	const name = escapeIdentifier(`ingest_message_${formatDay(day).replaceAll('-', '_')}`)
	await client.query(
		`create table if not exists ${name} partition of ingest_message
		for values from ('${formatDay(day)}') to ('${formatDay(day + 1)}')`,
	)
	await client.query(
		'insert into ingest_message (day, source_id, message_hash) select $1, $2, * from unnest($3::bytea[])',
		[formatDay(day), sourceId, hashes],
	)
}

/** Drops the ids of days before. */
export async function forgetMessages(client: ClientBase, before: Day): Promise<void> {
	const { rows } = await client.query<{ name: string }>(
		`select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
		where inhparent = 'ingest_message'::regclass and relname < $1`,
		[`ingest_message_${formatDay(before).replaceAll('-', '_')}`],
	)
	for (const { name } of rows) await client.query(`drop table ${escapeIdentifier(name)}`)
}

/** Which accounts users were last said to belong to. */
export async function readMembers(
	client: ClientBase,
	sourceId: number,
	userIds: readonly string[],
): Promise<Map<string, string>> {
	const { rows } = await client.query<{ user_id: string; account: string }>(
		'select user_id, account from ingest_member where source_id = $1 and user_id = any ($2)',
		[sourceId, userIds],
	)
	return new Map(rows.map(row => [row.user_id, row.account]))
}

export async function saveMembers(
	client: ClientBase,
	sourceId: number,
	members: ReadonlyMap<string, string>,
): Promise<void> {
	if (members.size === 0) return
	await client.query(
		`insert into ingest_member (source_id, user_id, account) select $1, * from unnest($2::text[], $3::text[])
		on conflict (source_id, user_id) do update set account = excluded.account`,
		[sourceId, [...members.keys()], [...members.values()]],
	)
}

/** The load that a day's messages of a source count in. */
export async function findIngestLoad(
	client: ClientBase,
	sourceId: number,
	day: Day,
): Promise<number | undefined> {
	const { rows } = await client.query<{ load_id: number }>(
		'select load_id from ingest_load where source_id = $1 and load_day = $2',
		[sourceId, formatDay(day)],
	)
	return rows[0]?.load_id
}

export async function saveIngestLoad(
	client: ClientBase,
	sourceId: number,
	day: Day,
	loadId: number,
): Promise<void> {
	await client.query('insert into ingest_load (source_id, load_day, load_id) values ($1, $2, $3)', [
		sourceId,
		formatDay(day),
		loadId,
	])
}

/** Messages of a load so far; zeros before the first. */
export async function readIngestCounts(
	client: ClientBase,
	loadId: number,
): Promise<{ rows: number; accepted: number; duplicates: number; corrections: number; rejected: number }> {
	const { rows } = await client.query<{
		row_count: number
		accepted: number
		duplicates: number
		corrections: number
		rejected: number
	}>('select row_count, accepted, duplicates, corrections, rejected from load_file where load_id = $1', [
		loadId,
	])
	const row = rows[0]
	return {
		rows: row?.row_count ?? 0,
		accepted: row?.accepted ?? 0,
		duplicates: row?.duplicates ?? 0,
		corrections: row?.corrections ?? 0,
		rejected: row?.rejected ?? 0,
	}
}

/** Makes the source one that delivers all the time: it is stale after 36 hours. */
export async function markLive(client: ClientBase, sourceId: number): Promise<void> {
	await client.query('update source set live = true where source_id = $1 and not live', [sourceId])
}

/** Numbers of users within their accounts; new ones get the next. */
export async function numberUsers(
	client: ClientBase,
	wanted: ReadonlyMap<number, ReadonlySet<string>>,
): Promise<Map<string, number>> {
	const numbers = new Map<string, number>()
	const accountIds = [...wanted.keys()].sort((a, b) => a - b)
	const [accounts, names] = [
		accountIds.flatMap(id => [...(wanted.get(id) ?? [])].map(() => id)),
		accountIds.flatMap(id => [...(wanted.get(id) ?? [])].sort()),
	]
	const find = async () => {
		const { rows } = await client.query<{ account_id: number; external_id: string; user_number: number }>(
			`select account_id, external_id, user_number from usage_user
			join unnest($1::bigint[], $2::text[]) as wanted (account_id, external_id) using (account_id, external_id)`,
			[accounts, names],
		)
		for (const row of rows) numbers.set(userKey(row.account_id, row.external_id), row.user_number)
	}
	await find()
	await client.query(
		`insert into usage_user (account_id, user_number, external_id)
		select wanted.account_id, coalesce(
				(select max(user_number) from usage_user where usage_user.account_id = wanted.account_id), 0
			) + row_number() over (partition by wanted.account_id order by wanted.external_id), wanted.external_id
		from unnest($1::bigint[], $2::text[]) as wanted (account_id, external_id)
		where not exists (
			select from usage_user where usage_user.account_id = wanted.account_id
				and usage_user.external_id = wanted.external_id
		)`,
		[accounts, names],
	)
	await find()
	return numbers
}

export function userKey(accountId: number, userId: string): string {
	return `${accountId} ${userId}`
}
