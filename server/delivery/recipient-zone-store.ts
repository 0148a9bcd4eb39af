import type { ClientBase } from 'pg'
import { isZone } from '../../core/time/zone.ts'

/**
 * The time zone of an account's people: its attribute `time_zone` (or `timezone`) where that is a zone, else the
 * workspace's.
 */
export async function readRecipientZone(client: ClientBase, accountId: number): Promise<string> {
	const { rows } = await client.query<{ workspace_zone: string; zone: string | null }>(
		`select workspace.zone as workspace_zone, (
			select coalesce(body -> 'attributes' ->> 'time_zone', body -> 'attributes' ->> 'timezone') from fact
			where account_id = $1 and kind = 'account'
				and (body -> 'attributes' ? 'time_zone' or body -> 'attributes' ? 'timezone')
			order by known_on desc, version desc, fact_id desc limit 1
		) as zone
		from workspace where workspace_id = 1`,
		[accountId],
	)
	const row = rows[0]
	if (!row) throw new Error('the workspace has no row')
	return row.zone !== null && isZone(row.zone) ? row.zone : row.workspace_zone
}
