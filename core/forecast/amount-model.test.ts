import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AmountCase, learnAmounts } from './amount-model.ts'

function cases(count: number, make: (index: number) => Partial<AmountCase>): AmountCase[] {
	return Array.from({ length: count }, (_, index) => ({
		targetMinor: 1_000n,
		finalMinor: 1_000n,
		...make(index),
	}))
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
/** Relative standard deviation. */
const spreadOf = (values: readonly number[]) =>
	Math.sqrt(mean(values.map(value => (value / mean(values) - 1) ** 2)))

describe('what an amount may become', () => {
	it.each([
		['nothing changes', () => ({}), 0],
		['all grow alike within the term', () => ({ earlierShare: 0.8 }), 0.01],
		['half grow by a half at the decision', (i: number) => ({ finalMinor: i % 2 ? 1_500n : 1_000n }), 0.2],
		['half grow by a half within the term', (i: number) => ({ earlierShare: i % 2 ? 1 / 1.5 : 1 }), 0.2],
		[
			'both, apart from one another',
			(i: number) => ({ finalMinor: i % 2 ? 1_500n : 1_000n, earlierShare: i % 4 < 2 ? 1 / 1.5 : 1 }),
			0.286,
		],
		['one in a hundred triples', (i: number) => ({ finalMinor: i % 100 === 0 ? 3_000n : 1_000n }), 0.195],
	] as const)('%s', (_, make, spread) => {
		const { quantiles } = learnAmounts(cases(20_000, make))
		expect(spreadOf(quantiles)).toBeGreaterThan(spread - 0.035)
		expect(spreadOf(quantiles)).toBeLessThan(spread + 0.01)
	})
	it('averages to the mean ratio, ascending, whatever was signed', () => {
		const anyCase = fc.record({
			targetMinor: fc.bigInt({ min: 0n, max: 9_000n }),
			finalMinor: fc.bigInt({ min: 0n, max: 30_000n }),
			earlierShare: fc.option(fc.double({ min: 0, max: 3, noNaN: true })),
		})
		fc.assert(
			fc.property(fc.array(anyCase, { maxLength: 120 }), some => {
				const { quantiles, meanRatio } = learnAmounts(some)
				expect(mean(quantiles)).toBeCloseTo(meanRatio, 9)
				for (const [index, value] of quantiles.entries())
					expect(value).toBeGreaterThanOrEqual((quantiles[index - 1] ?? 0) - 1e-12)
			}),
			{ seed: 5 },
		)
	})
})
