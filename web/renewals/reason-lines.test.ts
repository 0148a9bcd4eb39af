import { describe, expect, it } from 'vitest'
import { baseReason, restReason, shortenReasons } from '../../core/churn/predict-churn.ts'
import { reasonLines } from './reason-lines.ts'

const reason = (metric: string, contribution: number, value: number | null = 3) => ({
	metric,
	name: `The ${metric}`,
	unit: 'count',
	value,
	contribution,
})
const whole = [
	reason('logins_28d', 0.9),
	reason('goals_progress', -0.7, null),
	reason('tickets_open', 0.2),
	reason('arr', 0.1),
	reason(baseReason, 1.8, null),
]
const sumOf = (lines: readonly { contribution: number }[]) =>
	lines.reduce((sum, { contribution }) => sum + contribution, 0)

describe('the reasons of a renewal', () => {
	it('are said in words, the base and the rest too', () => {
		expect(reasonLines(whole, 2).map(({ what, value }) => [what, value])).toEqual([
			['The logins_28d', 3],
			['The goals_progress', null],
			['All other metrics together', 'none'],
			['Average of all renewals', 'none'],
		])
	})
	it.each([1, 2, 3, 9])('sum to the same whether %i are named by the store and the screen', most => {
		expect(sumOf(reasonLines(whole, most))).toBeCloseTo(2.3, 12)
		const stored = shortenReasons(whole, most).map(item => ({ name: item.metric, unit: null, ...item }))
		expect(sumOf(reasonLines(stored, 2))).toBeCloseTo(2.3, 12)
		expect(reasonLines(stored, 8).filter(({ key }) => key === restReason).length).toBe(most < 4 ? 1 : 0)
	})
	it('are none where the probability has none', () => {
		expect(reasonLines([], 8)).toEqual([])
	})
})
