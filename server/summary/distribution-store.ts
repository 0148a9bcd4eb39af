import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { notMerged } from '../accounts/alias-store.ts'

/** Customers of one date in one band of one health model. */
export interface BandRow {
	asOf: Day
	modelVersion: number
	healthModel: string
	band: string
	accounts: number
	scored: number
	scoreSum: number
	/** null where no account's money is known. */
	arrMinor: bigint | null
}

/** Computed dates between two days, both included. */
export async function listComputedDates(client: Pool | ClientBase, from: Day, to: Day): Promise<Day[]> {
	const { rows } = await client.query<{ as_of: string }>(
		'select as_of from day_run where as_of between $1 and $2 order by as_of',
		[formatDay(from), formatDay(to)],
	)
	return rows.map(row => getDay(row.as_of))
}

/** Customers by band on each of the dates. */
export async function listBandRows(
	client: Pool | ClientBase,
	dates: readonly Day[],
	slice: { segment: string | null; ownerEmail: string | null },
): Promise<BandRow[]> {
	const { rows } = await client.query<{
		as_of: string
		model_version: number
		health_model: string
		band: string
		accounts: number
		scored: number
		score_sum: number | null
		arr: string | null
	}>(
		`select as_of, model_version, health_model, band, count(*) as accounts, count(score) as scored,
			sum(score) as score_sum, sum(arr_minor)::text as arr
		from score where as_of = any($1::date[]) and is_customer and ${notMerged('score.account_id')}
			and ($2::text is null or segment = $2) and ($3::text is null or lower(owner_email) = lower($3))
		group by as_of, model_version, health_model, band order by as_of`,
		[dates.map(formatDay), slice.segment, slice.ownerEmail],
	)
	return rows.map(row => ({
		asOf: getDay(row.as_of),
		modelVersion: row.model_version,
		healthModel: row.health_model,
		band: row.band,
		accounts: row.accounts,
		scored: row.scored,
		scoreSum: Number(row.score_sum ?? 0),
		arrMinor: row.arr === null ? null : BigInt(row.arr),
	}))
}

/** Scores and bands of one date, for comparing with another. */
export async function listEarlierBands(
	client: Pool | ClientBase,
	asOf: Day,
): Promise<Map<number, { score: number | null; band: string; modelVersion: number; healthModel: string }>> {
	const { rows } = await client.query<[number, number | null, string, number, string]>({
		text: `select account_id, score, band, model_version, health_model from score
			where as_of = $1 and is_customer and ${notMerged('score.account_id')}`,
		values: [formatDay(asOf)],
		rowMode: 'array',
	})
	return new Map(
		rows.map(([accountId, score, band, modelVersion, healthModel]) => [
			accountId,
			{ score, band, modelVersion, healthModel },
		]),
	)
}
