import { describe, expect, it } from 'vitest'
import { defaultFixedFields } from '../facts/account-fields.ts'
import { checkMetrics } from '../metrics/check-metrics.ts'
import { checkModel } from '../operating-model/check-model.ts'
import { derivedSignalNames } from '../signals/derived-values.ts'
import { defaultModel } from './default-model.ts'
import { getHealthPreset, healthPresets } from './health-presets.ts'
import { shippedMetrics } from './metrics.ts'

const vocabulary = { metrics: shippedMetrics, signalNames: derivedSignalNames, checkMetrics }

describe('default model', () => {
	it('has nothing wrong: every metric, segment, stage and condition exists', () => {
		expect(checkModel(defaultModel, vocabulary)).toEqual([])
	})
	it('scores everybody with classic, has the segments and stages of the field', () => {
		expect(defaultModel.healthModels.map(model => model.id)).toEqual(['classic'])
		expect(defaultModel.segments.map(segment => segment.id)).toEqual([
			'strategic',
			'growth',
			'tech_touch',
			'unsegmented',
		])
		expect(defaultModel.lifecycleStages.map(stage => stage.id)).toEqual([
			'onboarding',
			'adoption',
			'value_realisation',
			'expansion',
			'renewal',
		])
		expect(defaultModel.settings).toMatchObject({
			fileCadenceDays: 8,
			automaticTasksPerDay: 8,
			renewals: { opensDaysBefore: 120 },
		})
	})
})

describe('default settings', () => {
	it('opens renewals 120 days ahead, with a step 120, 90, 60, 30 and 0 days before the date', () => {
		expect(defaultModel.settings.renewals.opensDaysBefore).toBe(120)
		expect(defaultModel.renewalSteps.map(({ daysBefore }) => daysBefore)).toEqual([120, 90, 60, 30, 0])
	})
	it('fix the attributes that the facts fix by themselves', () => {
		expect(defaultModel.settings.fixedAttributes).toEqual([...defaultFixedFields])
	})
})

describe('health presets', () => {
	it.each(healthPresets.map(preset => [preset.id, preset] as const))(
		'%s can be applied as it is',
		(_, preset) => {
			expect(checkModel({ ...defaultModel, healthModels: [preset] }, vocabulary)).toEqual([])
			expect(preset.factors.reduce((sum, factor) => sum + factor.weight, 0)).toBe(100)
			expect(preset.minimumCoverage).toBe(0.6)
		},
	)

	it.each([
		['classic', { 'Product usage': 40, 'Feature adoption': 25, 'Support tickets': 15, Engagement: 20 }],
		['starter', { Usage: 40, Engagement: 30, Support: 30 }],
		['scale-up', { Usage: 40, Support: 20, Engagement: 20, Commercial: 20 }],
		[
			'outcome',
			{ 'Outcome usage': 35, 'Support history': 20, 'Relationship depth': 20, 'Outcome progress': 25 },
		],
		[
			'six-signal',
			{
				'Usage frequency': 25,
				'Adoption breadth': 20,
				Tickets: 15,
				'Executive engagement': 15,
				'NPS and CSAT trend': 15,
				'Billing history': 10,
			},
		],
	])('%s weighs its groups', (id, weights) => {
		const sums: Record<string, number> = {}
		for (const { group, weight } of getHealthPreset(id).factors) sums[group] = (sums[group] ?? 0) + weight
		expect(sums).toEqual(weights)
	})

	it.each([
		['classic', 'healthy 80 good low, stable 60 fine medium, at_risk 40 watch high, critical 0 alarm high'],
		['starter', 'healthy 80 good low, stable 60 fine medium, at_risk 40 watch high, critical 0 alarm high'],
		['scale-up', 'green 75 good low, yellow 40 watch medium, red 0 alarm high'],
	])('%s has the bands %s', (id, bands) => {
		const words = getHealthPreset(id).bands.map(band => `${band.id} ${band.from} ${band.level} ${band.risk}`)
		expect(words.join(', ')).toBe(bands)
	})

	it('goes the way that is good for each metric', () => {
		const wrong = healthPresets.flatMap(preset =>
			preset.factors.flatMap(({ id, metric, scale }) => {
				const better = shippedMetrics.find(shipped => shipped.id === metric)?.better
				if (scale.kind === 'rank') return scale.better === better ? [] : [`${preset.id}.${id}`]
				const rises = scale.points[0]![1] < scale.points.at(-1)![1]
				const steady = scale.points.every(
					([, points], index) => index === 0 || points > scale.points[index - 1]![1] === rises,
				)
				return steady && rises === (better === 'more') ? [] : [`${preset.id}.${id}`]
			}),
		)
		expect(wrong).toEqual([])
	})
})
