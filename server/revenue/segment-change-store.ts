import type { ClientBase } from 'pg'
import { type Day, getDay } from '../../core/time/day.ts'

export interface SegmentChange {
	day: Day
	segment: string | null
}

/** The days on which the stored segment of each account changed, ascending. */
export async function listSegmentChanges(
	client: ClientBase,
	firstId: number,
	lastId: number,
): Promise<Map<number, SegmentChange[]>> {
	const { rows } = await client.query<{ account_id: number; as_of: string; segment: string | null }>(
		`select account_id, as_of, segment from (
			select account_id, as_of, segment,
				row_number() over stay as position, lag(segment) over stay as before
			from score where account_id between $1 and $2
			window stay as (partition by account_id order by as_of)
		) as stays
		where position = 1 or segment is distinct from before
		order by account_id, as_of`,
		[firstId, lastId],
	)
	const byAccount = new Map<number, SegmentChange[]>()
	for (const row of rows) {
		const change = { day: getDay(row.as_of), segment: row.segment }
		const known = byAccount.get(row.account_id)
		if (known) known.push(change)
		else byAccount.set(row.account_id, [change])
	}
	return byAccount
}
