import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

/** A day on which a kind of data was missing for many accounts at once. */
export interface KnownOutage {
	kind: string
	day: Day
	/** What came as a share of the usual; null where nothing is usual. */
	volumeShare: number | null
}

/**
 * Outage days of a kind from `from` to `to`, replaced by what is known now: a day whose data were delivered late is
 * no outage any more.
 */
export async function saveOutages(
	client: ClientBase,
	kind: string,
	from: Day,
	to: Day,
	outages: readonly { day: Day; volumeShare: number | null }[],
): Promise<void> {
	await client.query('delete from outage_day where kind = $1 and day between $2 and $3', [
		kind,
		formatDay(from),
		formatDay(to),
	])
	await client.query(
		`insert into outage_day (kind, day, volume_share)
		select $1, day, volume_share from unnest($2::date[], $3::float8[]) as new (day, volume_share)
		on conflict (kind, day) do update set volume_share = excluded.volume_share`,
		[kind, outages.map(({ day }) => formatDay(day)), outages.map(({ volumeShare }) => volumeShare)],
	)
}

/** Known outage days up to a date, oldest first. */
export async function listOutages(client: Pool | ClientBase, asOf: Day): Promise<KnownOutage[]> {
	const { rows } = await client.query<{ kind: string; day: string; volume_share: number | null }>(
		'select kind, day, volume_share from outage_day where day <= $1 order by day, kind',
		[formatDay(asOf)],
	)
	return rows.map(row => ({ kind: row.kind, day: getDay(row.day), volumeShare: row.volume_share }))
}
