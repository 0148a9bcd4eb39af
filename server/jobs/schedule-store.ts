import type { ClientBase, Pool } from 'pg'
import { formatDay, getDay } from '../../core/time/day.ts'
import { localDayOf } from '../../core/time/zone.ts'
import { silentMs } from './job-runner.ts'

/** What decides whether the day is to run. */
export interface ScheduleState {
	zone: string
	/** Local hour from which it runs. */
	hour: number
	hasData: boolean
	hasEverRun: boolean
	hasRunToday: boolean
	isRunning: boolean
	/** The workspace has a today of its own (a demo). */
	isFixedToday: boolean
}

const usualHour = 5

export async function readScheduleState(client: Pool | ClientBase, now: Date): Promise<ScheduleState> {
	const { rows } = await client.query<{
		zone: string
		today: string | null
		hour: string | null
		has_data: boolean
		has_ever_run: boolean
		is_running: boolean
	}>(
		`select zone, settings ->> 'today' as today, settings ->> 'day_runs_at_hour' as hour,
			exists (select from account where not is_stub) as has_data,
			exists (select from day_run) as has_ever_run,
			exists (select from job where kind = 'day' and state = 'running' and beat_at > $1) as is_running
		from workspace`,
		[new Date(now.getTime() - silentMs)],
	)
	const row = rows[0]
	if (!row) throw new Error('the workspace has no row')
	const today = row.today === null ? localDayOf(now.getTime(), row.zone) : getDay(row.today)
	const acted = await client.query<{ ran: boolean }>(
		`select exists (select from signal_day where as_of = $1) or exists (
			select from day_run where as_of = $1 and result is not null
		) as ran`,
		[formatDay(today)],
	)
	return {
		zone: row.zone,
		hour: row.hour === null ? usualHour : Number(row.hour),
		hasData: row.has_data,
		hasEverRun: row.has_ever_run,
		hasRunToday: acted.rows[0]?.ran ?? false,
		isRunning: row.is_running,
		isFixedToday: row.today !== null,
	}
}
