import { metricPhrases } from '../core/catalog/metric-phrases.ts'
import { findShippedMetric } from '../core/catalog/metrics.ts'
import type { MetricDefinition } from '../core/model/metric-definition.ts'

/** A metric's value as its unit is written: `1.4`, `23 %`, `yes`; unknown is `–`. */
export function showMetric(value: number | null, definition: MetricDefinition | undefined): string {
	if (value === null || Number.isNaN(value)) return '–'
	const unit = definition?.unit
	if (unit === 'share') return `${Math.round(value * 100)} %`
	if (unit === 'change')
		return `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(Math.round(value * 100))} %`
	if (unit === 'flag') return value === 1 ? 'yes' : value === 0 ? 'no' : String(value)
	const digits = Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : 1
	return value.toLocaleString('en-US', { maximumFractionDigits: digits })
}

/** A metric's value in the words of a sentence: `no contact for 73 days`. */
export function sayMetric(
	metric: string,
	value: number | null,
	definition: MetricDefinition | undefined = findShippedMetric(metric),
): string | undefined {
	if (value === null || Number.isNaN(value)) return undefined
	const shown = showMetric(value, definition)
	const phrase = metricPhrases[metric]
	if (!phrase) return `${(definition?.name ?? metric).toLowerCase()} ${shown}`
	if (value === 0 && phrase.zero) return phrase.zero
	if (value === 1 && phrase.one) return phrase.one
	return phrase.usual.replace('{value}', shown)
}
