import { MetricDefinition } from '../model/metric-definition.ts'
import { commercialMetrics } from './commercial-metrics.ts'
import { relationshipMetrics } from './relationship-metrics.ts'
import { supportMetrics } from './support-metrics.ts'
import { usageMetrics } from './usage-metrics.ts'

/** Every metric that ships, in the order in which screens list them. */
export const shippedMetrics: readonly MetricDefinition[] = [
	...usageMetrics,
	...supportMetrics,
	...relationshipMetrics,
	...commercialMetrics,
].map(input => MetricDefinition.parse(input))

const byId = new Map(shippedMetrics.map(definition => [definition.id, definition]))

export function findShippedMetric(id: string): MetricDefinition | undefined {
	return byId.get(id)
}
