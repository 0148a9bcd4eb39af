import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

/** That a date was computed, by which model and with which loads. */
export interface DayRun {
	asOf: Day
	modelVersion: number
	lastLoadId: number
}

/** The load that finished last, 0 before the first: what a result was computed from. */
export async function readLastLoad(client: Pool | ClientBase): Promise<number> {
	const { rows } = await client.query<{ last: number }>('select coalesce(max(load_id), 0) as last from load')
	return rows[0]?.last ?? 0
}

export async function findDayRun(client: Pool | ClientBase, asOf: Day): Promise<DayRun | undefined> {
	const { rows } = await client.query<{ model_version: number; last_load_id: number }>(
		'select model_version, last_load_id from day_run where as_of = $1',
		[formatDay(asOf)],
	)
	const row = rows[0]
	return row && { asOf, modelVersion: row.model_version, lastLoadId: row.last_load_id }
}

/** The latest computed date on or before the day; undefined before the first. */
export async function findLastDate(client: Pool | ClientBase, day: Day): Promise<Day | undefined> {
	const { rows } = await client.query<{ as_of: string }>(
		'select as_of from day_run where as_of <= $1 order by as_of desc limit 1',
		[formatDay(day)],
	)
	return rows[0] && getDay(rows[0].as_of)
}

export async function saveDayRun(client: ClientBase, run: DayRun, computedAt: Date): Promise<void> {
	await client.query(
		`insert into day_run (as_of, model_version, last_load_id, computed_at) values ($1, $2, $3, $4)
		on conflict (as_of) do update set model_version = excluded.model_version,
			last_load_id = excluded.last_load_id, computed_at = excluded.computed_at`,
		[formatDay(run.asOf), run.modelVersion, run.lastLoadId, computedAt],
	)
}
