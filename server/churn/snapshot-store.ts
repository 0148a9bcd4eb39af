import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay } from '../../core/time/day.ts'
import { notMerged } from '../accounts/alias-store.ts'

/** One customer as of one date, as it was stored. */
export interface Snapshot {
	accountId: number
	externalId: string
	/** By metric of the store's list; NaN where unknown. */
	values: Float64Array
	score: number | null
	/** Before any override; null without a score. */
	band: string | null
	renewalOn: string | null
	segment: string | null
	stage: string | null
	arrMinor: bigint | null
}

export interface Snapshots {
	/** Position of each metric in `values`. */
	metricIndex: ReadonlyMap<string, number>
	snapshots: Snapshot[]
}

/** Ids of all customers of a stored date, ascending. */
export async function listCustomerIds(client: Pool | ClientBase, asOf: Day): Promise<number[]> {
	const { rows } = await client.query<{ account_id: number }>(
		'select account_id from score where as_of = $1 and is_customer order by account_id',
		[formatDay(asOf)],
	)
	return rows.map(row => row.account_id)
}

/** Those of the dates that results are stored of, ascending. */
export async function listStoredDates(client: Pool | ClientBase, dates: readonly Day[]): Promise<Day[]> {
	const { rows } = await client.query<{ day: number }>(
		`select as_of - date '1970-01-01' as day from day_run where as_of = any ($1::date[]) order by as_of`,
		[dates.map(formatDay)],
	)
	return rows.map(({ day }) => day)
}

/** All customers of a stored date, or some of them, in the order of their ids. */
export async function readSnapshots(
	client: Pool | ClientBase,
	asOf: Day,
	accountIds: readonly number[] | null = null,
): Promise<Snapshots> {
	const lists = await client.query<{ list_version: number; metric_ids: string[] }>(
		'select list_version, metric_ids from metric_list',
	)
	const { rows } = await client.query<{
		account_id: number
		external_id: string
		list_version: number
		texts: string
		score: number | null
		computed_band: string
		renewal_on: string | null
		segment: string | null
		stage: string | null
		arr_minor: number | string | null
	}>(
		// One text is read several times faster than an array.
		`select score.account_id, external_id, list_version, array_to_string(metric_value.values, ',', '') as texts,
			score.score, computed_band, renewal_on, segment, stage, arr_minor
		from score join metric_value using (account_id, as_of) join account using (account_id)
		where as_of = $1 and is_customer and ($2::bigint[] is null or account_id = any ($2))
			and ${notMerged('score.account_id')}
		order by account_id`,
		[formatDay(asOf), accountIds],
	)
	const versions = new Set(rows.map(row => row.list_version))
	const latest = Math.max(0, ...versions)
	const ids = lists.rows.find(row => row.list_version === latest)?.metric_ids ?? []
	const metricIndex = new Map(ids.map((id, index) => [id, index]))
	const positions = new Map(
		lists.rows
			.filter(row => versions.has(row.list_version))
			.map(row => [row.list_version, row.metric_ids.map(id => metricIndex.get(id) ?? -1)]),
	)
	return {
		metricIndex,
		snapshots: rows.map(row => ({
			accountId: row.account_id,
			externalId: row.external_id,
			values: readValues(row.texts, positions.get(row.list_version) ?? [], ids.length),
			score: row.score,
			band: row.score === null ? null : row.computed_band,
			renewalOn: row.renewal_on,
			segment: row.segment,
			stage: row.stage,
			arrMinor: row.arr_minor === null ? null : BigInt(row.arr_minor),
		})),
	}
}

function readValues(text: string, positions: readonly number[], size: number): Float64Array {
	const values = new Float64Array(size).fill(Number.NaN)
	for (const [index, item] of text.split(',').entries()) {
		const position = positions[index] ?? -1
		if (position >= 0 && item !== '') values[position] = Number(item)
	}
	return values
}
