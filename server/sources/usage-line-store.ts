import type { ClientBase } from 'pg'
import { formatDay } from '../../core/time/day.ts'
import type { LoadFile } from './import-rows.ts'
import type { UsageTable } from './usage-table.ts'

/**
 * Counts rows by the subscription that they name and their day, for files whose rows name one. The same file again
 * counts nothing twice: of two files with rows of one subscription and day the larger count holds.
 */
export async function saveUsageLines(client: ClientBase, file: LoadFile, usage: UsageTable): Promise<void> {
	if (!usage.has.lines) return
	const counted = await usage.connection.runAndReadAll(
		`select account, line_index, "day", count(*)::double from ${usage.table}
		where line_index >= 0 group by all order by all`,
	)
	const rows = counted.getRows().flatMap(([account, line, day, count]) => {
		const accountId = file.accounts.get(usage.accounts.textOf(Number(account)))?.accountId
		return accountId === undefined
			? []
			: [{ accountId, lineId: usage.lines.textOf(Number(line)), day: Number(day), count: Number(count) }]
	})
	await client.query(
		`insert into usage_line_day (account_id, source_id, line_id, day, row_count)
		select account_id, $1, line_id, day, row_count
		from unnest($2::bigint[], $3::text[], $4::date[], $5::bigint[]) as counted (account_id, line_id, day, row_count)
		on conflict (account_id, source_id, line_id, day) do update
			set row_count = greatest(usage_line_day.row_count, excluded.row_count)`,
		[
			file.sourceId,
			rows.map(({ accountId }) => accountId),
			rows.map(({ lineId }) => lineId),
			rows.map(({ day }) => formatDay(day)),
			rows.map(({ count }) => count),
		],
	)
}
