import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coveredDays, coveredDaysSince, rangesOf } from './covered-days.ts'
import { getDay, weekdayOf } from './day.ts'

const asOf = getDay('2026-06-28')

function weekdayMix(days: readonly number[]): number[] {
	return [1, 2, 3, 4, 5, 6, 7].map(weekday => days.filter(day => weekdayOf(day) === weekday).length)
}

describe('covered days', () => {
	it('are the plain windows when nothing is missing', () => {
		const { now, before } = coveredDays(asOf, 14, new Set())!
		expect(rangesOf(now)).toEqual([{ from: asOf - 13, to: asOf }])
		expect(rangesOf(before)).toEqual([{ from: asOf - 27, to: asOf - 14 }])
	})

	it('replace a missing week by the one before the window, and push the window before back by as much', () => {
		const missing = new Set([0, 1, 2, 3, 4, 5, 6].map(i => asOf - i))
		const { now, before } = coveredDays(asOf, 14, missing)!
		expect(rangesOf(now)).toEqual([{ from: asOf - 20, to: asOf - 7 }])
		expect(rangesOf(before)).toEqual([{ from: asOf - 34, to: asOf - 21 }])
	})

	it('keep n days, the mix of weekdays and no day twice, whatever is missing', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 90 }),
				fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 25 }),
				(windowDays, back) => {
					const missing = new Set(back.map(i => asOf - i))
					const plain = coveredDays(asOf, windowDays, new Set())!
					const covered = coveredDays(asOf, windowDays, missing)!
					const all = [...covered.now, ...covered.before]
					expect(new Set(all).size).toBe(2 * windowDays)
					expect(all.filter(day => missing.has(day))).toEqual([])
					expect(weekdayMix(covered.now)).toEqual(weekdayMix(plain.now))
					expect(weekdayMix(covered.before)).toEqual(weekdayMix(plain.before))
				},
			),
			{ seed: 7, numRuns: 300 },
		)
	})

	it('are unknown where half a year back holds nothing', () => {
		const missing = new Set(Array.from({ length: 400 }, (_, i) => asOf - i))
		expect(coveredDays(asOf, 28, missing)).toBeUndefined()
	})

	it('since the last activity leave out missing days', () => {
		expect(coveredDaysSince(asOf, asOf, new Set())).toBe(0)
		expect(coveredDaysSince(asOf - 20, asOf, new Set())).toBe(20)
		expect(coveredDaysSince(asOf - 20, asOf, new Set([asOf, asOf - 1, asOf - 20, asOf - 30]))).toBe(18)
	})
})
