import type { ClientBase, Pool } from 'pg'
import type { MetricDrift } from '../../core/churn/measure-drift.ts'
import type { PredictorKind } from '../../core/model/predictor.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

/** How far the customers of a day were from those that a version had learned from. */
export interface StoredDrift {
	kind: PredictorKind
	asOf: Day
	predictorVersion: number
	metrics: number
	drifted: number
	/** The largest first. */
	largest: { metric: string; index: number }[]
}

const mostKept = 20

/** Keeps the drift of a day, in place of what was kept of it. Nothing is kept where nothing was measured. */
export async function saveDrift(
	client: ClientBase,
	kind: PredictorKind,
	asOf: Day,
	version: number,
	drift: readonly MetricDrift[],
): Promise<void> {
	if (drift.length === 0) return
	await client.query(
		`insert into predictor_drift (kind, as_of, predictor_version, metrics, drifted, largest)
		values ($1, $2, $3, $4, $5, $6)
		on conflict (kind, as_of) do update set predictor_version = excluded.predictor_version,
			metrics = excluded.metrics, drifted = excluded.drifted, largest = excluded.largest`,
		[
			kind,
			formatDay(asOf),
			version,
			drift.length,
			drift.filter(({ hasDrifted }) => hasDrifted).length,
			JSON.stringify(drift.slice(0, mostKept).map(({ metric, index }) => ({ metric, index }))),
		],
	)
}

/** The drift of a kind since a day, the latest first. */
export async function listDrift(
	client: Pool | ClientBase,
	kind: PredictorKind,
	since: Day,
): Promise<StoredDrift[]> {
	const { rows } = await client.query<{
		as_of: string
		predictor_version: number
		metrics: number
		drifted: number
		largest: StoredDrift['largest']
	}>('select * from predictor_drift where kind = $1 and as_of >= $2 order by as_of desc', [
		kind,
		formatDay(since),
	])
	return rows.map(row => ({
		kind,
		asOf: getDay(row.as_of),
		predictorVersion: row.predictor_version,
		metrics: row.metrics,
		drifted: row.drifted,
		largest: row.largest,
	}))
}
