import type { MetricUnit } from '../../core/model/metric-definition.ts'
import { formatChange, formatMoney, formatNumber, formatPercent } from '../ui/format-number.ts'

/** A known value of a metric as its unit is written. */
export function formatMetric(value: number, unit: MetricUnit | null, currency?: string | null): string {
	switch (unit) {
		case 'share':
			return formatPercent(value, 0)
		case 'change':
			return formatChange(value)
		case 'flag':
			return value === 0 ? 'no' : 'yes'
		case 'days':
			return value === 1 ? '1 day' : `${formatNumber(value, 1)} days`
		case 'days_per_week':
			return `${formatNumber(value, 1)} days a week`
		case 'currency':
			return currency ? formatMoney(Math.round(value), currency) : formatNumber(value)
		case 'ratio':
			return `${formatNumber(value, 2)} ×`
		default:
			return formatNumber(value, Math.abs(value) < 10 ? 1 : 0)
	}
}
