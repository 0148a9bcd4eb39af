import { describe, expect, it } from 'vitest'
import { healthPresets } from '../catalog/health-presets.ts'
import type { HealthModel } from '../model/health-model.ts'
import { seededGenerator } from '../stats/seeded-generator.ts'
import { judgeCustomers } from './judge-customers.ts'
import { rankPeers } from './rank-peers.ts'
import { scoreHealth } from './score-health.ts'

const [classic] = healthPresets as readonly [HealthModel]

function columnsOf(count: number, value: (metric: string, at: number) => number) {
	const metrics = new Map(
		classic.factors.map(({ metric }) => [
			metric,
			Float64Array.from({ length: count }, (_, at) => value(metric, at)),
		]),
	)
	return {
		count,
		segments: Array.from({ length: count }, (_, at) => (at % 2 === 0 ? 'large' : 'small')),
		stages: new Array<string | null>(count).fill(null),
		metrics,
	}
}

const oneFactor = (id: string, bands: HealthModel['bands']): HealthModel => ({
	...classic,
	id,
	bands,
	factors: [
		{
			...classic.factors[0]!,
			metric: 'm',
			weight: 1,
			scale: {
				kind: 'breakpoints',
				points: [
					[0, 0],
					[100, 100],
				],
			},
		},
	],
})

describe('what health models say of all customers', () => {
	it('without any value nobody has a score', () => {
		const { levels, scores } = judgeCustomers(
			[classic],
			columnsOf(3, () => Number.NaN),
		)
		expect(levels).toEqual(['unknown', 'unknown', 'unknown'])
		expect([...scores]).toEqual([Number.NaN, Number.NaN, Number.NaN])
	})
	it('chooses the model by segment and scores by its scale', () => {
		const columns = {
			...columnsOf(4, () => 0),
			metrics: new Map([['m', Float64Array.of(10, 10, 90, Number.NaN)]]),
		}
		const strict = { ...oneFactor('strict', classic.bands), when: 'segment = "large"' }
		const mild = oneFactor(
			'mild',
			classic.bands.map(band => ({ ...band, level: 'good' as const })),
		)
		const { levels, scores } = judgeCustomers([strict, mild], columns)
		expect([...scores]).toEqual([10, 10, 90, Number.NaN])
		expect(levels).toEqual(['alarm', 'good', 'good', 'unknown'])
	})
	it('says of every customer what scoring it alone says', () => {
		const next = seededGenerator(3)
		const uniform = () => next() / 2 ** 32
		for (const preset of healthPresets) {
			const missing = ['spread', 'neutral', 'zero', 'required'] as const
			const model = {
				...preset,
				factors: preset.factors.map((factor, index) => ({ ...factor, missing: missing[index % 4]! })),
			}
			const columns = {
				...columnsOf(50, () => 0),
				metrics: new Map(
					model.factors.map(({ metric }) => [
						metric,
						Float64Array.from({ length: 50 }, () => (uniform() < 0.25 ? Number.NaN : uniform() * 200 - 50)),
					]),
				),
			}
			const { scores, levels } = judgeCustomers([model], columns)
			const numbers = Int32Array.from(columns.segments, segment => (segment === 'large' ? 0 : 1))
			for (let at = 0; at < 50; at++) {
				const alone = scoreHealth(
					model,
					model.factors.map(({ metric, scale }) => {
						const values = columns.metrics.get(metric)!
						const peer = scale.kind === 'rank' ? rankPeers(values, numbers, scale.better).points[at]! : null
						return { value: Number.isNaN(values[at]!) ? null : values[at]!, peerPoints: peer }
					}),
				)
				expect([scores[at], levels[at]]).toEqual([alone.score ?? Number.NaN, alone.level ?? 'unknown'])
			}
		}
	})
	it('ranks among the customers of a segment, and among all where those are too few', () => {
		const model = oneFactor('ranked', classic.bands)
		const ranked = {
			...model,
			factors: [{ ...model.factors[0]!, scale: { kind: 'rank' as const, better: 'more' as const } }],
		}
		const columns = columnsOf(60, () => 0)
		columns.metrics = new Map([['m', Float64Array.from({ length: 60 }, (_, at) => at)]])
		const { scores } = judgeCustomers([ranked], columns)
		expect(scores[58]).toBe(98)
		expect(scores[59]).toBe(98)
		expect(judgeCustomers([ranked], { ...columns, count: 3 }).scores).toHaveLength(3)
	})
})
