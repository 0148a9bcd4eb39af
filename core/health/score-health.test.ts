import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { getHealthPreset } from '../catalog/health-presets.ts'
import { Factor, HealthModel, type MissingPolicy } from '../model/health-model.ts'
import { roundToSum } from '../stats/round-to-sum.ts'
import { explainHealth } from './explain-health.ts'
import { interpolatePoints } from './factor-points.ts'
import { findBand, scoreHealth, weighPoints } from './score-health.ts'

const identity = {
	kind: 'breakpoints',
	points: [
		[0, 0],
		[100, 100],
	],
} as const

function makeModel(
	weights: readonly number[],
	bandsOf: 'classic' | 'scale-up' = 'classic',
	missing: readonly MissingPolicy[] = [],
	minimumCoverage = 0.6,
): HealthModel {
	return HealthModel.parse({
		id: 'm',
		name: 'M',
		minimumCoverage,
		factors: weights.map((weight, index) =>
			Factor.parse({
				id: `f${index}`,
				name: `F${index}`,
				group: `G${index % 2}`,
				metric: `metric_${index}`,
				weight,
				scale: identity,
				missing: missing[index] ?? 'spread',
			}),
		),
		bands: getHealthPreset(bandsOf).bands,
	})
}

const valued = (values: readonly (number | null)[]) => values.map(value => ({ value }))

describe('interpolatePoints', () => {
	const points = [
		[14, 100],
		[30, 80],
		[60, 45],
		[90, 15],
		[120, 0],
	] as const
	it.each([
		[-5, 100],
		[14, 100],
		[22, 90],
		[30, 80],
		[45, 62.5],
		[120, 0],
		[1000, 0],
	])('%d → %d', (value, expected) => {
		expect(interpolatePoints(points, value)).toBeCloseTo(expected, 12)
	})
	it('is flat with one point', () => {
		expect([-1, 0, 1].map(value => interpolatePoints([[0, 30]], value))).toEqual([30, 30, 30])
	})
})

describe('scoreHealth', () => {
	it('scale-up: usage 80, support 60, engagement 50, commercial 90 → 72, yellow', () => {
		const model = makeModel([40, 20, 20, 20], 'scale-up')
		const health = scoreHealth(model, valued([80, 60, 50, 90]))
		expect(health).toMatchObject({
			score: 72,
			exactScore: 72,
			band: 'yellow',
			level: 'watch',
			risk: 'medium',
		})
		const explained = explainHealth(model, valued([80, 60, 50, 90]))
		expect(explained.factors.map(factor => factor.contribution)).toEqual([32, 12, 10, 18])
		// The same by the preset itself, each factor with the points of its group.
		const preset = getHealthPreset('scale-up')
		const byGroup: Record<string, number> = { Usage: 80, Support: 60, Engagement: 50, Commercial: 90 }
		const points = preset.factors.map(({ group }) => byGroup[group] ?? null)
		expect(weighPoints(preset.factors, points)).toBeCloseTo(72, 12)
	})

	it('starter: usage 80, engagement 50, support 60 → 65, stable', () => {
		const model = makeModel([40, 30, 30])
		const health = scoreHealth(model, valued([80, 50, 60]))
		expect(health).toMatchObject({ score: 65, exactScore: 65, band: 'stable', level: 'fine', risk: 'medium' })
		const explained = explainHealth(model, valued([80, 50, 60]))
		expect(explained.factors.map(factor => factor.contribution)).toEqual([32, 15, 18])
	})

	it.each([
		['classic', 80, 'healthy'],
		['classic', 79.5, 'healthy'],
		['classic', 79.49, 'stable'],
		['classic', 60, 'stable'],
		['classic', 59.4, 'at_risk'],
		['classic', 40, 'at_risk'],
		['classic', 39.4, 'critical'],
		['classic', 0, 'critical'],
		['classic', 100, 'healthy'],
		['scale-up', 75, 'green'],
		['scale-up', 74, 'yellow'],
		['scale-up', 40, 'yellow'],
		['scale-up', 39, 'red'],
	] as const)('%s band of %d is %s', (preset, points, band) => {
		expect(scoreHealth(makeModel([1], preset), valued([points])).band).toBe(band)
	})

	it('health of the forecast example: 82 low, 61 medium, 48 high', () => {
		const risks = [82, 61, 48].map(points => scoreHealth(makeModel([1]), valued([points])).risk)
		expect(risks).toEqual(['low', 'medium', 'high'])
	})

	it('rounds halves up, also where binary fractions fall a little short', () => {
		expect(scoreHealth(makeModel([1, 1]), valued([60, 61])).score).toBe(61)
		// (0.1 + 0.1 + 0.1) weights do not divide out exactly in binary.
		expect(scoreHealth(makeModel([0.1, 0.1, 0.1]), valued([20.5, 20.5, 20.5])).score).toBe(21)
	})

	it.each<[MissingPolicy, number | null, number]>([
		['spread', 80, 0.75],
		['neutral', 73, 0.75],
		['zero', 60, 0.75],
		['required', null, 0.75],
	])('missing %s: score %s, coverage %d', (policy, score, coverage) => {
		const model = makeModel([75, 25], 'classic', ['spread', policy])
		const health = scoreHealth(model, valued([80, null]))
		expect(health.score).toBe(score)
		expect(health.coverage).toBe(coverage)
		expect(health.points).toEqual([80, null])
		expect(health.noScore).toEqual(score === null ? { kind: 'required', factor: 'f1' } : null)
	})

	it('has no score and the band unknown below the minimum coverage, whatever was filled in', () => {
		for (const policy of ['spread', 'neutral', 'zero'] as const) {
			const model = makeModel([59, 41], 'classic', ['spread', policy])
			expect(scoreHealth(model, valued([90, null]))).toMatchObject({
				score: null,
				exactScore: null,
				band: 'unknown',
				level: null,
				risk: null,
				noScore: { kind: 'coverage', coverage: 0.59, minimum: 0.6 },
			})
		}
	})

	it('has a score at exactly the minimum coverage', () => {
		expect(scoreHealth(makeModel([0.1, 0.2, 0.3, 0.4]), valued([50, 50, 50, null])).score).toBe(50)
		expect(scoreHealth(makeModel([60, 40]), valued([50, null])).score).toBe(50)
	})

	it('has no score without any data, even where the model would allow it', () => {
		const model = makeModel([1, 1], 'classic', [], 0)
		expect(scoreHealth(model, valued([null, null]))).toMatchObject({ score: null, coverage: 0 })
		expect(scoreHealth(model, [])).toMatchObject({ score: null, coverage: 0, points: [null, null] })
	})

	it('takes NaN as unknown and zero as zero', () => {
		expect(scoreHealth(makeModel([1, 1]), valued([Number.NaN, 50])).points).toEqual([null, 50])
		expect(scoreHealth(makeModel([1]), valued([0]))).toMatchObject({ score: 0, band: 'critical' })
	})

	it('takes ranks from the peers, and none where there are too few', () => {
		const model = makeModel([1])
		model.factors = [{ ...model.factors[0]!, scale: { kind: 'rank', better: 'more' } }]
		expect(scoreHealth(model, [{ value: 9000, peerPoints: 62.5 }]).exactScore).toBe(62.5)
		expect(scoreHealth(model, [{ value: 9000, peerPoints: null }]).score).toBeNull()
		expect(explainHealth(model, [{ value: 9000, peerPoints: null }]).factors[0]).toMatchObject({
			unknown: 'fewer than 20 peers',
			points: null,
			contribution: null,
		})
	})

	it('finds the band whatever the order of bands', () => {
		const model = makeModel([1])
		const upward = { ...model, bands: model.bands.toReversed() }
		for (let score = 0; score <= 100; score++) expect(findBand(upward, score)).toEqual(findBand(model, score))
	})
})

const anyModel = fc
	.array(
		fc.record({
			weight: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0.01, max: 10, noNaN: true })),
			missing: fc.constantFrom<MissingPolicy>('spread', 'neutral', 'zero'),
			value: fc.option(fc.double({ min: -20, max: 120, noNaN: true })),
		}),
		{ minLength: 1, maxLength: 12 },
	)
	.map(parts => ({
		model: makeModel(
			parts.map(part => part.weight),
			'classic',
			parts.map(part => part.missing),
			0.1,
		),
		inputs: valued(parts.map(part => part.value)),
	}))

describe('explainHealth', () => {
	it('has contributions that sum to the unrounded score, and shown ones to the shown', () => {
		fc.assert(
			fc.property(anyModel, ({ model, inputs }) => {
				const explained = explainHealth(model, inputs)
				if (explained.exactScore === null) {
					expect(explained.factors.every(factor => factor.contribution === null)).toBe(true)
					return
				}
				const sum = explained.factors.reduce((total, factor) => total + (factor.contribution ?? 0), 0)
				expect(Math.abs(sum - explained.exactScore)).toBeLessThan(1e-9)
				const groups = explained.groups.reduce((total, group) => total + (group.contribution ?? 0), 0)
				expect(Math.abs(groups - explained.exactScore)).toBeLessThan(1e-9)
				const tenths = explained.factors.map(factor => Math.round((factor.shownContribution ?? 0) * 10))
				const shownTenths = tenths.reduce((total, value) => total + value, 0)
				expect(shownTenths).toBe(Math.floor(explained.exactScore * 10 + 0.5 + 1e-9))
				for (const { contribution, shownContribution } of explained.factors)
					expect(Math.abs((contribution ?? 0) - (shownContribution ?? 0))).toBeLessThan(0.1 + 1e-9)
				const shares = explained.factors.reduce((total, factor) => total + factor.weightShare, 0)
				expect(shares).toBeCloseTo(1, 9)
			}),
			{ seed: 11, numRuns: 2000 },
		)
	})

	it('stays within 0 to 100 and never changes with a factor that is missing and spread', () => {
		fc.assert(
			fc.property(anyModel, ({ model, inputs }) => {
				const health = scoreHealth(model, inputs)
				if (health.score === null) return
				expect(health.score).toBeGreaterThanOrEqual(0)
				expect(health.score).toBeLessThanOrEqual(100)
				const more = {
					...model,
					minimumCoverage: 0,
					factors: [...model.factors, { ...model.factors[0]!, id: 'x', missing: 'spread' as const }],
				}
				expect(scoreHealth(more, [...inputs, { value: null }]).exactScore).toBe(health.exactScore)
			}),
			{ seed: 12, numRuns: 1000 },
		)
	})

	it('says what was filled in and why there is no value', () => {
		const model = makeModel([60, 20, 20], 'classic', ['spread', 'neutral', 'spread'])
		const inputs = [{ value: 70 }, { value: null, unknown: 'stale' as const }, { value: null }]
		expect(explainHealth(model, inputs)).toMatchObject({
			score: 65,
			coverage: 0.6,
			factors: [
				{ points: 70, filledBy: null, unknown: null, contribution: 52.5, weightShare: 0.75 },
				{ points: 50, filledBy: 'neutral', unknown: 'stale', contribution: 12.5, weightShare: 0.25 },
				{ points: null, filledBy: 'spread', unknown: 'not recorded', contribution: 0, weightShare: 0 },
			],
			groups: [
				{ group: 'G0', weight: 80, contribution: 52.5, shownContribution: 52.5 },
				{ group: 'G1', weight: 20, contribution: 12.5, shownContribution: 12.5 },
			],
		})
	})
})

describe('roundToSum', () => {
	it.each([
		[[1 / 3, 1 / 3, 1 / 3], 1, [0.4, 0.3, 0.3]],
		[[33.333, 33.333, 33.334], 0, [33, 33, 34]],
		[[-1.25, 0.75, 0.5], 0, [-1, 1, 0]],
		[[0.05, 0.05], 1, [0.1, 0]],
		[[], 1, []],
		[[2, 3], 1, [2, 3]],
	])('%j with %d digits → %j', (values, digits, rounded) => {
		expect(roundToSum(values, digits)).toEqual(rounded)
	})
	it('sums to the rounded sum, each less than a unit off', () => {
		fc.assert(
			fc.property(fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { maxLength: 20 }), values => {
				const rounded = roundToSum(values, 1)
				const exact = values.reduce((sum, value) => sum + value * 10, 0)
				const shown = rounded.reduce((sum, value) => sum + Math.round(value * 10), 0)
				expect(Math.abs(shown - exact)).toBeLessThanOrEqual(0.5 + 1e-6)
				for (const [index, value] of values.entries())
					expect(Math.abs(value - (rounded[index] ?? 0))).toBeLessThan(0.1 + 1e-6)
			}),
			{ seed: 13, numRuns: 2000 },
		)
	})
})
