import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { getHealthPreset } from '../catalog/health-presets.ts'
import { Factor, HealthModel, type MissingPolicy, type Scale } from '../model/health-model.ts'
import type { HealthOverride } from '../model/health-override.ts'
import { overrideBand } from './override-band.ts'
import { scoreHealth } from './score-health.ts'
import { type ChangePart, type EarlierInput, type ScoreChange, splitChange } from './split-change.ts'

const identity: Scale = {
	kind: 'breakpoints',
	points: [
		[0, 0],
		[100, 100],
	],
}
const rank: Scale = { kind: 'rank', better: 'more' }

interface FactorPlan {
	id: string
	weight: number
	scale?: Scale
	missing?: MissingPolicy
}

function makeModel(plans: FactorPlan[], minimumCoverage = 0.6): HealthModel {
	return HealthModel.parse({
		id: 'm',
		name: 'M',
		minimumCoverage,
		factors: plans.map(({ id, weight, scale = identity, missing = 'spread' }) =>
			Factor.parse({ id, name: id, group: id, metric: `metric_${id}`, weight, scale, missing }),
		),
		bands: getHealthPreset('classic').bands,
	})
}

const valued = (...values: (number | null)[]) => values.map(value => ({ value }))

function pointsOf(change: ScoreChange, kind: ChangePart['kind'], factor: string | null = null): number {
	if (change.change === null) throw new Error('expected a change')
	return change.parts.find(part => part.kind === kind && part.factor === factor)?.points ?? Number.NaN
}

describe('splitChange', () => {
	const half = makeModel([
		{ id: 'a', weight: 50 },
		{ id: 'b', weight: 50 },
	])

	it('gives data per factor', () => {
		const change = splitChange(
			{ model: half, inputs: valued(80, 60) },
			{ model: half, inputs: valued(60, 70) },
			valued(80, 60),
		)
		expect(change).toMatchObject({ before: 70, after: 65, change: -5, gained: [], lost: [] })
		expect(pointsOf(change, 'data', 'a')).toBe(-10)
		expect(pointsOf(change, 'data', 'b')).toBe(5)
		for (const kind of ['model', 'coverage', 'peers', 'rounding'] as const)
			expect(pointsOf(change, kind)).toBe(0)
	})

	it('gives all to the model where only the rule changed', () => {
		const heavier = makeModel([
			{ id: 'a', weight: 75 },
			{ id: 'b', weight: 25 },
		])
		const change = splitChange(
			{ model: half, inputs: valued(80, 60) },
			{ model: heavier, inputs: valued(80, 60) },
			valued(80, 60),
		)
		expect(change.change).toBe(5)
		expect(pointsOf(change, 'model')).toBe(5)
		expect(change.change !== null && change.parts.filter(part => part.kind === 'data')).toEqual([])
	})

	it('gives to coverage what a factor that lost its data carried', () => {
		const model = makeModel([
			{ id: 'a', weight: 60 },
			{ id: 'b', weight: 40 },
		])
		const change = splitChange(
			{ model, inputs: valued(80, 30) },
			{ model, inputs: valued(70, null) },
			valued(80, 30),
		)
		expect(change).toMatchObject({ before: 60, after: 70, lost: ['b'], gained: [] })
		expect(pointsOf(change, 'coverage')).toBe(20)
		expect(pointsOf(change, 'data', 'a')).toBe(-10)
	})

	it('gives to coverage a factor that is new, with its first value', () => {
		const change = splitChange(
			{
				model: makeModel([
					{ id: 'a', weight: 60 },
					{ id: 'b', weight: 40 },
				]),
				inputs: valued(80, null),
			},
			{
				model: makeModel([
					{ id: 'a', weight: 60 },
					{ id: 'b', weight: 40 },
				]),
				inputs: valued(80, 30),
			},
			valued(80, null),
		)
		expect(change).toMatchObject({ change: -20, gained: ['b'], lost: [] })
		expect(pointsOf(change, 'coverage')).toBe(-20)
	})

	it('parts a rank into what the peers did and what the account did', () => {
		const model = makeModel([{ id: 'a', weight: 1, scale: rank }])
		const earlier: EarlierInput[] = [{ value: 10, peerPoints: 60, peerPointsLater: 45 }]
		const change = splitChange(
			{ model, inputs: [{ value: 10, peerPoints: 60 }] },
			{ model, inputs: [{ value: 12, peerPoints: 52 }] },
			earlier,
		)
		expect(pointsOf(change, 'peers')).toBe(-15)
		expect(pointsOf(change, 'data', 'a')).toBe(7)
		expect(change.change).toBe(-8)
	})

	it('lets rounding carry what the shown numbers cannot', () => {
		const change = splitChange(
			{ model: half, inputs: valued(60, 60.9) },
			{ model: half, inputs: valued(60, 61.1) },
			valued(60, 60.9),
		)
		// 60.45 → 60, 60.55 → 61
		expect(change.change).toBe(1)
		expect(pointsOf(change, 'data', 'b')).toBeCloseTo(0.1, 12)
		expect(pointsOf(change, 'rounding')).toBeCloseTo(0.9, 12)
	})

	it.each([
		['before', null, 70, 'before'],
		['after', 70, null, 'after'],
		['on both dates', null, null, 'both'],
	] as const)('says that there is no change without a score %s', (_, before, after, missing) => {
		const side = (points: number | null) => ({ model: half, inputs: valued(points, points) })
		const change = splitChange(side(before), side(after), valued(before, before))
		expect(change).toEqual({ before, after, change: null, missing })
	})

	it('gives all to the model where the new one had nothing on the earlier date', () => {
		const other = makeModel([{ id: 'c', weight: 1 }])
		const change = splitChange(
			{ model: half, inputs: valued(80, 60) },
			{ model: other, inputs: valued(90) },
			valued(null),
		)
		expect(pointsOf(change, 'model')).toBe(20)
		expect(pointsOf(change, 'coverage')).toBe(0)
	})

	const value = fc.option(fc.double({ min: -10, max: 110, noNaN: true }), { freq: 4 })
	const points = fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { freq: 6 })
	const plan = fc.record({
		weight: fc.double({ min: 0.1, max: 10, noNaN: true }),
		laterWeight: fc.double({ min: 0.1, max: 10, noNaN: true }),
		isRank: fc.boolean(),
		missing: fc.constantFrom<MissingPolicy>('spread', 'neutral', 'zero', 'required'),
		before: value,
		after: value,
		pointsBefore: points,
		pointsAfter: points,
		pointsBetween: fc.double({ min: 0, max: 100, noNaN: true }),
		use: fc.constantFrom('both', 'both', 'before', 'after'),
	})

	it('sums to the shown change, exact and shown, for any models, data and overrides', () => {
		let scored = 0
		fc.assert(
			fc.property(fc.array(plan, { minLength: 1, maxLength: 8 }), fc.boolean(), (plans, isSameModel) => {
				const named = plans.map((entry, index) => ({ ...entry, id: `f${index}` }))
				const olds = named.filter(entry => isSameModel || entry.use !== 'after')
				const news = named.filter(entry => isSameModel || entry.use !== 'before')
				if (olds.length === 0 || news.length === 0) return
				const scaleOf = (entry: { isRank: boolean }) => (entry.isRank ? rank : identity)
				const oldModel = makeModel(
					olds.map(entry => ({ ...entry, scale: scaleOf(entry) })),
					0.2,
				)
				const newModel = isSameModel
					? oldModel
					: makeModel(
							news.map(entry => ({ ...entry, weight: entry.laterWeight, scale: scaleOf(entry) })),
							0.3,
						)
				const before = {
					model: oldModel,
					inputs: olds.map(entry => ({ value: entry.before, peerPoints: entry.pointsBefore })),
				}
				const after = {
					model: newModel,
					inputs: news.map(entry => ({ value: entry.after, peerPoints: entry.pointsAfter })),
				}
				const earlier = news.map(entry => ({
					value: entry.before,
					peerPoints: entry.pointsBefore,
					peerPointsLater: entry.pointsBetween,
				}))
				const change = splitChange(before, after, earlier)
				const [from, to] = [scoreHealth(oldModel, before.inputs), scoreHealth(newModel, after.inputs)]
				expect([change.before, change.after]).toEqual([from.score, to.score])
				const override: HealthOverride = { band: 'critical', reason: 'r', startsOn: 1, endsOn: 9, setBy: 'x' }
				expect(overrideBand(to, newModel, [override], 5).band).toBe('critical')
				expect(scoreHealth(newModel, after.inputs)).toEqual(to)
				if (change.change === null) return
				scored++
				expect(change.change).toBe(to.score! - from.score!)
				const exact = change.parts.reduce((sum, part) => sum + part.points, 0)
				expect(Math.abs(exact - change.change)).toBeLessThan(1e-9)
				const tenths = change.parts.reduce((sum, part) => sum + Math.round(part.shownPoints * 10), 0)
				expect(tenths).toBe(change.change * 10)
				const unrounded = change.parts.filter(part => part.kind !== 'rounding')
				const steps = unrounded.reduce((sum, part) => sum + part.points, 0)
				expect(Math.abs(steps - (to.exactScore! - from.exactScore!))).toBeLessThan(1e-9)
				if (isSameModel) expect(pointsOf(change, 'model')).toBe(0)
				const order = change.parts.map(part => part.kind).filter(kind => kind !== 'data')
				expect(order).toEqual(['model', 'coverage', 'peers', 'rounding'])
			}),
			{ seed: 31, numRuns: 5000 },
		)
		expect(scored).toBeGreaterThan(500)
	})
})
