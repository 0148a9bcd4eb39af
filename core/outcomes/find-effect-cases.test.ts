import { describe, expect, it } from 'vitest'
import { chooseSubjects, effectCaseOf, type KnownOutcomes, type ScoreThen } from './find-effect-cases.ts'

const call = (accountId: number, calledOn: number, isHeldBack = false) => ({
	accountId,
	calledOn,
	isHeldBack,
})
const orderOf = (accountId: number) => BigInt(1_000 - accountId)
const paying: KnownOutcomes = { decisions: [], spells: [{ startsOn: 0, endsOn: null }] }
const then = (parts: Partial<ScoreThen> = {}): ScoreThen => ({
	score: 50,
	level: 'watch',
	segment: 'growth',
	arrMinor: 100_000n,
	...parts,
})
const subject = { accountId: 1, group: 'treated' as const, startsOn: 100 }
const options = { today: 400, windowDays: 90, isExperiment: false }

describe('whom an effect is read from', () => {
	it('takes those held back at random where there are any, and nobody else', () => {
		expect(chooseSubjects([call(1, 100), call(2, 101, true)], [3, 4], orderOf)).toEqual([
			{ accountId: 1, group: 'treated', startsOn: 100 },
			{ accountId: 2, group: 'held', startsOn: 101 },
		])
	})
	it('takes accounts never called, from the days of the calls in turn, the same at every repeat', () => {
		const subjects = chooseSubjects([call(1, 100), call(2, 110)], [3, 4, 5], orderOf)
		expect(subjects.slice(2)).toEqual([
			{ accountId: 5, group: 'similar', startsOn: 100 },
			{ accountId: 4, group: 'similar', startsOn: 110 },
			{ accountId: 3, group: 'similar', startsOn: 100 },
		])
		expect(chooseSubjects([], [3, 4], orderOf)).toEqual([])
	})
	it('takes at most ten for each call', () => {
		const many = Array.from({ length: 100 }, (_, index) => index + 10)
		expect(chooseSubjects([call(1, 100)], many, orderOf)).toHaveLength(11)
	})
})

describe('the case of one account', () => {
	const spells = [{ startsOn: 0, endsOn: 150 }]
	it.each([
		['lost within the time', { ...paying, spells }, 400, true],
		['still there', paying, 400, false],
		['lost later', { ...paying, spells: [{ startsOn: 0, endsOn: 191 }] }, 400, false],
		['lost on the last day', { ...paying, spells: [{ startsOn: 0, endsOn: 190 }] }, 400, true],
		['time not over', { ...paying, spells }, 189, null],
	])('churn: %s', (_, outcomes, today, churned) => {
		expect(
			effectCaseOf(subject, outcomes, { start: then(), end: then() }, { ...options, today }),
		).toMatchObject({ churned })
	})
	it.each([
		[
			'the first decision after the start',
			[
				{ decidesOn: 99, outcome: 'churned' },
				{ decidesOn: 160, outcome: 'renewed' },
			],
			true,
		],
		[
			'not decided',
			[
				{ decidesOn: 160, outcome: null },
				{ decidesOn: 360, outcome: 'renewed' },
			],
			null,
		],
		['not due', [{ decidesOn: 500, outcome: 'renewed' }], null],
		['none', [], null],
	] as const)('renewal: %s', (_, decisions, renewed) => {
		expect(
			effectCaseOf(subject, { ...paying, decisions }, { start: then(), end: then() }, options),
		).toMatchObject({
			renewed,
		})
	})
	it('reads health only where both ends are known', () => {
		const change = (start: ScoreThen | undefined, end: ScoreThen | undefined) =>
			effectCaseOf(subject, paying, { start, end }, options)!.healthChange
		expect(change(then({ score: 50 }), then({ score: 62 }))).toBe(12)
		expect(change(then({ score: null }), then())).toBeNull()
		expect(change(then(), undefined)).toBeNull()
	})
	it('is none for who did not pay, and in an experiment none for the alarm level', () => {
		const scores = { start: then({ level: 'alarm' }), end: then() }
		expect(effectCaseOf(subject, { decisions: [], spells: [] }, scores, options)).toBeUndefined()
		expect(effectCaseOf(subject, paying, scores, { ...options, isExperiment: true })).toBeUndefined()
		expect(effectCaseOf(subject, paying, scores, options)).toBeDefined()
	})
	it('puts alike accounts together: segment, twenty points, size to a factor of four', () => {
		const stratum = (score: ScoreThen | undefined) =>
			effectCaseOf(subject, paying, { start: score, end: undefined }, options)!.stratum
		expect(stratum(then({ score: 59, arrMinor: 100_000n }))).toBe(
			stratum(then({ score: 40, arrMinor: 150_000n })),
		)
		expect(stratum(then({ score: 60 }))).not.toBe(stratum(then({ score: 59 })))
		expect(stratum(then({ arrMinor: null }))).not.toBe(stratum(then()))
		expect(stratum(undefined)).toBe('unknown')
	})
})
