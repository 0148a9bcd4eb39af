import type { ClientBase, Pool } from 'pg'
import { dataReach, type KindDelivery } from '../../core/facts/data-reach.ts'
import type { Freshness } from '../../core/model/account-history.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

/** 36 hours, in whole days. */
const liveLimitDays = 1

/** Rows of one kind by the day that they are about. */
export type DayCounts = ReadonlyMap<Day, number>

/** Adds rows to the days that they are about. Called in the transaction that stores the rows. */
export async function saveSourceDays(
	client: ClientBase,
	sourceId: number,
	kind: string,
	days: DayCounts,
): Promise<void> {
	if (days.size === 0) return
	const inOrder = [...days].sort(([one], [other]) => one - other)
	await client.query(
		`insert into source_day (source_id, kind, day, row_count)
		select $1, $2, * from unnest($3::date[], $4::bigint[])
		on conflict (source_id, kind, day) do update set row_count = source_day.row_count + excluded.row_count`,
		[sourceId, kind, inOrder.map(([day]) => formatDay(day)), inOrder.map(([, count]) => count)],
	)
}

/** Records that a load brought a kind completely, and which days its rows were about. */
export async function saveReach(
	client: ClientBase,
	reach: { sourceId: number; kind: string; loadDay: Day; firstDay: Day; lastDay: Day },
): Promise<void> {
	await client.query(
		`insert into source_reach (source_id, kind, load_day, first_day, last_day) values ($1, $2, $3, $4, $5)
		on conflict (source_id, kind, load_day) do update set
			first_day = least(source_reach.first_day, excluded.first_day),
			last_day = greatest(source_reach.last_day, excluded.last_day)`,
		[
			reach.sourceId,
			reach.kind,
			formatDay(reach.loadDay),
			formatDay(reach.firstDay),
			formatDay(reach.lastDay),
		],
	)
}

/** Records that a kind was in a load without a row about any day: it was delivered, and reaches as far as before. */
export async function saveReachWithoutRows(
	client: ClientBase,
	place: { sourceId: number; kind: string; loadDay: Day },
): Promise<void> {
	await client.query(
		`insert into source_reach (source_id, kind, load_day, first_day, last_day)
		select source_id, kind, $3, max(last_day), max(last_day) from source_reach
		where source_id = $1 and kind = $2 group by source_id, kind
		on conflict (source_id, kind, load_day) do nothing`,
		[place.sourceId, place.kind, formatDay(place.loadDay)],
	)
}

/** How far the data of each kind reached as of each of the days, and whether that was too far back. */
export async function readFreshness(client: Pool | ClientBase, days: readonly Day[]): Promise<Freshness> {
	const workspace = await client.query<{ live_from: string | null }>(
		'select live_from from workspace where workspace_id = 1',
	)
	const liveFrom = workspace.rows[0]?.live_from ?? null
	return dataReach(await listDeliveries(client), liveFrom === null ? null : getDay(liveFrom), days)
}

interface DeliveryRow {
	source: string
	kind: string
	limit_days: number
	days: number[]
	load_days: number[]
	first_days: number[]
	last_days: number[]
}

/** What every source ever delivered, by kind; `usage_daily` is `usage` here. */
export async function listDeliveries(client: Pool | ClientBase): Promise<KindDelivery[]> {
	const { rows } = await client.query<DeliveryRow>(
		`with delivered as (
			select source_id, case kind when 'usage_daily' then 'usage' else kind end as kind, load_day, first_day,
				last_day
			from source_reach
		), loads as (
			select source_id, kind, array_agg(load_day - date '1970-01-01' order by load_day) as load_days,
				array_agg(first_day - date '1970-01-01' order by load_day) as first_days,
				array_agg(last_day - date '1970-01-01' order by load_day) as last_days
			from delivered group by source_id, kind
		), days as (
			select source_id, case kind when 'usage_daily' then 'usage' else kind end as kind,
				array_agg(distinct day - date '1970-01-01' order by day - date '1970-01-01') as days
			from source_day group by 1, 2
		)
		select source.name as source, loads.kind, coalesce(days.days, '{}') as days, load_days, first_days, last_days,
			case when source.live then $1 else workspace.file_cadence_days end as limit_days
		from loads join source using (source_id) left join days using (source_id, kind)
			join workspace on workspace_id = 1
		order by source.name, loads.kind`,
		[liveLimitDays],
	)
	return rows.map(row => ({
		source: row.source,
		kind: row.kind,
		limitDays: row.limit_days,
		days: row.days,
		loads: row.load_days.map((loadDay, index) => ({
			loadDay,
			firstDay: row.first_days[index] ?? loadDay,
			lastDay: row.last_days[index] ?? loadDay,
		})),
	}))
}
