import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { auc, rankCases, rankedAuc } from './auc.ts'
import { percentileInterval, resampleGroups } from './bootstrap.ts'
import { brierScore } from './brier-score.ts'
import { calibrationLine } from './calibration-line.ts'
import { chiSquareTail } from './chi-square-tail.ts'
import { clusterCovariance } from './cluster-covariance.ts'
import { isotonicRegression } from './isotonic-regression.ts'
import { caughtShare, lift } from './lift.ts'
import { logLoss } from './log-loss.ts'
import { logisticRegression } from './logistic-regression.ts'
import { normalQuantile } from './normal-quantile.ts'
import { populationStability } from './population-stability.ts'
import { quantile } from './quantile.ts'
import { seededGenerator } from './seeded-generator.ts'
import { wilsonInterval } from './wilson-interval.ts'

const settings = { seed: 7, numRuns: 200 }

/** By the definition: all pairs. */
function pairwiseAuc(scores: number[], outcomes: number[]): number {
	let pairs = 0
	let wins = 0
	for (const [high, score] of scores.entries()) {
		for (const [low, other] of scores.entries()) {
			if (!outcomes[high] || outcomes[low]) continue
			pairs++
			wins += score > other ? 1 : score === other ? 0.5 : 0
		}
	}
	return pairs > 0 ? wins / pairs : Number.NaN
}

const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.constantFrom(0, 1)), { maxLength: 30 })

describe('area under the curve', () => {
	it('is the share of pairs in the right order, ties half', () => {
		fc.assert(
			fc.property(cases, list => {
				const scores = list.map(([score]) => score)
				const outcomes = list.map(([, outcome]) => outcome)
				const expected = pairwiseAuc(scores, outcomes)
				if (Number.isNaN(expected)) expect(auc(scores, outcomes)).toBeNaN()
				else expect(auc(scores, outcomes)).toBeCloseTo(expected, 12)
			}),
			settings,
		)
	})
	it('counts a case of weight 2 twice', () => {
		const ranked = rankCases([1, 2, 2, 5], [0, 1, 0, 1])
		expect(rankedAuc(ranked, [2, 1, 1, 1])).toBeCloseTo(auc([1, 1, 2, 2, 5], [0, 0, 1, 0, 1]), 12)
	})
	// sklearn.metrics.roc_auc_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]), the example of its documentation
	it('has the number of a known example', () => {
		expect(auc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBe(0.75)
	})
})

describe('probabilities', () => {
	it('have the scores of the examples of scikit-learn', () => {
		expect(brierScore([0.1, 0.9, 0.8, 0.3], [0, 1, 1, 0])).toBeCloseTo(0.0375, 12)
		expect(logLoss([0.9, 0.1, 0.2, 0.65], [1, 0, 0, 1])).toBeCloseTo(0.21616, 5)
		expect(brierScore([], [])).toBeNaN()
	})
	it('that are right have slope 1 and intercept 0; stretched ones less', () => {
		const next = seededGenerator(3)
		const logits = Array.from({ length: 20_000 }, () => (next() / 2 ** 32) * 6 - 3)
		const outcomes = logits.map(logit => (next() / 2 ** 32 < 1 / (1 + Math.exp(-logit)) ? 1 : 0))
		const given = (stretch: number) => logits.map(logit => 1 / (1 + Math.exp(-logit * stretch)))
		const right = calibrationLine(given(1), outcomes)!
		expect(Math.abs(right.slope - 1)).toBeLessThan(0.05)
		expect(Math.abs(right.intercept)).toBeLessThan(0.06)
		expect(calibrationLine(given(2), outcomes)!.slope).toBeCloseTo(right.slope / 2, 8)
		expect(calibrationLine([0.3, 0.3], [0, 1])).toBeNull()
	})
})

describe('isotonic fit', () => {
	it('pools neighbours that fall', () => {
		expect([...isotonicRegression([1, 3, 2, 4], [1, 1, 1, 1])]).toEqual([1, 2.5, 2.5, 4])
		expect([...isotonicRegression([3, 1], [1, 3])]).toEqual([1.5, 1.5])
		expect([...isotonicRegression([9, 1, 5, 0, 2], [0, 1, 0, 1, 1])]).toEqual([0.5, 0.5, 0.5, 0.5, 2])
	})
	it('rises, keeps the mean, and is not beaten by a shift of any block', () => {
		const entry = fc.tuple(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 1, max: 4 }))
		fc.assert(
			fc.property(fc.array(entry, { minLength: 1, maxLength: 20 }), list => {
				const values = list.map(([value]) => value)
				const weights = list.map(([, weight]) => weight)
				const fitted = isotonicRegression(values, weights)
				const sum = (of: ArrayLike<number>) =>
					weights.reduce((total, weight, index) => total + weight * of[index]!, 0)
				for (let index = 1; index < fitted.length; index++) {
					expect(fitted[index]).toBeGreaterThanOrEqual(fitted[index - 1]! - 1e-12)
				}
				expect(sum(fitted)).toBeCloseTo(sum(values), 8)
			}),
			settings,
		)
	})
})

describe('lift', () => {
	it('is the rate in the top tenth against all', () => {
		const scores = Array.from({ length: 20 }, (_, index) => index)
		const outcomes = scores.map(score => (score >= 18 || score < 2 ? 1 : 0))
		expect(lift(scores, outcomes, 0.1)).toBeCloseTo(5, 12)
		expect(caughtShare(scores, outcomes, 0.1)).toBe(0.5)
	})
	it('takes ties at the border by their share', () => {
		expect(lift([1, 1, 1, 1], [1, 0, 0, 1], 0.5)).toBeCloseTo(1, 12)
		expect(lift([1, 2], [0, 0], 0.5)).toBeNaN()
	})
})

describe('intervals', () => {
	// The examples of R. G. Newcombe, Statistics in Medicine 17 (1998), method 3.
	it.each([
		[81, 263, 0.2553, 0.3662],
		[15, 148, 0.0624, 0.1605],
		[0, 20, 0, 0.1611],
		[1, 29, 0.0061, 0.1718],
	])("are Wilson's: %d of %d", (hits, cases, low, high) => {
		const interval = wilsonInterval(hits, cases)!
		expect(interval.low).toBeCloseTo(low, 4)
		expect(interval.high).toBeCloseTo(high, 4)
		expect(wilsonInterval(0, 0)).toBeNull()
	})
	it('of the bootstrap are the same every time and cover a mean', () => {
		const values = Array.from({ length: 100 }, (_, index) => index)
		const run = () => {
			const means = new Float64Array(2_000)
			resampleGroups(100, (counts, resample) => {
				let sum = 0
				for (const [index, count] of counts.entries()) sum += count * values[index]!
				means[resample] = sum / 100
			})
			return percentileInterval(49.5, means)!
		}
		const first = run()
		expect(run()).toEqual(first)
		// 49.5 ± 1.96 × 28.87 / 10
		expect(Math.abs(first.low - 43.84)).toBeLessThan(0.4)
		expect(Math.abs(first.high - 55.16)).toBeLessThan(0.4)
	})
	it('of a statistic that mostly has no value are none', () => {
		expect(percentileInterval(1, Float64Array.of(Number.NaN, Number.NaN, 1))).toBeNull()
	})
	it('draw every group equally often', () => {
		const totals = new Float64Array(7)
		resampleGroups(
			7,
			counts =>
				counts.forEach((count, group) => {
					totals[group]! += count
				}),
			{ resamples: 4_000 },
		)
		for (const total of totals) expect(Math.abs(total / 4_000 - 1)).toBeLessThan(0.06)
	})
})

describe('distributions', () => {
	it.each([
		[0.975, 1.959963984540054],
		[0.5, 0],
		[0.001, -3.090232306167813],
		[1e-12, -7.034483825301132],
	])('normal quantile of %d', (probability, value) => {
		expect(normalQuantile(probability)).toBeCloseTo(value, 12)
	})
	it.each([
		[3.841458820694124, 1, 0.05],
		[10.3267419548856, 1, 0.00131116452035549],
		[25.4037003457854, 3, 1.2712459390061e-5],
		[0, 2, 1],
	])('tail of χ² at %d with %d degrees of freedom', (x, degrees, p) => {
		expect(chiSquareTail(x, degrees) / p).toBeCloseTo(1, 9)
	})
	it('quantiles are of type 7', () => {
		expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75)
		expect(quantile([], 0.5)).toBeNaN()
		expect(quantile([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY], 1)).toBe(
			Number.POSITIVE_INFINITY,
		)
	})
	it('that stay have an index of 0, others more', () => {
		expect(populationStability([10, 20], [20, 40])).toBe(0)
		expect(populationStability([50, 50], [90, 10])).toBeCloseTo(0.4 * Math.log(1.8) + 0.4 * Math.log(5), 9)
		expect(populationStability([0, 0], [1, 1])).toBeNaN()
	})
})

describe('covariance by groups', () => {
	it('does not shrink when every account stands there twice', () => {
		const xs = [0, 1, 2, 3, 4, 5, 6, 7]
		const outcomes = [0, 0, 1, 0, 1, 0, 1, 1]
		const groups = xs.map((_, index) => index)
		const fitOf = (values: number[], y: number[], g: number[]) => {
			const table = { rows: values.length, columns: 1, values: Float64Array.from(values) }
			return clusterCovariance(table, y, g, logisticRegression(table, y), 0)!
		}
		const once = fitOf(xs, outcomes, groups)
		const twice = fitOf([...xs, ...xs], [...outcomes, ...outcomes], [...groups, ...groups])
		// The same eight accounts, seen twice, know no more than seen once.
		for (const [index, value] of once.entries()) expect(twice[index]).toBeCloseTo(value, 8)
	})
})
