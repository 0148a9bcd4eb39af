import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

export interface StoredOverride {
	overrideId: number
	band: string
	reason: string
	startsOn: Day
	/** First day on which it does not hold. Not after its start: it was taken back on the day it was set. */
	endsOn: Day
	setBy: string
	setAt: Date
}

/** Overrides of one account in the order in which they were set. */
export async function listOverridesOf(
	client: Pool | ClientBase,
	accountId: number,
): Promise<StoredOverride[]> {
	const { rows } = await client.query<{
		override_id: number
		band: string
		reason: string
		starts_on: string
		ends_on: string
		set_by: string
		set_at: Date
	}>('select * from health_override where account_id = $1 order by override_id', [accountId])
	return rows.map(row => ({
		overrideId: row.override_id,
		band: row.band,
		reason: row.reason,
		startsOn: getDay(row.starts_on),
		endsOn: getDay(row.ends_on),
		setBy: row.set_by,
		setAt: row.set_at,
	}))
}

/** Ends the overrides of an account that hold on the day: from then on the computed band stands. */
export async function endOverrides(client: ClientBase, accountId: number, day: Day): Promise<number> {
	const { rowCount } = await client.query(
		'update health_override set ends_on = $2 where account_id = $1 and starts_on <= $2 and ends_on > $2',
		[accountId, formatDay(day)],
	)
	return rowCount ?? 0
}

/** One stored score of an account. */
export interface ScoreOnDate {
	asOf: Day
	score: number | null
	band: string
	coverage: number
	modelVersion: number
	heldFrom: Day | null
}

/** Scores of one account between two days, both included, oldest first. */
export async function listScoresOf(
	client: Pool | ClientBase,
	accountId: number,
	from: Day,
	to: Day,
): Promise<ScoreOnDate[]> {
	const { rows } = await client.query<{
		as_of: string
		score: number | null
		band: string
		coverage: number
		model_version: number
		held_from: string | null
	}>(
		`select as_of, score, band, coverage, model_version, held_from from score
		where account_id = $1 and as_of between $2 and $3 order by as_of`,
		[accountId, formatDay(from), formatDay(to)],
	)
	return rows.map(row => ({
		asOf: getDay(row.as_of),
		score: row.score,
		band: row.band,
		coverage: row.coverage,
		modelVersion: row.model_version,
		heldFrom: row.held_from === null ? null : getDay(row.held_from),
	}))
}
