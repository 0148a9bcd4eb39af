import type { ClientBase, Pool } from 'pg'
import { type Day, getDay } from '../../core/time/day.ts'
import type { LoadState } from './load-store.ts'

/** A load that was begun, with its files. */
export interface PastLoad {
	loadId: number
	source: string
	loadDay: Day
	startedAt: Date
	finishedAt: Date | null
	state: LoadState
	error: string | null
	files: {
		file: string
		kind: string
		rows: number
		accepted: number
		duplicates: number
		corrections: number
		rejected: number
		note: string | null
	}[]
}

/** Past loads, the latest first. */
export async function listPastLoads(
	client: Pool | ClientBase,
	page: { before: number | undefined; limit: number },
): Promise<PastLoad[]> {
	const { rows } = await client.query<{
		load_id: number
		source: string
		load_day: string
		started_at: Date
		finished_at: Date | null
		state: LoadState
		error: string | null
		files: PastLoad['files']
	}>(
		`select load_id, source.name as source, load_day, started_at, finished_at, state, error, coalesce((
			select jsonb_agg(jsonb_build_object('file', file, 'kind', kind, 'rows', row_count, 'accepted', accepted,
				'duplicates', duplicates, 'corrections', corrections, 'rejected', rejected, 'note', note) order by kind, file)
			from load_file where load_file.load_id = load.load_id
		), '[]') as files
		from load join source using (source_id) where $1::bigint is null or load_id < $1
		order by load_id desc limit $2`,
		[page.before ?? null, page.limit],
	)
	return rows.map(row => ({
		loadId: row.load_id,
		source: row.source,
		loadDay: getDay(row.load_day),
		startedAt: row.started_at,
		finishedAt: row.finished_at,
		state: row.state,
		error: row.error,
		files: row.files,
	}))
}

/** Refused rows of a load in the order in which they were met. */
export async function listRejectedRows(
	client: Pool | ClientBase,
	loadId: number,
	page: { after: number | undefined; limit: number },
): Promise<
	{
		id: number
		file: string
		line: number | null
		column: string | null
		value: string | null
		reason: string
	}[]
> {
	const { rows } = await client.query(
		`select reject_id as id, file, line, column_name as "column", value, reason from load_reject
		where load_id = $1 and ($2::bigint is null or reject_id > $2) order by reject_id limit $3`,
		[loadId, page.after ?? null, page.limit],
	)
	return rows
}

export async function findLastLoadId(client: Pool | ClientBase): Promise<number | null> {
	const { rows } = await client.query<{ last: number | null }>('select max(load_id) as last from load')
	return rows[0]?.last ?? null
}
