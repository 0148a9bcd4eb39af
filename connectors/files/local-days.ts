import type { DuckDBConnection } from '@duckdb/node-api'
import { zoneOffsetsOn } from './zone-offsets.ts'

/**
 * Moves `day` of the rows that have `utc_seconds` to the calendar of the zone. The offsets come from Node for
 * the days that occur, so that one time-zone database decides.
 */
export async function makeLocalDays(
	connection: DuckDBConnection,
	table: string,
	zone: string,
): Promise<void> {
	if (zone === 'UTC') return
	const result = await connection.runAndReadAll(
		`select distinct "day" from ${table} where utc_seconds is not null order by 1`,
	)
	const utcDays = result.getRows().map(([day]) => Number(day))
	if (utcDays.length === 0) return
	const offset = offsetCase(utcDays, zone)
	const local = `case when utc_seconds is null then "day" else floor((utc_seconds + ${offset}) / 86400)::integer end`
	await connection.run(
		`create or replace table usage_local as select * replace (${local} as "day") from ${table}`,
	)
	await connection.run(`drop table ${table}`)
	await connection.run(`alter table usage_local rename to ${table}`)
}

/** The offset by `utc_seconds`: a few branches, as it changes about twice a year. */
function offsetCase(utcDays: readonly number[], zone: string): string {
	const branches: { until: number; offset: number }[] = []
	for (const utcDay of utcDays) {
		const day = zoneOffsetsOn(utcDay, zone)
		const end = (utcDay + 1) * 86_400
		for (const [until, offset] of [
			[day.changeAtSeconds, day.offsetSeconds],
			[end, day.offsetAfterSeconds],
		] as const) {
			const last = branches.at(-1)
			if (last && last.offset === offset) last.until = until
			else branches.push({ until, offset })
		}
	}
	const last = branches.pop()
	if (branches.length === 0) return String(last?.offset ?? 0)
	const cases = branches.map(({ until, offset }) => `when utc_seconds < ${until} then ${offset}`)
	return `(case ${cases.join(' ')} else ${last?.offset ?? 0} end)`
}
