import { describe, expect, it } from 'vitest'
import { defaultModel } from '../catalog/default-model.ts'
import { getHealthPreset } from '../catalog/health-presets.ts'
import type { OperatingModel } from '../model/operating-model.ts'
import { diffModels } from './diff-models.ts'

function changed(edit: (model: OperatingModel) => void): string[] {
	const model = structuredClone(defaultModel)
	edit(model)
	return diffModels(defaultModel, model).map(({ text }) => text)
}

describe('diffModels', () => {
	it('finds nothing between a model and itself', () => {
		expect(changed(() => {})).toEqual([])
	})

	it.each<[string, (model: OperatingModel) => void, string[]]>([
		[
			'a weight',
			model => {
				model.healthModels[0]!.factors[0]!.weight = 30
			},
			['health model "classic", factor "product_usage": weight 40 → 30'],
		],
		[
			'a condition',
			model => {
				model.segments[0]!.when = 'arr >= 150000'
			},
			['segment "strategic": when "arr >= 100000" → "arr >= 150000"'],
		],
		[
			'a condition that is gone',
			model => {
				delete model.lifecycleStages[0]!.exit
			},
			['lifecycle stage "onboarding": exit "tenure_days >= 84 or first_value_reached" → none'],
		],
		[
			'settings',
			model => {
				model.settings.renewals.opensDaysBefore = 90
				model.settings.events.logins = ['login']
			},
			['settings, renewals: opens days before 120 → 90', 'settings, events: logins [] → ["login"]'],
		],
		[
			'a scale',
			model => {
				model.healthModels[0]!.factors[2]!.scale = { kind: 'rank', better: 'less' }
			},
			[
				'health model "classic", factor "support_tickets", scale: kind "breakpoints" → "rank"',
				'health model "classic", factor "support_tickets", scale: points [[0,100],[2,85],[5,60],[10,30],[20,0]] → none',
				'health model "classic", factor "support_tickets", scale: better none → "less"',
			],
		],
		[
			'a segment more and one less',
			model => {
				model.segments.splice(1, 1)
				model.segments.unshift({ id: 'vip', name: 'VIP', when: 'arr > 1000000', serviceLevel: 'dedicated' })
			},
			['segment "growth" removed', 'segment "vip" added as number 1 of 4'],
		],
		[
			'the order',
			model => {
				model.segments = [model.segments[1]!, model.segments[0]!, ...model.segments.slice(2)]
			},
			['order of segments is now growth, strategic, tech_touch, unsegmented'],
		],
		[
			'a health model more',
			model => {
				model.healthModels.unshift({ ...getHealthPreset('starter'), when: 'stage = "onboarding"' })
			},
			['health model "starter" added as number 1 of 2'],
		],
		[
			'a threshold by segment',
			model => {
				model.signals[0]!.overrides = { growth: { threshold: -0.5 } }
			},
			['signal "logins_down_28d", overrides: growth none → {"threshold":-0.5}'],
		],
		[
			'a milestone',
			model => {
				model.onboardingPlan[3]!.dueDay = 21
			},
			['milestone "first_value": due day 28 → 21'],
		],
	])('says in words: %s', (_, edit, words) => {
		expect(changed(edit)).toEqual(words)
	})

	it('gives the path with ids', () => {
		const model = structuredClone(defaultModel)
		model.healthModels[0]!.factors[0]!.weight = 30
		expect(diffModels(defaultModel, model)).toEqual([
			{
				path: 'healthModels.classic.factors.product_usage.weight',
				kind: 'changed',
				text: 'health model "classic", factor "product_usage": weight 40 → 30',
			},
		])
	})
})
