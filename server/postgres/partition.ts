import { type ClientBase, escapeIdentifier } from 'pg'
import { addMonths, calendarOf, type Day, formatDay, monthStart } from '../../core/time/day.ts'

/** Tables that are partitioned by the month of the date they are about. */
export type PartitionedTable = 'metric_value' | 'score'

/** Name of the partition that a day's rows of the table are in: `score_2025_01`. */
export function partitionNameOf(table: PartitionedTable, day: Day): string {
	const { year, month } = calendarOf(day)
	return `${table}_${year}_${String(month).padStart(2, '0')}`
}

/**
 * Makes the partition for the day's month where it is missing, in the caller's transaction. Several processes
 * may do so at once: one makes it, the others wait for its commit. Outside of a transaction they could collide.
 */
export async function ensurePartition(client: ClientBase, table: PartitionedTable, day: Day): Promise<void> {
	const name = partitionNameOf(table, day)
	if (await exists(client, table, name)) return
	await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [name])
	if (await exists(client, table, name)) return
	const [from, to] = [monthStart(day), addMonths(monthStart(day), 1)]
	// Attaching a table takes a weaker lock on the parent than `create table … partition of`: readers go on.
	await client.query(
		`create table ${escapeIdentifier(name)} (like ${escapeIdentifier(table)} including all);
		alter table ${escapeIdentifier(table)} attach partition ${escapeIdentifier(name)}
		for values from ('${formatDay(from)}') to ('${formatDay(to)}')`,
	)
}

/** Asks the catalogue's tables: `to_regclass` may answer from before the lock was waited for. */
async function exists(client: ClientBase, table: PartitionedTable, name: string): Promise<boolean> {
	const { rows } = await client.query(
		`select 1 as found from pg_inherits join pg_class on pg_class.oid = inhrelid
		where inhparent = $1::regclass and relname = $2`,
		[table, name],
	)
	return rows.length > 0
}
