import { expect, it } from 'vitest'
import { formatMetric } from './format-metric.ts'

it.each([
	[formatMetric(0.42, 'share'), '42 %'],
	[formatMetric(-0.43, 'change'), '−43 %'],
	[formatMetric(1, 'flag'), 'yes'],
	[formatMetric(1, 'days'), '1 day'],
	[formatMetric(2.25, 'days_per_week'), '2.3 days a week'],
	[formatMetric(48000, 'currency', 'USD'), '$48,000'],
	[formatMetric(1234, 'count'), '1,234'],
	[formatMetric(1.5, 'ratio'), '1.5 ×'],
	[formatMetric(7.25, null), '7.3'],
])('%s', (shown, expected) => {
	expect(shown).toBe(expected)
})
