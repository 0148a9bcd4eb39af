import { describe, expect, it } from 'vitest'
import type { ForecastEntry } from '../model/forecast.ts'
import { normalQuantile } from '../stats/normal-quantile.ts'
import { accuracyOf, assessAccuracy, biasOf, isInside, targetError } from './assess-accuracy.ts'
import { chanceErrorOf } from './compute-forecast.ts'
import { quarterResidual } from './quarter-residual.ts'

const item = {
	forecastMinor: 90n,
	lowMinor: 80n,
	highMinor: 100n,
	actualMinor: 100n,
	naiveMinor: 80n,
	csmMinor: null,
	chanceError: 0.04,
}

describe('accuracy', () => {
	it.each([
		['as told', 100n, 100n, 1, 0],
		['a tenth too low', 90n, 100n, 0.9, -0.1],
		['a tenth too high', 110n, 100n, 0.9, 0.1],
		['more than twice', 250n, 100n, -0.5, 1.5],
		['nothing where something came', 0n, 100n, 0, -1],
		['something where nothing came', 100n, 0n, null, null],
	])('%s', (_, forecast, actual, accuracy, bias) => {
		if (accuracy === null || bias === null) {
			expect([accuracyOf(forecast, actual), biasOf(forecast, actual)]).toEqual([null, null])
			return
		}
		expect(accuracyOf(forecast, actual)).toBeCloseTo(accuracy, 12)
		expect(biasOf(forecast, actual)).toBeCloseTo(bias, 12)
	})
	it.each([
		[79n, false],
		[80n, true],
		[100n, true],
		[101n, false],
	])('%d is inside the interval from 80 to 100: %s', (actualMinor, inside) => {
		expect(isInside({ ...item, actualMinor })).toBe(inside)
	})
	it('is the mean of the quarters that have one; skill is over those that both have a number for', () => {
		const totals = assessAccuracy([
			item,
			{ ...item, forecastMinor: 120n, actualMinor: 100n, naiveMinor: null, csmMinor: 60n, chanceError: null },
			{ ...item, forecastMinor: 10n, actualMinor: 0n, naiveMinor: 10n, lowMinor: 0n, chanceError: 0.08 },
		])
		expect(totals.meanAccuracy).toBeCloseTo(0.85, 12)
		expect(totals.bias).toBeCloseTo(0.05, 12)
		expect(totals.coverage).toBe(1)
		expect(totals.chanceError).toBeCloseTo(0.06, 12)
		expect(totals.againstLastYear).toBeCloseTo(1 - (10 + 10) / (20 + 10), 12)
		expect(totals.againstCsm).toBeCloseTo(1 - 20 / 40, 12)
		expect(targetError).toBe(0.05)
	})
	it('of nothing is nothing', () => {
		expect(assessAccuracy([])).toEqual({
			meanAccuracy: null,
			bias: null,
			coverage: null,
			chanceError: null,
			againstLastYear: null,
			againstCsm: null,
		})
	})
})

function entry(accountId: number, change: Partial<ForecastEntry> = {}): ForecastEntry {
	return {
		accountId,
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

describe('what chance alone makes', () => {
	const amounts = {
		cases: 0,
		meanRatio: 1,
		contraction: { rate: 0, meanRatio: 1 },
		expansion: { rate: 0, meanRatio: 1 },
		growthPerDay: 0,
		quantiles: [1],
	}
	/** Amounts as unequal as lognormal ones with σ = 1, and probabilities of 86 % on average that tell well. */
	const book = (count: number) =>
		Array.from({ length: 1_600 }, (_, at) => {
			const amount = Math.exp(normalQuantile(((at % 40) + 0.5) / 40))
			const probability = 1 / (1 + Math.exp(-(2.55 + 1.6 * normalQuantile((Math.floor(at / 40) + 0.5) / 40))))
			return entry(at, { probability, amountMinor: BigInt(Math.round(amount * 100_000)) })
		}).map(made => ({ made, scale: Math.sqrt(1_600 / count) }))
	it.each([
		[50, 0.06],
		[100, 0.04],
		[400, 0.02],
	])('of %d renewals is about %d', (count, about) => {
		const scaled = book(count)
		const expected =
			(chanceErrorOf(
				scaled.map(({ made }) => made),
				amounts,
			) ?? 0) * (scaled[0]?.scale ?? 0)
		expect(Math.abs(expected - about)).toBeLessThan(0.006)
	})
})

describe('how a quarter came out against what was told', () => {
	it('counts open ones with a probability; undecided ones did not renew in time', () => {
		const said = [
			entry(1),
			entry(2),
			entry(3),
			entry(4, { probability: null }),
			entry(5, { state: 'renewed', probability: null }),
			entry(6),
		]
		const came = [
			entry(1, { state: 'renewed' }),
			entry(2, { state: 'churned' }),
			entry(3),
			entry(4, { state: 'renewed' }),
			entry(5, { state: 'renewed' }),
			entry(7, { state: 'renewed' }),
		]
		const { residual, variance } = quarterResidual(said, came)
		expect(residual).toBeCloseTo(1 - 3 * 0.8, 12)
		expect(variance).toBeCloseTo(3 * 0.16, 12)
	})
})
