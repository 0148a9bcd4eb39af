import type { MetricUnit } from '../../core/model/metric-definition.ts'
import { Unknown } from '../ui/Unknown.tsx'
import { formatMetric } from './format-metric.ts'

/** A metric's value with its unit; unknown is a dash with its reason. */
export function MetricValue({
	value,
	unit,
	currency,
	reason,
}: {
	value: number | null | undefined
	unit: MetricUnit | null
	currency?: string | null | undefined
	reason?: string | null | undefined
}) {
	if (value === null || value === undefined) return <Unknown reason={reason} />
	return <span className="whitespace-nowrap">{formatMetric(value, unit, currency)}</span>
}
