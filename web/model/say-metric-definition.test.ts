import { expect, it } from 'vitest'
import { MetricDefinition, type MetricDefinitionInput } from '../../core/model/metric-definition.ts'
import { sayMetric } from './say-metric-definition.ts'

const base = { id: 'm', name: 'M', meaning: 'M' } as const

it.each<[Omit<MetricDefinitionInput, keyof typeof base>, string]>([
	[{ source: 'usage', aggregate: 'count', windowDays: 28 }, 'How many, in the last 28 days'],
	[
		{
			source: 'usage',
			aggregate: 'distinct_users',
			windowDays: 14,
			change: 'relative',
			filter: { events: ['login', 'sso'] },
		},
		'How many people over login, sso, in the last 14 days, as relative change against the window before',
	],
	[
		{
			source: 'ticket',
			aggregate: 'mean',
			field: 'satisfaction',
			filter: { where: [{ field: 'severity', is: 'eq', value: 'high' }] },
		},
		'Mean of satisfaction where severity is high',
	],
	[{ source: 'contract', aggregate: 'named', calculation: 'arr' }, 'Calculation arr'],
])('says %j', (definition, said) => {
	expect(sayMetric(MetricDefinition.parse({ ...base, ...definition }))).toBe(said)
})
