import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { localDayOf } from '../../core/time/zone.ts'

/** What holds for everything in the workspace. */
export interface Workspace {
	zone: string
	/** Reporting currency; null before any money was loaded. */
	currency: string | null
	/** Day of the first load; null before it. */
	liveFrom: Day | null
	fileCadenceDays: number
	/** The workspace's own today, where it has one (a demo); else the clock's. */
	fixedToday: Day | null
}

export async function readWorkspace(client: Pool | ClientBase): Promise<Workspace> {
	const { rows } = await client.query<{
		zone: string
		currency: string | null
		live_from: string | null
		file_cadence_days: number
		today: string | null
	}>(`select zone, currency, live_from, file_cadence_days, settings->>'today' as today from workspace`)
	const row = rows[0]
	if (!row) throw new Error('the workspace has no row')
	return {
		zone: row.zone,
		currency: row.currency,
		liveFrom: row.live_from === null ? null : getDay(row.live_from),
		fileCadenceDays: row.file_cadence_days,
		fixedToday: row.today === null ? null : getDay(row.today),
	}
}

/** The workspace's today: its own where it has one, else the local day of the instant. */
export function todayOf(workspace: Workspace, now: Date): Day {
	return workspace.fixedToday ?? localDayOf(now.getTime(), workspace.zone)
}

/** Gives the workspace its own today, so that made-up or past data are looked at from their own time. */
export async function saveFixedToday(client: Pool | ClientBase, today: Day): Promise<void> {
	await client.query(`update workspace set settings = settings || jsonb_build_object('today', $1::text)`, [
		formatDay(today),
	])
}
