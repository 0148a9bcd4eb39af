import type { Pool } from 'pg'
import { shippedMetrics } from '../../core/catalog/metrics.ts'
import type { MetricDefinition } from '../../core/model/metric-definition.ts'
import { usualHorizonDays, type ValidationCase } from '../../core/model/validation-case.ts'
import type { Day } from '../../core/time/day.ts'
import { type MetricEvidence, metricEvidence } from '../../core/validation/metric-evidence.ts'
import { readSnapshots } from '../churn/snapshot-store.ts'
import { readModel } from '../model/model-store.ts'
import { readWorkspace } from '../workspace/workspace-store.ts'
import type { EnsureDates } from './find-cases.ts'
import { findValidationCases, readValidationBase } from './validate-scores.ts'

export interface MetricEvidenceOptions {
	/** Cases asked about before it are history that was loaded at once. */
	liveFrom: Day | null
	resamples?: number | undefined
	/** Lets others work in between. */
	breathe?: () => Promise<void>
}

/** What each metric alone told before the cases were decided, those with the strongest signal first. */
export async function readMetricEvidence(
	pool: Pool,
	definitions: readonly MetricDefinition[],
	cases: readonly ValidationCase[],
	options: MetricEvidenceOptions,
): Promise<MetricEvidence[]> {
	const scored = cases.filter(({ scoredOn }) => scoredOn !== null)
	const columns = await readColumns(
		pool,
		scored,
		definitions.map(({ id }) => id),
	)
	const groups = Int32Array.from(scored, ({ accountId }) => accountId)
	const renewed = Uint8Array.from(scored, ({ churned }) => (churned ? 0 : 1))
	const isHistory = Uint8Array.from(scored, ({ askedOn }) =>
		options.liveFrom !== null && askedOn < options.liveFrom ? 1 : 0,
	)
	const evidence: MetricEvidence[] = []
	for (const [index, definition] of definitions.entries()) {
		const values = columns[index]!
		evidence.push(metricEvidence({ definition, values, groups, renewed, isHistory }, options.resamples))
		await options.breathe?.()
	}
	const strength = ({ auc }: MetricEvidence) => (auc ? Math.abs(auc.value - 0.5) : -1)
	return evidence.sort((a, b) => strength(b) - strength(a) || (a.metric < b.metric ? -1 : 1))
}

/**
 * What each metric alone told the horizon before decisions: a team starts from evidence rather than from opinion. From
 * contract decisions, or without any from the other population.
 */
export async function listMetricEvidence(
	pool: Pool,
	options: { now: Date; today?: Day; horizonDays?: number; ensureDates: EnsureDates; resamples?: number },
): Promise<MetricEvidence[]> {
	const { model } = await readModel(pool, options.now)
	const base = await readValidationBase(pool, options)
	const horizonDays = options.horizonDays ?? usualHorizonDays
	const parts = await findValidationCases(pool, base, { ...options, horizonDays })
	const { cases } = parts.find(part => part.cases.length > 0) ?? parts[0]!
	const { liveFrom } = await readWorkspace(pool)
	const definitions = [...shippedMetrics, ...model.metrics]
	return readMetricEvidence(pool, definitions, cases, { liveFrom, resamples: options.resamples })
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
