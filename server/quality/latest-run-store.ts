import type { ClientBase, Pool } from 'pg'
import { type Day, getDay } from '../../core/time/day.ts'

/** The latest computed date, and what is known by now. */
export interface LatestRun {
	asOf: Day | null
	computedAt: Date | null
	lastLoadId: number
	/** Number of the last fact that was stored. */
	facts: number
	/** Another number after each merge and each undo of one. */
	merges: number
}

export async function readLatestRun(client: Pool | ClientBase): Promise<LatestRun> {
	const { rows } = await client.query<{
		as_of: string | null
		computed_at: Date | null
		last_load_id: number
		facts: number
		merges: number
	}>(
		`select run.as_of, run.computed_at, (select coalesce(max(load_id), 0) from load) as last_load_id,
			(select last_value from fact_id_seq) as facts,
			(select count(*) + count(undone_at) from account_merge) as merges
		from (select 1) as one left join (select as_of, computed_at from day_run order by as_of desc limit 1) as run
			on true`,
	)
	const row = rows[0]
	return {
		asOf: row?.as_of ? getDay(row.as_of) : null,
		computedAt: row?.computed_at ?? null,
		lastLoadId: row?.last_load_id ?? 0,
		facts: row?.facts ?? 0,
		merges: row?.merges ?? 0,
	}
}
