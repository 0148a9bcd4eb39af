import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

/** A load and the earliest day as of which what it brought is known. */
interface LoadKnowledge {
	loadId: number
	knownFrom: Day
}

/**
 * What each load after `afterLoadId` made known, and from when: history that is loaded late is known when it happened,
 * so that scores of days after it have to be computed again. Loads that brought nothing new are absent.
 */
async function listLateLoads(client: Pool | ClientBase, afterLoadId: number): Promise<LoadKnowledge[]> {
	const { rows } = await client.query<{ load_id: number; known_from: string }>(
		`select load_id, min(known_on) as known_from from fact where load_id > $1 group by load_id
		union all
		select load.load_id, case
			when reach.first_day < workspace.live_from then reach.first_day else load.load_day end
		from load
		join load_file on load_file.load_id = load.load_id
			and load_file.kind in ('usage', 'usage_daily') and load_file.accepted > 0
		join source_reach as reach on reach.source_id = load.source_id and reach.load_day = load.load_day
			and reach.kind in ('usage', 'usage_daily')
		cross join workspace
		where load.load_id > $1`,
		[afterLoadId],
	)
	return rows.map(row => ({ loadId: row.load_id, knownFrom: getDay(row.known_from) }))
}

/** Dates whose stored results still say what was known then: nothing that was loaded since is known as of them. */
export async function listSoundDates(client: Pool | ClientBase): Promise<Set<Day>> {
	const { rows } = await client.query<{ as_of: string; last_load_id: number }>(
		'select as_of, last_load_id from day_run order by as_of',
	)
	const oldest = rows.reduce((least, row) => Math.min(least, row.last_load_id), Number.MAX_SAFE_INTEGER)
	const late = rows.length === 0 ? [] : await listLateLoads(client, oldest)
	const sound = rows.filter(row => {
		const date = getDay(row.as_of)
		return !late.some(({ loadId, knownFrom }) => loadId > row.last_load_id && knownFrom <= date)
	})
	return new Set(sound.map(row => getDay(row.as_of)))
}

/** The first day that data of each kind tell of. Before it no score can say anything. */
export async function listFirstDataDays(client: Pool | ClientBase): Promise<Map<string, Day>> {
	const { rows } = await client.query<{ kind: string; first_day: string }>(
		`select case kind when 'usage_daily' then 'usage' else kind end as kind, min(first_day) as first_day
		from source_reach group by 1`,
	)
	return new Map(rows.map(row => [row.kind, getDay(row.first_day)]))
}

/** A stored score as validation reads it. */
export interface ScoreRow {
	accountId: number
	asOf: Day
	isCustomer: boolean
	segment: string | null
	score: number | null
	/** Before any override. */
	band: string
	modelVersion: number
	healthModel: string
	points: (number | null)[]
	arrMinor: bigint | null
}

interface StoredRow {
	position: number
	account_id: number
	as_of: string
	is_customer: boolean
	segment: string | null
	score: number | null
	computed_band: string
	model_version: number
	health_model: string
	points: (number | null)[]
	arr_minor: number | string | null
}

function toScoreRow(row: StoredRow): ScoreRow {
	return {
		accountId: row.account_id,
		asOf: getDay(row.as_of),
		isCustomer: row.is_customer,
		segment: row.segment,
		score: row.score,
		band: row.computed_band,
		modelVersion: row.model_version,
		healthModel: row.health_model,
		points: row.points,
		arrMinor: row.arr_minor === null ? null : BigInt(row.arr_minor),
	}
}

const scoreColumns = `score.account_id, score.as_of, is_customer, segment, score.score, computed_band, model_version,
	health_model, points, arr_minor`

/** The scores of accounts on dates, by position of what was asked for; undefined where none is stored. */
export async function readScoresAt(
	client: Pool | ClientBase,
	wanted: readonly { accountId: number; asOf: Day }[],
): Promise<(ScoreRow | undefined)[]> {
	const found: (ScoreRow | undefined)[] = wanted.map(() => undefined)
	const dates = wanted.map(({ asOf }) => formatDay(asOf))
	const { rows } = await client.query<StoredRow>(
		`select position, ${scoreColumns}
		from unnest($1::bigint[], $2::date[]) with ordinality as wanted (account_id, as_of, position)
		join score on score.account_id = wanted.account_id and score.as_of = wanted.as_of
		where score.as_of = any ($3::date[])`,
		[wanted.map(({ accountId }) => accountId), dates, [...new Set(dates)]],
	)
	for (const row of rows) found[row.position - 1] = toScoreRow(row)
	return found
}

/** All scores of one account after a day up to and with another, the latest first, by position of what was asked for. */
export async function readScoresBetween(
	client: Pool | ClientBase,
	wanted: readonly { accountId: number; after: Day; upTo: Day }[],
): Promise<ScoreRow[][]> {
	const found: ScoreRow[][] = wanted.map(() => [])
	const { rows } = await client.query<StoredRow>(
		`select position, ${scoreColumns}
		from unnest($1::bigint[], $2::date[], $3::date[])
			with ordinality as wanted (account_id, after_on, up_to, position)
		join score on score.account_id = wanted.account_id
			and score.as_of > wanted.after_on and score.as_of <= wanted.up_to
		where score.account_id = any ($1::bigint[])
		order by position, score.as_of desc`,
		[
			wanted.map(({ accountId }) => accountId),
			wanted.map(({ after }) => formatDay(after)),
			wanted.map(({ upTo }) => formatDay(upTo)),
		],
	)
	for (const row of rows) found[row.position - 1]?.push(toScoreRow(row))
	return found
}
