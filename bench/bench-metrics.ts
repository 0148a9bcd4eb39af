import { usageMetrics } from '../core/catalog/usage-metrics.ts'
import { MetricDefinition } from '../core/model/metric-definition.ts'
import { type Day, monthEndsBetween } from '../core/time/day.ts'
import { benchFirstDay, benchLastDay } from './make-usage-file.ts'

/** All shipped metrics of usage but the one that needs contracts, of which the benchmark has none. */
export const benchMetrics: readonly MetricDefinition[] = usageMetrics
	.map(input => MetricDefinition.parse(input))
	.filter(metric => metric.per !== 'seat')

export const benchDates: readonly Day[] = monthEndsBetween(benchFirstDay, benchLastDay)

export const benchEventLists = {
	logins: ['login'],
	key_features: ['report_viewed', 'export'],
	outcome_features: ['workflow_completed'],
	higher_plan_features: ['comment', 'invite_sent'],
}

/** Values of all accounts: `[account][date][metric]`, NaN where unknown. Accounts by the number in their id. */
export function allocateValues(accounts: number, dates: number): Float64Array {
	return new Float64Array(accounts * dates * benchMetrics.length).fill(Number.NaN)
}
export function accountNumberOf(externalId: string): number {
	return Number(externalId.slice('acc-'.length))
}
