import type { ClientBase, Pool } from 'pg'
import type { BandLevel } from '../../core/model/health-model.ts'
import type { ScorePoint } from '../../core/signals/derived-values.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

/** Level of a band of a health model; undefined for `unknown` and for bands that no longer exist. */
export type LevelLookup = (healthModel: string, band: string) => BandLevel | undefined

interface PointRow {
	account_id: number
	as_of: string
	score: number | null
	health_model: string
	band: string
	model_version: number
	is_held: boolean
}

/** Before the first day of signals: notes which past dates have scores by now. Later it changes nothing. */
export async function noteSignalHistory(client: ClientBase, asOf: Day): Promise<void> {
	await client.query(
		`insert into signal_history select as_of from day_run
		where as_of < $1 and not exists (select from signal_day) on conflict do nothing`,
		[formatDay(asOf)],
	)
}

/** How far back a row of healthy days is followed. */
const lookBackDays = 120
/** Distances at which a score is compared, each with the three days before it. */
const comparedDays = [0, 14, 28].flatMap(distance => [0, 1, 2, 3].map(more => distance + more))

/**
 * The stored scores that derived values need, ascending by day: around the date and 14 and 28 days before it, and
 * where the present row of healthy days began (the last other day and the first good one after it). A handful per
 * account instead of every day.
 *
 * @param goodBands bands whose level is good, as `health model/band`
 * @param known `lived`: only scores that were there when signals first looked, and those of the days since. What is
 *   computed of the past afterwards must open nothing.
 */
export async function readScorePoints(
	client: Pool | ClientBase,
	accountIds: readonly number[],
	asOf: Day,
	goodBands: readonly string[],
	levelOf: LevelLookup,
	known: 'lived' | 'all' = 'all',
): Promise<Map<number, ScorePoint[]>> {
	const { rows } = await client.query<PointRow>(
		`with recent as (
			select account_id, as_of, score, health_model, band, model_version, held_from is not null as is_held
			from score where account_id = any($1) and as_of between $2 and $3
				and ($6 or as_of >= coalesce((select min(as_of) from signal_day), $3)
					or as_of in (select as_of from signal_history))
		), last_other as (
			select account_id, max(as_of) as day from recent
			where band <> 'unknown' and not health_model || '/' || band = any($4) group by account_id
		), first_good as (
			select recent.account_id, min(recent.as_of) as day from recent left join last_other using (account_id)
			where health_model || '/' || band = any($4) and (last_other.day is null or recent.as_of > last_other.day)
			group by recent.account_id
		)
		select recent.* from recent
			left join last_other using (account_id) left join first_good using (account_id)
		where recent.as_of = any($5) or recent.as_of = last_other.day or recent.as_of = first_good.day
		order by account_id, as_of`,
		[
			accountIds,
			formatDay(asOf - lookBackDays),
			formatDay(asOf),
			goodBands,
			comparedDays.map(days => formatDay(asOf - days)),
			known === 'all',
		],
	)
	return new Map(
		[...Map.groupBy(rows, row => row.account_id)].map(([accountId, points]) => [
			accountId,
			points.map(row => toPoint(row, levelOf)),
		]),
	)
}

function toPoint(row: PointRow, levelOf: LevelLookup): ScorePoint {
	return {
		day: getDay(row.as_of),
		score: row.score,
		level: levelOf(row.health_model, row.band) ?? null,
		modelVersion: row.model_version,
		isHeld: row.is_held,
	}
}
