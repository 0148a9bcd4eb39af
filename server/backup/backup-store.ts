import type { Writable } from 'node:stream'
import { type ClientBase, escapeIdentifier, type Pool } from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import type { BackupHead } from './backup-format.ts'

/** A table that holds rows itself: a partition, or one without any. */
export interface StoredTable {
	name: string
	columns: string[]
	/** Estimated, for progress. */
	rows: number
}

/** Tables in an order in which each comes after those it refers to. The list of migrations is not among them. */
export async function listTables(client: ClientBase): Promise<StoredTable[]> {
	const { rows } = await client.query<{ name: string; columns: string[]; rows: number; refers: string[] }>(
		`select relname as name, greatest(reltuples, 0)::float8 as rows,
			(select array_agg(attname::text order by attnum) from pg_attribute
				where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns,
			array(select target.relname::text from pg_constraint join pg_class as target on target.oid = confrelid
				where conrelid = pg_class.oid and contype = 'f' and confrelid <> conrelid) as refers
		from pg_class
		where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'migration' order by relname`,
	)
	const placed = new Map<string, StoredTable>()
	while (placed.size < rows.length) {
		const before = placed.size
		for (const { refers, ...table } of rows) {
			if (refers.every(name => placed.has(name))) placed.set(table.name, table)
		}
		if (placed.size === before) throw new Error('tables refer to one another in a circle')
	}
	return [...placed.values()]
}

export async function listPartitions(client: ClientBase): Promise<BackupHead['partitions']> {
	const { rows } = await client.query<BackupHead['partitions'][number]>(
		`select parent.relname as parent, child.relname as name, pg_get_expr(child.relpartbound, child.oid) as bounds
		from pg_inherits join pg_class as child on child.oid = inhrelid join pg_class as parent on parent.oid = inhparent
		where child.relkind = 'r' and child.relnamespace = 'public'::regnamespace order by child.relname`,
	)
	return rows
}

/** Makes the partition where it is missing. Name and bounds come from a file: they are checked by form. */
export async function makePartition(
	client: ClientBase,
	{ parent, name, bounds }: BackupHead['partitions'][number],
): Promise<void> {
	const form = /^(DEFAULT|FOR VALUES FROM \('\d{4}-\d\d-\d\d'\) TO \('\d{4}-\d\d-\d\d'\))$/
	if (!form.test(bounds)) throw new Error(`the partition ${name} has the bounds ${bounds}`)
	const { rows } = await client.query<{ found: boolean }>(
		'select to_regclass(quote_ident($1)) is not null as found',
		[name],
	)
	if (rows[0]?.found) return
	await client.query(
		`create table ${escapeIdentifier(name)} partition of ${escapeIdentifier(parent)} ${bounds}`,
	)
}

export async function listSequences(client: ClientBase): Promise<BackupHead['sequences']> {
	const { rows: names } = await client.query<{ name: string }>(
		`select relname as name from pg_class
		where relkind = 'S' and relnamespace = 'public'::regnamespace order by relname`,
	)
	const sequences: BackupHead['sequences'] = []
	for (const { name } of names) {
		const { rows } = await client.query<{ last: string; called: boolean }>(
			`select last_value::text as last, is_called as called from ${escapeIdentifier(name)}`,
		)
		if (rows[0]) sequences.push({ name, last: rows[0].last, isCalled: rows[0].called })
	}
	return sequences
}

export async function setSequence(
	client: ClientBase,
	{ name, last, isCalled }: BackupHead['sequences'][number],
): Promise<void> {
	await client.query('select setval(quote_ident($1)::regclass, $2::bigint, $3)', [name, last, isCalled])
}

export async function listMigrationsOf(client: ClientBase): Promise<BackupHead['migrations']> {
	const { rows } = await client.query<{ name: string; checksum: string }>(
		'select name, checksum from migration order by name',
	)
	return rows
}

/** All rows of a table in COPY's text form, in pieces. */
export function readRows(
	client: ClientBase,
	{ name, columns }: Pick<StoredTable, 'name' | 'columns'>,
): AsyncIterable<Buffer> {
	return client.query(
		copyTo(`copy ${escapeIdentifier(name)} (${columns.map(escapeIdentifier).join(', ')}) to stdout`),
	)
}

/** Takes rows in the same form. */
export function takeRows(
	client: ClientBase,
	{ name, columns }: Pick<StoredTable, 'name' | 'columns'>,
): Writable {
	return client.query(
		copyFrom(`copy ${escapeIdentifier(name)} (${columns.map(escapeIdentifier).join(', ')}) from stdin`),
	)
}

/** Takes away what migrations put into a table that is about to be filled. */
export async function emptyTable(client: ClientBase, name: string): Promise<void> {
	const { rows } = await client.query(`select from ${escapeIdentifier(name)} limit 1`)
	if (rows.length > 0) await client.query(`delete from ${escapeIdentifier(name)}`)
}

/** What stands in the database before anything is restored into it. */
export interface Occupants {
	hasTables: boolean
	/** Accounts or people: somebody uses it. */
	isUsed: boolean
	/** Extensions that would be lost with the schema. */
	extensions: string[]
	/** Connections of others to this database. */
	others: number
}

export async function findOccupants(client: ClientBase): Promise<Occupants> {
	const { rows } = await client.query<{
		has_tables: boolean
		has_accounts: boolean
		has_people: boolean
		extensions: string[]
		others: number
	}>(
		`select exists (select from pg_class where relkind in ('r', 'p', 'v') and relnamespace = 'public'::regnamespace)
				as has_tables,
			to_regclass('account') is not null as has_accounts,
			to_regclass('auth_user') is not null as has_people,
			array(select extname::text from pg_extension where extnamespace = 'public'::regnamespace) as extensions,
			(select count(*)::int from pg_stat_activity where datname = current_database()
				and backend_type = 'client backend' and pid <> pg_backend_pid()) as others`,
	)
	const found = rows[0]
	if (!found) throw new Error('the database answered nothing about itself')
	const isUsed = async (table: string) => (await client.query(`select from ${table} limit 1`)).rows.length > 0
	return {
		hasTables: found.has_tables,
		isUsed:
			(found.has_accounts && (await isUsed('account'))) || (found.has_people && (await isUsed('auth_user'))),
		extensions: found.extensions,
		others: found.others,
	}
}

/** Drops everything of the workspace, in the caller's transaction. */
export async function dropEverything(client: ClientBase): Promise<void> {
	await client.query("set local lock_timeout = '3s'")
	await client.query('drop schema if exists report cascade')
	await client.query('drop schema public cascade')
	await client.query('create schema public')
}

/** Sessions and links that were good when the backup was made: a session that was ended since must not live again. */
export async function endSessions(client: ClientBase): Promise<void> {
	await client.query('delete from auth_session')
	await client.query('delete from auth_verification')
	await client.query('delete from auth_rate_limit')
}

/** A backup as the workspace remembers it. */
export interface MadeBackup {
	backupId: string
	madeAt: Date
	file: string
	bytes: number
	rows: number
	/** When it was last restored, somewhere, and compared. */
	checkedAt: Date | null
}

export async function saveBackup(client: ClientBase, backup: MadeBackup): Promise<void> {
	await client.query(
		`insert into backup (backup_id, made_at, file, bytes, row_count, checked_at) values ($1, $2, $3, $4, $5, $6)
		on conflict (backup_id) do update set checked_at = excluded.checked_at`,
		[backup.backupId, backup.madeAt, backup.file, backup.bytes, backup.rows, backup.checkedAt],
	)
}

/** Marks a backup as restored and compared; false where the workspace does not know it. */
export async function saveBackupCheck(
	client: ClientBase | Pool,
	backupId: string,
	at: Date,
): Promise<boolean> {
	const { rowCount } = await client.query('update backup set checked_at = $2 where backup_id = $1', [
		backupId,
		at,
	])
	return rowCount === 1
}

/** Whether people sign in to the workspace, and it is no demo. False where the tables are not there yet. */
export async function isUsedByPeople(client: ClientBase): Promise<boolean> {
	const { rows: tables } = await client.query<{ found: boolean }>(
		"select to_regclass('backup') is not null as found",
	)
	if (!tables[0]?.found) return false
	const { rows } = await client.query<{ used: boolean }>(
		`select exists (select from auth_user)
			and not exists (select from workspace where settings ? 'today') as used`,
	)
	return rows[0]?.used === true
}

/** The last backup, and when any was last restored; undefined where none was made. */
export async function findLastBackup(
	client: ClientBase | Pool,
): Promise<{ madeAt: Date; file: string; checkedAt: Date | null } | undefined> {
	const { rows } = await client.query<{ made_at: Date; file: string; checked_at: Date | null }>(
		`select made_at, file, (select max(checked_at) from backup) as checked_at
		from backup order by made_at desc limit 1`,
	)
	const row = rows[0]
	return row && { madeAt: row.made_at, file: row.file, checkedAt: row.checked_at }
}
