import type { ClientBase, Pool } from 'pg'

/** Local hour from which the day runs by itself, where nobody chose one. */
const usualHour = 5

/** Local hour from which the day runs by itself. */
export async function readDayHour(client: Pool | ClientBase): Promise<number> {
	const { rows } = await client.query<{ hour: string | null }>(
		`select settings ->> 'day_runs_at_hour' as hour from workspace`,
	)
	const hour = rows[0]?.hour
	return hour === null || hour === undefined ? usualHour : Number(hour)
}

/** Nobody else changes the settings until the transaction ends. */
export async function lockWorkspace(client: ClientBase): Promise<void> {
	await client.query('select 1 from workspace for update')
}

/** Settings that are given; the others stay. */
export async function saveWorkspaceSettings(
	client: ClientBase,
	settings: {
		zone?: string | undefined
		currency?: string | undefined
		fileCadenceDays?: number | undefined
		dayRunsAtHour?: number | undefined
	},
): Promise<void> {
	await client.query(
		`update workspace set zone = coalesce($1, zone), currency = coalesce($2, currency),
			file_cadence_days = coalesce($3, file_cadence_days),
			settings = case when $4::int is null then settings
				else settings || jsonb_build_object('day_runs_at_hour', $4::int) end`,
		[
			settings.zone ?? null,
			settings.currency ?? null,
			settings.fileCadenceDays ?? null,
			settings.dayRunsAtHour ?? null,
		],
	)
}
