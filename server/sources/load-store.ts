import type { ClientBase, Pool } from 'pg'
import type { RowValues } from '../../core/model/import-kind.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { copyRows } from '../postgres/copy.ts'

/** What an import needs to know of the workspace. */
export interface LoadSettings {
	zone: string
	/** Day of the first load, null before it. */
	liveFrom: Day | null
	currency: string | null
	/** The workspace's own today (demo), where it is not the clock's. */
	today: Day | null
}

export interface FileCounts {
	rows: number
	accepted: number
	duplicates: number
	corrections: number
	rejected: number
}

/** A row, or a part of a file, that was refused. */
export interface RejectedRow {
	file: string
	line: number | null
	column: string | null
	value: string | null
	reason: string
	/** What could be read of a refused subscription. */
	values?: RowValues
}

export type LoadState = 'running' | 'done' | 'failed' | 'interrupted'

export async function getLoadSettings(client: Pool | ClientBase): Promise<LoadSettings> {
	const { rows } = await client.query<{
		zone: string
		live_from: string | null
		currency: string | null
		today: string | null
	}>(`select zone, live_from, currency, settings ->> 'today' as today from workspace where workspace_id = 1`)
	const row = rows[0]
	if (!row) throw new Error('the table workspace has no row')
	return {
		zone: row.zone,
		liveFrom: row.live_from === null ? null : getDay(row.live_from),
		currency: row.currency,
		today: row.today === null ? null : getDay(row.today),
	}
}

/** Sets the day from which facts are live, where no load has set it yet, and returns the one that holds. */
export async function saveLiveFrom(client: ClientBase, loadDay: Day): Promise<Day> {
	const { rows } = await client.query<{ live_from: string }>(
		'update workspace set live_from = coalesce(live_from, $1) where workspace_id = 1 returning live_from',
		[formatDay(loadDay)],
	)
	return getDay(rows[0]?.live_from ?? formatDay(loadDay))
}

/** Reports in the currency that most subscriptions are in, until a person chooses. */
export async function saveCurrencySeen(client: ClientBase): Promise<void> {
	await client.query(`
		update workspace set currency = (
			select body ->> 'currency' from fact
			where kind = 'subscription' and part = 'began' and body is not null
			group by 1 order by count(*) desc, 1 limit 1
		) where workspace_id = 1 and currency is null`)
}

/** The id of a source, made where it is new. */
export async function saveSource(client: ClientBase, name: string): Promise<number> {
	await client.query('insert into source (name) values ($1) on conflict (name) do nothing', [name])
	const { rows } = await client.query<{ source_id: number }>('select source_id from source where name = $1', [
		name,
	])
	return rows[0]?.source_id ?? 0
}

/** Loads whose process died leave `running` behind. Only who holds the load lock may call this. */
export async function markDeadLoads(client: ClientBase, at: Date): Promise<number> {
	const { rowCount } = await client.query(
		`update load set state = 'interrupted', finished_at = $1, error = 'the process ended before the load did'
		where state = 'running'`,
		[at],
	)
	return rowCount ?? 0
}

export async function startLoad(
	client: ClientBase,
	load: { sourceId: number; loadDay: Day; startedAt: Date },
): Promise<number> {
	const { rows } = await client.query<{ load_id: number }>(
		`insert into load (source_id, load_day, started_at, state) values ($1, $2, $3, 'running') returning load_id`,
		[load.sourceId, formatDay(load.loadDay), load.startedAt],
	)
	return rows[0]?.load_id ?? 0
}

export async function finishLoad(
	client: Pool | ClientBase,
	load: { loadId: number; state: LoadState; error: string | null; finishedAt: Date },
): Promise<void> {
	await client.query('update load set state = $2, error = $3, finished_at = $4 where load_id = $1', [
		load.loadId,
		load.state,
		load.error,
		load.finishedAt,
	])
}

/** What became of a file's rows so far; kept in the transactions that store the rows, so it is always true. */
export async function saveFileCounts(
	client: ClientBase,
	loadId: number,
	file: { file: string; kind: string; counts: FileCounts; note: string | null },
): Promise<void> {
	const { counts } = file
	await client.query(
		`insert into load_file (load_id, file, kind, row_count, accepted, duplicates, corrections, rejected, note)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		on conflict (load_id, file, kind) do update set
			row_count = excluded.row_count, accepted = excluded.accepted, duplicates = excluded.duplicates,
			corrections = excluded.corrections, rejected = excluded.rejected, note = excluded.note`,
		[
			loadId,
			file.file,
			file.kind,
			counts.rows,
			counts.accepted,
			counts.duplicates,
			counts.corrections,
			counts.rejected,
			file.note,
		],
	)
}

export async function saveRejects(
	client: ClientBase,
	loadId: number,
	rejects: readonly RejectedRow[],
): Promise<void> {
	if (rejects.length === 0) return
	await copyRows(
		client,
		'load_reject',
		['load_id', 'file', 'line', 'column_name', 'value', 'reason', 'row_values'],
		rejects.map(item => [
			loadId,
			withoutNul(item.file),
			item.line,
			item.column === null ? null : withoutNul(item.column),
			item.value === null ? null : withoutNul(item.value),
			withoutNul(item.reason),
			item.values === undefined ? null : JSON.stringify(item.values),
		]),
	)
}

/** PostgreSQL's text cannot hold it, and a reject must not be what stops a load. */
function withoutNul(text: string): string {
	return text.replaceAll('\0', '\u2400').toWellFormed()
}

const rejectsAtOnce = 5_000

/** The refused rows of a load, in the order in which they were met. */
export async function* readRejects(client: Pool | ClientBase, loadId: number): AsyncGenerator<RejectedRow> {
	let after = 0
	for (;;) {
		const { rows } = await client.query<RejectedRow & { reject_id: number }>(
			`select reject_id, file, line, column_name as "column", value, reason
			from load_reject where load_id = $1 and reject_id > $2 order by reject_id limit $3`,
			[loadId, after, rejectsAtOnce],
		)
		for (const { reject_id, ...reject } of rows) {
			after = reject_id
			yield reject
		}
		if (rows.length < rejectsAtOnce) return
	}
}
