import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultModel } from '../catalog/default-model.ts'
import { getHealthPreset, healthPresets } from '../catalog/health-presets.ts'
import { shippedMetrics } from '../catalog/metrics.ts'
import { checkMetrics } from '../metrics/check-metrics.ts'
import { MetricDefinition } from '../model/metric-definition.ts'
import { OperatingModel } from '../model/operating-model.ts'
import { derivedSignalNames } from '../signals/derived-values.ts'
import type { ModelVocabulary } from './check-model.ts'
import { parseModel } from './parse-model.ts'
import { printModel } from './print-model.ts'

const vocabulary: ModelVocabulary = { metrics: shippedMetrics, signalNames: derivedSignalNames, checkMetrics }

describe('printModel', () => {
	const custom = OperatingModel.parse({
		...defaultModel,
		metrics: [
			MetricDefinition.parse({
				id: 'exports_28d',
				name: 'Exports: "all" # of them',
				meaning: "It's - tricky\nwith lines",
				source: 'usage',
				aggregate: 'count',
				filter: { events: ['export', 'yes', '007'] },
				windowDays: 28,
			}),
		],
		healthModels: [
			...healthPresets
				.slice(1)
				.map((preset, index) => ({ ...preset, when: `arr > ${index} and attributes."A: b" = "x"` })),
			getHealthPreset('classic'),
		],
	})
	it.each([
		['the default model', defaultModel],
		['a model with all presets and awkward text', custom],
	])('gives YAML that is read back as the same: %s', (_, model) => {
		const text = printModel(model)
		const parsed = parseModel(text, vocabulary)
		expect(parsed.ok ? [] : parsed.problems).toEqual([])
		expect(parsed.ok && parsed.model).toEqual(model)
		expect(parsed.ok && printModel(parsed.model)).toBe(text)
	})
	it('keeps any text, number and order of thresholds', () => {
		const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
		const awkward = fc.oneof(
			text,
			fc.constantFrom('yes', '~', '1e3', '- a', '# b', '0x1F', ' c ', 'd: e', '\n', '\\"'),
		)
		fc.assert(
			fc.property(
				awkward,
				awkward,
				fc.double({ noNaN: true, noDefaultInfinity: true }),
				(name, event, value) => {
					const model = structuredClone(custom)
					model.segments[0]!.name = name
					model.settings.events.logins = [event, name]
					model.signals[0]!.thresholds = { threshold: value + 0 }
					model.signals[0]!.overrides = { growth: { threshold: 0.1 }, strategic: { threshold: 1 } }
					const parsed = parseModel(printModel(model), vocabulary)
					expect(parsed.ok ? [] : parsed.problems).toEqual([])
					expect(parsed.ok && parsed.model).toEqual(model)
				},
			),
			{ seed: 41, numRuns: 60 },
		)
	})
	it('says what each part is', () => {
		const text = printModel(defaultModel)
		for (const section of Object.keys(OperatingModel.shape)) {
			expect(text).toMatch(new RegExp(`\\n\\n?# .+\\n${section}:`))
		}
		expect(text).toContain('points: [ [ 0, 0 ], [ 1, 35 ]')
		expect(text).toContain(
			'- { id: healthy, name: Healthy, from: 80, level: good, risk: low, action: Identify expansion }',
		)
	})
})
