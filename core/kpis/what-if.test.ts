import { describe, expect, it } from 'vitest'
import { parseDecimal } from '../money/decimal.ts'
import { getDay } from '../time/day.ts'
import { emptyFigures } from './group-figures.ts'
import { roundToIdentity, showFigures } from './show-figures.ts'
import { actualOf, quarterName, quarterPeriod, varianceOf } from './target-variance.ts'
import { whatIf } from './what-if.ts'

describe('another churn rate', () => {
	it('is worth $400,000 in the worked example: 8M at 15 % against 10 %', () => {
		const years = whatIf(800_000_000n, parseDecimal('0.15')!, parseDecimal('0.10')!, 3)
		expect(years[0]).toMatchObject({
			lostMinor: 120_000_000n,
			lostOtherMinor: 80_000_000n,
			worthMinor: 40_000_000n,
		})
		expect(years.map(({ worthMinor }) => worthMinor)).toEqual([40_000_000n, 70_000_000n, 91_900_000n])
	})
	it('may be nothing or all', () => {
		const [year] = whatIf(100n, parseDecimal('0')!, parseDecimal('1')!, 1)
		expect([year!.arrMinor, year!.arrOtherMinor]).toEqual([100n, 0n])
	})
})

describe('what is shown', () => {
	it('adds up to the cent even where every part was rounded', () => {
		const third = 3_333n
		const { parts } = roundToIdentity(0n, [third, third, third], 3n * third)
		expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(1n)
		const shown = showFigures({
			...emptyFigures(),
			startMrr: 1_666_667n,
			new: 5_000n,
			expansion: 5_000n,
			churn: 4_999n,
			endMrr: 1_671_668n,
		})
		const { start_mrr, expansion, contraction, churn, end_mrr } = shown
		expect(start_mrr + shown.new + expansion - contraction - churn).toBe(end_mrr)
	})
	it('is plain rounding where that adds up', () => {
		const shown = showFigures({ ...emptyFigures(), new: 1_666_667n, endMrr: 1_666_667n })
		expect([shown.new, shown.end_mrr]).toEqual([167n, 167n])
	})
})

describe('targets', () => {
	it('are of whole quarters', () => {
		expect(quarterPeriod('2025-Q4')).toEqual({ from: getDay('2025-09-30'), to: getDay('2025-12-31') })
		expect(quarterName(getDay('2025-12-31'))).toBe('2025-Q4')
		expect(quarterName(getDay('2026-01-01'))).toBe('2026-Q1')
	})
	it.each([
		['1.032000', '1.05', '-0.018'],
		['12500.00', '12000', '500'],
		[null, '1.05', null],
	])('actual %s against %s is %s', (actual, target, variance) =>
		expect(varianceOf(actual, target)).toBe(variance),
	)
	it('compare rates and amounts', () => {
		const figures = { ...emptyFigures(), churn: 10_000_000n }
		expect(actualOf('churn', figures, 'USD')).toBe('10.00')
		expect(actualOf('nrr', figures, 'USD')).toBeNull()
	})
})
