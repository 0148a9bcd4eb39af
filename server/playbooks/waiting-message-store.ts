import type { ClientBase } from 'pg'
import { type Day, formatDay } from '../../core/time/day.ts'

/** Messages of runs that wait for an approval on the day, by the owner of their run. */
export async function countWaitingMessages(
	client: ClientBase,
	day: Day,
): Promise<{ ownerEmail: string | null; count: number }[]> {
	const { rows } = await client.query<{ owner_email: string | null; count: number }>(
		`select owner_email, count(*)::int from send join playbook_run using (account_id, run_id)
		where send.state = 'waiting_for_approval' and started_on <= $1 group by owner_email order by owner_email`,
		[formatDay(day)],
	)
	return rows.map(row => ({ ownerEmail: row.owner_email, count: row.count }))
}
