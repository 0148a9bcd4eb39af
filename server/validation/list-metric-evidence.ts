import type { Pool } from 'pg'
import { shippedMetrics } from '../../core/catalog/metrics.ts'
import { usualHorizonDays, type ValidationCase } from '../../core/model/validation-case.ts'
import type { Day } from '../../core/time/day.ts'
import { type MetricEvidence, metricEvidence } from '../../core/validation/metric-evidence.ts'
import { readSnapshots } from '../churn/snapshot-store.ts'
import { readModel } from '../model/model-store.ts'
import type { EnsureDates } from './find-cases.ts'
import { findValidationCases, readValidationBase } from './validate-scores.ts'

/**
 * What each metric alone told the horizon before decisions, those with the strongest signal first: a team starts from
 * evidence rather than from opinion. From contract decisions, or without any from the other population.
 */
export async function listMetricEvidence(
	pool: Pool,
	options: { now: Date; today?: Day; horizonDays?: number; ensureDates: EnsureDates; resamples?: number },
): Promise<MetricEvidence[]> {
	const { model } = await readModel(pool, options.now)
	const base = await readValidationBase(pool, options)
	const horizonDays = options.horizonDays ?? usualHorizonDays
	const parts = await findValidationCases(pool, base, { ...options, horizonDays })
	const cases = (parts.find(part => part.cases.length > 0) ?? parts[0]!).cases.filter(
		({ scoredOn }) => scoredOn !== null,
	)
	const definitions = [...shippedMetrics, ...model.metrics]
	const columns = await readColumns(
		pool,
		cases,
		definitions.map(({ id }) => id),
	)
	const groups = Int32Array.from(cases, ({ accountId }) => accountId)
	const renewed = Uint8Array.from(cases, ({ churned }) => (churned ? 0 : 1))
	const strength = ({ auc }: MetricEvidence) => (auc ? Math.abs(auc.value - 0.5) : -1)
	return definitions
		.map((definition, index) =>
			metricEvidence({ definition, values: columns[index]!, groups, renewed }, options.resamples),
		)
		.sort((a, b) => strength(b) - strength(a) || (a.metric < b.metric ? -1 : 1))
}

/** By metric: one value per case. */
async function readColumns(
	pool: Pool,
	cases: readonly ValidationCase[],
	metrics: readonly string[],
): Promise<Float64Array[]> {
	const columns = metrics.map(() => new Float64Array(cases.length).fill(Number.NaN))
	const byDate = Map.groupBy(cases.entries(), ([, { scoredOn }]) => scoredOn ?? 0)
	for (const [date, entries] of byDate) {
		const wanted = [...new Set(entries.map(([, { accountId }]) => accountId))]
		const { metricIndex, snapshots } = await readSnapshots(pool, date, wanted)
		const byAccount = new Map(snapshots.map(snapshot => [snapshot.accountId, snapshot]))
		for (const [row, { accountId }] of entries) {
			const values = byAccount.get(accountId)?.values
			if (!values) continue
			for (const [index, metric] of metrics.entries()) {
				columns[index]![row] = values[metricIndex.get(metric) ?? -1] ?? Number.NaN
			}
		}
	}
	return columns
}
