import type { Pool } from 'pg'
import { shippedMetrics } from '../../core/catalog/metrics.ts'
import type { LabelledDay } from '../../core/churn/label-days.ts'
import type { TrainingMetric, TrainingTable } from '../../core/churn/training-table.ts'
import type { MetricDefinition } from '../../core/model/metric-definition.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import { churnHorizonDays } from '../../core/model/predictor.ts'
import { listStoredDates, readSnapshots, type Snapshot } from './snapshot-store.ts'

/** Column of a health score, which the whole model does not have: it is made of the same metrics. */
export const healthScoreColumn = 'health_score'
/** Column of the days to a decision. */
export const daysToGoColumn = 'days_to_go'
/** Columns that know nothing but the contract's date. */
export const renewalDateColumns = ['days_to_renewal', 'days_to_notice'] as const

export interface TrainingColumns {
	metrics: TrainingMetric[]
	definitions: readonly MetricDefinition[]
}

/**
 * Columns of a table: every metric of the model and of the catalogue. With `sources` the whole model only gets those of
 * these kinds of data; the others stay for the baselines.
 */
export function trainingColumns(
	model: OperatingModel,
	kind: 'churn' | 'renewal',
	sources: readonly string[] | null,
): TrainingColumns {
	const definitions = [...shippedMetrics, ...model.metrics]
	const dates: ReadonlySet<string> = new Set(renewalDateColumns)
	const metrics = definitions.map(
		({ id, unit, source }): TrainingMetric => ({
			id,
			unit,
			limits: kind === 'churn' && id === 'days_to_renewal' ? [30, churnHorizonDays] : [],
			// Of a decision the days to go are a column of their own.
			isBaselineOnly: (sources && !sources.includes(source)) || (kind === 'renewal' && dates.has(id)),
		}),
	)
	metrics.push({ id: healthScoreColumn, unit: 'score', isBaselineOnly: true })
	if (kind === 'renewal') metrics.push({ id: daysToGoColumn, unit: 'days' })
	return { metrics, definitions }
}

/** Reads what was stored of the labelled days and puts it into columns. Days without stored results are left out. */
export async function readTrainingTable(
	pool: Pool,
	labelled: readonly LabelledDay[],
	metrics: readonly TrainingMetric[],
): Promise<TrainingTable> {
	const byDate = Map.groupBy(labelled, ({ storedOn }) => storedOn)
	const rows: { label: LabelledDay; snapshot: Snapshot; places: readonly number[] }[] = []
	for (const date of await listStoredDates(pool, [...byDate.keys()])) {
		const labels = byDate.get(date) ?? []
		const wanted = [...new Set(labels.map(({ accountId }) => accountId))]
		const { metricIndex, snapshots } = await readSnapshots(pool, date, wanted)
		const places = metrics.map(({ id }) => metricIndex.get(id) ?? -1)
		const byAccount = new Map(snapshots.map(snapshot => [snapshot.accountId, snapshot]))
		for (const label of labels) {
			const snapshot = byAccount.get(label.accountId)
			if (snapshot) rows.push({ label, snapshot, places })
		}
	}
	const columns = metrics.map(({ id }, index) =>
		Float64Array.from(rows, ({ label, snapshot, places }) => {
			if (id === healthScoreColumn) return snapshot.score ?? Number.NaN
			if (id === daysToGoColumn) return label.daysToGo ?? Number.NaN
			return snapshot.values[places[index] ?? -1] ?? Number.NaN
		}),
	)
	return {
		rows: rows.length,
		metrics,
		columns,
		groups: Int32Array.from(rows, ({ label }) => label.accountId),
		days: Int32Array.from(rows, ({ label }) => label.storedOn),
		knownOn: Int32Array.from(rows, ({ label }) => label.knownOn),
		outcomes: Uint8Array.from(rows, ({ label }) => (label.outcome ? 1 : 0)),
		scores: Float64Array.from(rows, ({ snapshot }) => snapshot.score ?? Number.NaN),
		bands: rows.map(({ snapshot }) => snapshot.band),
	}
}
