import { expect, it } from 'vitest'
import { defaultModel } from '../../core/catalog/default-model.ts'
import { usesOfMetric } from './uses-of-metric.ts'

it.each([
	['ticket_load_90d', ['health model Classic: Support tickets']],
	['arr', ['segment Strategic', 'segment Growth', 'segment Tech-touch']],
	['seats_used_share', ['lifecycle stage Expansion', 'signal Seats nearly all used']],
	['no_such_metric', []],
])('%s is used in %j', (id, uses) => {
	expect(usesOfMetric(defaultModel, id)).toEqual(uses)
})
