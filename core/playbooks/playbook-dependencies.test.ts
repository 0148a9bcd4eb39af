import { describe, expect, it } from 'vitest'
import { defaultModel } from '../catalog/default-model.ts'
import { shippedMetrics } from '../catalog/metrics.ts'
import { MetricDefinition } from '../model/metric-definition.ts'
import { OperatingModel, type OperatingModelInput } from '../model/operating-model.ts'
import { PlaybookDefinition, type PlaybookDefinitionInput } from '../model/playbook.ts'
import { dependenciesOf, factsName } from './playbook-dependencies.ts'

const metric = (id: string, over: object) =>
	MetricDefinition.parse({ id, name: id, meaning: 'x', source: 'opportunity', aggregate: 'count', ...over })
const metrics = [
	...shippedMetrics,
	metric('open_deals', {}),
	metric('plan_level', { source: 'account', aggregate: 'last', field: 'plan_level' }),
]

function reads(
	over: Partial<PlaybookDefinitionInput>,
	model: Partial<OperatingModelInput> = {},
): Set<string> {
	const definition = PlaybookDefinition.parse({
		id: 'tested',
		name: 'Tested',
		purpose: 'To test',
		trigger: { kind: 'hand' },
		done: { says: 'done' },
		hours: 1,
		steps: [{ id: 'task', kind: 'task', title: 'x' }],
		...over,
	})
	return dependenciesOf(definition, OperatingModel.parse({ ...defaultModel, ...model }), metrics)
}

const signal = (when: string) => ({
	signals: [
		{
			id: 'own',
			name: 'Own',
			kind: 'growth' as const,
			when,
			metric: 'arr',
			level: 'watch' as const,
			reason: 'x',
		},
	],
})
const ofSignal = { trigger: { kind: 'signal' as const, signal: 'own' } }

describe('what a start depends on', () => {
	it.each([
		['its condition', { when: "attributes.plan = 'x'" }, {}, 'attributes.plan'],
		['a signal fed by a field', ofSignal, signal("attributes.plan = 'x' and arr > 0"), 'attributes.plan'],
		['a signal fed by opportunities', ofSignal, signal('open_deals > 2'), factsName('opportunity')],
		['a metric of an attribute', { when: 'plan_level > 2' }, {}, 'attributes.plan_level'],
		['a stage', { trigger: { kind: 'stage', to: 'adoption' } }, {}, 'stage'],
		[
			'a stage that follows from a field',
			{ trigger: { kind: 'stage', to: 'adoption' } },
			{
				lifecycleStages: defaultModel.lifecycleStages.map(stage => ({
					...stage,
					enter: "attributes.kicked_off = 'yes'",
				})),
			},
			'attributes.kicked_off',
		],
		[
			'a band by a health model that is chosen by a field',
			{ trigger: { kind: 'band', to: ['alarm'] } },
			{
				healthModels: [
					{ ...defaultModel.healthModels[0]!, id: 'other', when: "tier = 'gold'" },
					...defaultModel.healthModels,
				],
			},
			'tier',
		],
		[
			'a change of the score by one of its metrics',
			{ when: 'score_change_14d < -10' },
			{
				healthModels: defaultModel.healthModels.map(health => ({
					...health,
					factors: health.factors.map(factor => ({ ...factor, metric: 'open_deals' })),
				})),
			},
			factsName('opportunity'),
		],
		['the segment by a field', { when: "segment = 'strategic'" }, {}, 'arr'],
		[
			'a milestone',
			{ trigger: { kind: 'date', of: 'milestone', milestone: 'x', days: 1 } },
			{},
			'facts.milestone',
		],
		['another program', { trigger: { kind: 'webhook' } }, {}, 'webhook'],
	] as [string, Partial<PlaybookDefinitionInput>, Partial<OperatingModelInput>, string][])(
		'%s',
		(_, over, model, expected) => {
			expect([...reads(over, model)]).toContain(expected)
		},
	)

	it('is nothing that tasks, calls to people or renewals in work say: no condition can name them', () => {
		const everything = new Set(metrics.flatMap(({ id }) => [...reads({ when: `${id} is known` })]))
		for (const name of ['task', 'tasks', 'renewal', 'renewal_stage', 'webhook'])
			expect(everything.has(name)).toBe(false)
		expect(everything.has('facts.ticket')).toBe(true)
	})
	it('is nothing where a person starts it', () => {
		expect([...reads({})]).toEqual([])
	})
})
