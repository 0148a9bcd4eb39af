import type { ClientBase } from 'pg'
import type { RowValues } from '../../core/model/import-kind.ts'
import { type Day, formatDay } from '../../core/time/day.ts'

/** A row of subscriptions that was refused, as far as it could be read. */
export interface RefusedLine {
	line: number | null
	reason: string
	values: RowValues
}

/**
 * Refused rows of the last load of subscriptions of each source by the end of a day, without those whose line and
 * start the same source has by now.
 */
export async function listRefusedLines(client: ClientBase, asOf: Day): Promise<RefusedLine[]> {
	const { rows } = await client.query<{ line: number | null; reason: string; row_values: RowValues }>(
		`with last_load as (
			select source_id, max(load_id) as load_id from load join load_file using (load_id)
			where kind = 'subscriptions' and load_day <= $1 group by source_id
		)
		select line, reason, row_values from last_load join load_reject using (load_id)
		where row_values is not null and not exists (
			select from fact_key where kind = 'subscription' and fact_key.source_id = last_load.source_id
				and external_id = concat(row_values ->> 'id', '|', row_values ->> 'started_on')
		)
		order by load_id, reject_id`,
		[formatDay(asOf)],
	)
	return rows.map(({ line, reason, row_values }) => ({ line, reason, values: row_values }))
}
