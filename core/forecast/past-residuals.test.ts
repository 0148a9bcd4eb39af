import { describe, expect, it } from 'vitest'
import type { ForecastState } from '../model/forecast.ts'
import { logOdds, probabilityOf } from '../stats/log-odds.ts'
import { normalQuantile } from '../stats/normal-quantile.ts'
import { seededGenerator } from '../stats/seeded-generator.ts'
import { estimateShock } from './common-shock.ts'
import { pastResiduals } from './past-residuals.ts'
import { parsePeriod, quarterAfter } from './period.ts'

const first = parsePeriod('2020-Q1')!
const startOf = (index: number) => quarterAfter(first, index).from

function decisions(quarters: readonly (readonly [renewed: number, churned: number, open?: number])[]) {
	return quarters.flatMap(([renewed, churned, open = 0], index) => {
		const made = (count: number, state: ForecastState) =>
			Array.from({ length: count }, () => ({ renewalOn: startOf(index) + 5, state }))
		return [...made(renewed, 'renewed'), ...made(churned, 'churned'), ...made(open, 'open')]
	})
}
const long = startOf(40)

describe('quarters before the first forecast', () => {
	it.each([
		[
			'quarters alike lie nowhere off',
			[
				[90, 10],
				[90, 10],
			],
			[0, 0],
		],
		[
			'two of one size lie as far off as each other',
			[
				[80, 20],
				[100, 0],
			],
			[-10 * Math.SQRT2, 10 * Math.SQRT2],
		],
		[
			'undecided ones have not renewed',
			[
				[80, 10, 10],
				[90, 10],
			],
			[-5 * Math.SQRT2, 5 * Math.SQRT2],
		],
		['a quarter alone says nothing', [[80, 20]], []],
		[
			'without any churn there is nothing to say',
			[
				[80, 0],
				[90, 0],
			],
			[],
		],
		[
			'before the first known churn it is history without those who left',
			[
				[80, 0],
				[90, 10],
				[90, 10],
			],
			[0, 0],
		],
	] as const)('%s', (_, quarters, residuals) => {
		const found = pastResiduals(decisions(quarters), first.from, long)
		expect(found).toHaveLength(residuals.length)
		for (const [index, residual] of residuals.entries())
			expect(found[index]?.residual).toBeCloseTo(residual, 9)
	})
	it('leaves out what began before and what is not over for 30 days', () => {
		const made = decisions([
			[90, 10],
			[90, 10],
			[90, 10],
			[90, 10],
		])
		const names = (from: number, asOf: number) =>
			pastResiduals(made, from, asOf).map(({ quarter }) => quarter)
		expect(names(first.from + 1, startOf(4) + 28)).toEqual(['2020-Q2', '2020-Q3'])
		expect(names(first.from, startOf(4) + 29)).toEqual(['2020-Q1', '2020-Q2', '2020-Q3', '2020-Q4'])
	})
	it.each([
		['falls below the prior where quarters share nothing', 0, 0, 0.17],
		['rises where they share much', 0.6, 0.3, 1],
	])('the shock %s', (_, shared, least, most) => {
		const next = seededGenerator(5)
		const uniform = () => (next() + 0.5) / 2 ** 32
		const made = Array.from({ length: 12 }, () => {
			const rate = probabilityOf(logOdds(0.86) + shared * normalQuantile(uniform()))
			const renewed = Array.from({ length: 1_000 }, uniform).filter(draw => draw < rate).length
			return [renewed, 1_000 - renewed] as const
		})
		const { deviation, quarters } = estimateShock(pastResiduals(decisions(made), first.from, long))
		expect(quarters).toBe(12)
		expect(deviation).toBeGreaterThan(least)
		expect(deviation).toBeLessThan(most)
	})
})
