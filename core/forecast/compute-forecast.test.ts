import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ForecastEntry } from '../model/forecast.ts'
import { expectAmount, learnAmounts } from './amount-model.ts'
import { estimateShock, priorShock } from './common-shock.ts'
import {
	chanceErrorOf,
	computeForecast,
	expectedOf,
	forecastGroups,
	partOptions,
} from './compute-forecast.ts'
import { explainVariance } from './explain-variance.ts'
import { forecastInterval } from './forecast-interval.ts'
import { categoryOf, sayDisagreement } from './model-call.ts'
import { parsePeriod, quarterAfter, quarterOf } from './period.ts'
import { chooseProbability } from './renewal-probability.ts'
import { callInStage } from './stage-shift.ts'

const model = { amounts: learnAmounts([]), shock: estimateShock([]) }

function entry(change: Partial<ForecastEntry> = {}): ForecastEntry {
	return {
		accountId: 1,
		renewalOn: 20_000,
		segment: null,
		ownerEmail: null,
		targetMinor: 10_000n,
		state: 'open',
		finalMinor: null,
		probability: 0.8,
		amountMinor: 10_000n,
		category: 'likely',
		csmMinor: null,
		isOpened: true,
		...change,
	}
}

const minor = fc.bigInt({ min: 0n, max: 5_000_000n })
const anyEntry = (accountId: number): fc.Arbitrary<ForecastEntry> =>
	fc
		.record({
			state: fc.constantFrom('open' as const, 'renewed' as const, 'churned' as const),
			targetMinor: fc.option(minor),
			finalMinor: fc.option(minor),
			amountMinor: fc.option(minor),
			probability: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
		})
		.map(change => entry({ ...change, accountId }))
const anyEntries = fc.uniqueArray(fc.nat(40), { maxLength: 30 }).chain(ids => fc.tuple(...ids.map(anyEntry)))

describe('variance', () => {
	it('sums to the miss exactly, whatever was said and whatever came', () => {
		fc.assert(
			fc.property(anyEntries, anyEntries, (said, came) => {
				const explained = explainVariance(said, came)
				const parts = Object.values(explained.parts).reduce((sum, part) => sum + part, 0n)
				expect(parts).toBe(explained.actualMinor - explained.forecastMinor)
				const items = explained.items.reduce((sum, item) => sum + item.differenceMinor, 0n)
				expect(items).toBe(parts)
				expect(explained.forecastMinor).toBe(computeForecast(said, model).expectedMinor)
			}),
			{ seed: 7, numRuns: 300 },
		)
	})
	it.each([
		['churned', { state: 'churned' as const, finalMinor: 0n }, 'churned_though_safe', -8_000n],
		['undecided', { state: 'open' as const }, 'slipped', -8_000n],
	])('%s: what had been counted', (_, change, part, difference) => {
		expect(explainVariance([entry()], [entry(change)]).items).toMatchObject([
			{ part, differenceMinor: difference },
		])
	})
	it('of a renewal: its doubt, and its amount', () => {
		const { parts } = explainVariance([entry()], [entry({ state: 'renewed', finalMinor: 12_000n })])
		expect(parts).toMatchObject({ renewed_though_lost: 2_000n, expanded: 2_000n, contracted: 0n })
	})
	it('a contract that was not known is late', () => {
		const { parts } = explainVariance([], [entry({ state: 'renewed', finalMinor: 500n })])
		expect(parts.added_late).toBe(500n)
	})
})

describe('forecast', () => {
	it('is closed + P × amount, with the scenarios on top of what is closed', () => {
		const forecast = computeForecast(
			[
				entry({ state: 'renewed', finalMinor: 5_000n }),
				entry({ probability: 0.95, category: 'commit' }),
				entry({ category: 'likely' }),
				entry({ probability: 0.5, category: 'doubtful' }),
				entry({ probability: 0.1, category: 'lost' }),
			],
			model,
		)
		expect(forecast).toMatchObject({
			renewals: 5,
			open: 4,
			dueMinor: 50_000n,
			closedMinor: 5_000n,
			expectedMinor: 5_000n + 9_500n + 8_000n + 5_000n + 1_000n,
			scenarios: { commitMinor: 15_000n, likelyMinor: 25_000n, bestMinor: 35_000n },
		})
	})
	it('counts what is unknown in due and in no other sum', () => {
		const forecast = computeForecast([entry({ probability: null })], model)
		expect(forecast).toMatchObject({
			dueMinor: 10_000n,
			expectedMinor: 0n,
			unknown: { renewals: 1, targetMinor: 10_000n },
		})
	})
	it('gives the same interval every time, around what is expected and within what can come', () => {
		fc.assert(
			fc.property(anyEntries, entries => {
				const one = computeForecast(entries, model)
				expect(computeForecast(entries, model)).toEqual(one)
				expect(one.lowMinor).toBeLessThanOrEqual(one.highMinor)
				expect(one.lowMinor).toBeGreaterThanOrEqual(one.closedMinor)
				const all = entries.reduce(
					(sum, item) => sum + (expectedOf(item) === null ? 0n : (item.amountMinor ?? 0n)),
					0n,
				)
				expect(one.highMinor).toBeLessThanOrEqual(one.closedMinor + all)
			}),
			{ seed: 11, numRuns: 40 },
		)
	})
	it('of a part is the same alone as beside others, to the last cent', () => {
		const entries = Array.from({ length: 400 }, (_, at) =>
			entry({
				accountId: at,
				segment: at < 40 ? 'few' : at < 100 ? 'some' : 'many',
				probability: 0.5 + (at % 45) / 100,
				amountMinor: BigInt(10_000 + at * 977),
			}),
		)
		const groups = forecastGroups(entries, ({ segment }) => segment ?? 'none', model)
		expect(groups.map(({ group, forecast }) => [group, forecast.renewals])).toEqual([
			['few', 40],
			['many', 300],
			['some', 60],
		])
		for (const { group, forecast } of groups) {
			const alone = entries.filter(({ segment }) => segment === group)
			expect(computeForecast(alone, model, partOptions(alone))).toEqual(forecast)
		}
		const sum = groups.reduce((total, { forecast }) => total + forecast.expectedMinor, 0n)
		expect(sum).toBe(computeForecast(entries, model).expectedMinor)
	})
	it('has no chance error where nothing is expected', () => {
		expect(chanceErrorOf([], model.amounts)).toBeNull()
	})
})

describe('interval', () => {
	const many = Array.from({ length: 2_000 }, () => ({ probability: 0.86, amountMinor: 1_000 }))
	it('of many equal contracts without a shock is the binomial one', () => {
		const { low, high } = forecastInterval(many, { relativeAmounts: [1], shock: 0 })
		const half = 1.2816 * Math.sqrt(2_000 * 0.86 * 0.14) * 1_000
		expect((low + high) / 2).toBeCloseTo(1_720_000, -4)
		expect((high - low) / 2 / half).toBeGreaterThan(0.93)
		expect((high - low) / 2 / half).toBeLessThan(1.07)
	})
	it('does not depend on how many are drawn one by one', () => {
		const options = { relativeAmounts: [0.9, 1, 1.1], shock: 0.2 }
		const one = forecastInterval(many, { ...options, oneByOne: 2_000 })
		const two = forecastInterval(many, { ...options, oneByOne: 100 })
		expect(Math.abs(one.low - two.low)).toBeLessThan(6_000)
		expect(Math.abs(one.high - two.high)).toBeLessThan(6_000)
	})
	it('is wider with a shock, which chance does not average away', () => {
		const without = forecastInterval(many, { relativeAmounts: [1], shock: 0 })
		const shocked = forecastInterval(many, { relativeAmounts: [1], shock: 0.2 })
		expect(shocked.high - shocked.low).toBeGreaterThan(1.5 * (without.high - without.low))
	})
})

describe('common shock', () => {
	it('is the prior before any quarter', () => {
		expect(estimateShock([])).toEqual({ deviation: priorShock, prior: priorShock, quarters: 0 })
	})
	it('falls with quiet quarters, rises with wild ones, and hardly moves by small ones', () => {
		const quiet = estimateShock(Array.from({ length: 8 }, () => ({ residual: 0, variance: 100 })))
		const wild = estimateShock(Array.from({ length: 8 }, () => ({ residual: 60, variance: 100 })))
		const small = estimateShock([{ residual: 1, variance: 0.5 }])
		expect(quiet.deviation).toBeLessThan(0.17)
		expect(wild.deviation).toBeGreaterThan(0.35)
		expect(Math.abs(small.deviation - priorShock)).toBeLessThan(0.01)
	})
})

describe('amounts', () => {
	it('are as they were while nothing is known, and learn what shrinks and grows', () => {
		expect(expectAmount(100n, learnAmounts([]), 90)).toBe(100n)
		const learned = learnAmounts(
			Array.from({ length: 200 }, (_, index) => ({
				targetMinor: 100n,
				finalMinor: index % 2 === 0 ? 120n : 90n,
			})),
		)
		expect(learned.meanRatio).toBeCloseTo(1.0476, 3)
		expect(learned.expansion.rate).toBeCloseTo(100 / 210, 5)
		expect(learned.contraction.meanRatio).toBeCloseTo(0.9, 5)
		const mean = learned.quantiles.reduce((sum, item) => sum + item, 0) / learned.quantiles.length
		expect(mean).toBeCloseTo(learned.meanRatio, 9)
	})
})

describe('model call', () => {
	it.each([
		[0.95, 'commit'],
		[0.9, 'commit'],
		[0.75, 'likely'],
		[0.5, 'doubtful'],
		[0.2, 'lost'],
	] as const)('%f is %s', (probability, category) => {
		expect(categoryOf(probability)).toBe(category)
	})
	it.each([
		['verbal_commit' as const, 0.5, 'likely', 0.8175744762],
		['at_risk' as const, 0.9, 'likely', 0.8451719],
		['in_conversation' as const, 0.9, 'commit', 0.9],
		[undefined, 0.9, 'commit', 0.9],
	])('in the stage %s, of %d, is %s', (stage, probability, category, shifted) => {
		const call = callInStage({ probability, category: categoryOf(probability) }, stage)
		expect(call.category).toBe(category)
		expect(call.probability).toBeCloseTo(shifted, 6)
	})
	it('stays unknown in any stage', () => {
		const unknown = { probability: null, category: null }
		expect(callInStage(unknown, 'verbal_commit')).toEqual(unknown)
	})
	it('says where the sides disagree', () => {
		const call = (category: 'commit' | 'likely' | 'lost', amountMinor: bigint | null = null) => ({
			category,
			amountMinor,
		})
		expect(sayDisagreement({ csm: call('commit'), manager: null, model: null })).toBeNull()
		expect(sayDisagreement({ csm: call('commit'), manager: null, model: call('likely') })).toBeNull()
		expect(sayDisagreement({ csm: call('commit'), manager: null, model: call('lost') })).toBe(
			'They disagree – CSM: commit, model: lost.',
		)
		expect(
			sayDisagreement({ csm: call('likely', 100n), manager: call('likely', 80n), model: null }),
		).toContain('20 % apart')
	})
	it('says what the probability comes from, best first', () => {
		const made = { probability: 0.9, low: null, high: null, reasons: [] }
		const none = {
			model: null,
			bandRates: null,
			calibrated: null,
			overall: { renewed: 0, decided: 0 },
			isNotified: false,
		}
		expect(chooseProbability(none)).toBeNull()
		expect(chooseProbability({ ...none, overall: { renewed: 9, decided: 10 } })).toMatchObject({
			probability: 9.5 / 11,
			from: 'overall rate',
		})
		expect(chooseProbability({ ...none, calibrated: 0.7, bandRates: made })?.from).toBe('calibrated score')
		expect(chooseProbability({ ...none, model: made, calibrated: 0.7 })?.from).toBe('renewal model')
		expect(chooseProbability({ ...none, model: made, isNotified: true })?.probability).toBe(0.03)
	})
})

describe('periods', () => {
	it('are calendar months, both days included', () => {
		expect(parsePeriod('2026-Q1')).toEqual({ name: '2026-Q1', from: 20_454, to: 20_543 })
		expect(parsePeriod('2026-13')).toBeUndefined()
		expect(parsePeriod('2026-Q5')).toBeUndefined()
	})
	it('follow one another', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 40_000 }), day => {
				const quarter = quarterOf(day)
				expect(quarter.from <= day && day <= quarter.to).toBe(true)
				expect(quarterAfter(quarter, 1).from).toBe(quarter.to + 1)
			}),
			{ seed: 3 },
		)
	})
})
