import { describe, expect, it } from 'vitest'
import { seededGenerator } from '../stats/seeded-generator.ts'
import { learnWeights, type WeightCase } from './learn-weights.ts'
import { metricEvidence } from './metric-evidence.ts'

/** Decisions over two years; the first factor decides by its weight, the second by its own, the third not at all. */
function makeCases(count: number, weights: readonly [number, number, number], seed = 9): WeightCase[] {
	const next = seededGenerator(seed)
	const uniform = () => next() / 2 ** 32
	return Array.from({ length: count }, (_, index) => {
		const points = [uniform() * 100, uniform() * 100, uniform() * 100]
		const logit = points.reduce((sum, value, at) => sum + (weights[at]! * (value - 50)) / 25, 0) + 1
		const decidesOn = 20_000 + Math.floor((index * 730) / count)
		return {
			accountId: index % (count / 2),
			askedOn: decidesOn - 90,
			decidesOn,
			segment: index % 4 === 0 ? 'growth' : 'tech_touch',
			renewed: uniform() < 1 / (1 + Math.exp(-logit)),
			points,
		}
	})
}

describe('learned weights', () => {
	it('find the factor that decides, sum to 100, and are never below 0', () => {
		const { learned, bySegment, train, test, on } = learnWeights(
			makeCases(2_000, [1.5, 0.5, 0]),
			[20, 40, 40],
		)
		expect(learned!.weights.reduce((sum, weight) => sum + weight, 0)).toBe(100)
		expect(learned!.weights[0]).toBeGreaterThan(55)
		expect(learned!.weights[1]).toBeGreaterThan(learned!.weights[2]!)
		expect(Math.max(...train.map(({ decidesOn }) => decidesOn))).toBeLessThanOrEqual(on)
		expect(Math.min(...test.map(({ askedOn }) => askedOn))).toBeGreaterThanOrEqual(on)
		for (const { weights } of bySegment) {
			expect(weights[0]).toBeGreaterThan(50)
			expect(weights.every(weight => weight >= 0)).toBe(true)
		}
	})
	it('give a factor that points the wrong way no weight', () => {
		expect(learnWeights(makeCases(2_000, [1, 1, -1]), [30, 30, 40]).learned!.weights[2]).toBe(0)
	})
	it('leave a factor without data, or with one value only, what it had', () => {
		const cases = makeCases(2_000, [1, 1, 0]).map(item => ({
			...item,
			points: [item.points[0]!, item.points[1]!, null],
		}))
		const { learned } = learnWeights(cases, [30, 30, 40])
		expect(learned!.isLearned).toEqual([true, true, false])
		expect(learned!.weights[2]).toBe(40)
	})
	it('are none with too little history, and none are made up of weights that sum to zero', () => {
		expect(learnWeights(makeCases(60, [1, 1, 0]), [1, 1, 1]).learned).toBeNull()
		expect(learnWeights([], [1]).learned).toBeNull()
		const zero = learnWeights(makeCases(2_000, [1, 1, 0]), [0, 0, 0]).learned!
		expect(zero.weights.reduce((sum, weight) => sum + weight, 0)).toBe(100)
	})
	it('stay as they are where every factor speaks against', () => {
		const { learned } = learnWeights(makeCases(2_000, [-1, -1, -1]), [20, 30, 50])
		expect(learned!.weights).toEqual([20, 30, 50])
		expect(learned!.isLearned).toEqual([false, false, false])
	})
})

describe('evidence of a metric', () => {
	const cases = makeCases(400, [1.5, 0, 0])
	const groups = Int32Array.from(cases, ({ accountId }) => accountId)
	const renewed = Uint8Array.from(cases, item => (item.renewed ? 1 : 0))
	const evidenceOf = (values: ArrayLike<number>, better: 'more' | 'less' = 'more') =>
		metricEvidence(
			{ definition: { id: 'm', name: 'M', better }, values: Float64Array.from(values), groups, renewed },
			300,
		)
	it('sees a signal, and whether it points the way that was defined', () => {
		const values = cases.map(({ points }) => points[0]!)
		expect(evidenceOf(values)).toMatchObject({ hasSignal: true, isAgainstDefinition: false, leak: null })
		expect(evidenceOf(values, 'less')).toMatchObject({ hasSignal: true, isAgainstDefinition: true })
	})
	it('says nothing of a metric that is constant or hardly known', () => {
		expect(evidenceOf(cases.map(() => 4)).auc).toBeNull()
		expect(evidenceOf(cases.map((_, index) => (index < 20 ? index : Number.NaN))).auc).toBeNull()
	})
	it('warns of a metric that knows the answer, or is only there with it', () => {
		expect(evidenceOf([...renewed]).leak).toContain('too good to be foresight')
		const filled = cases.map(({ renewed: stayed }, index) => (stayed ? Number.NaN : index))
		expect(evidenceOf(filled).leak).toContain('whether it is known at all')
	})
	it('is not disturbed by one that is missing for half', () => {
		const half = cases.map(({ points }, index) => (index % 2 === 0 ? points[0]! : Number.NaN))
		expect(evidenceOf(half)).toMatchObject({ hasSignal: true, leak: null, knownShare: 0.5 })
	})
})
