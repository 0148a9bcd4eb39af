import { describe, expect, it } from 'vitest'
import { caughtAt, sayOwnThreshold, thresholdFigures } from './threshold-figures.ts'

const point = (threshold: number, flagged: number, caught: number) => ({
	threshold,
	flagged,
	flagged_share: flagged / 100,
	caught_share: caught / 20,
	false_alarms: flagged - caught,
	misses: 20 - caught,
	amount_caught: '0',
	amount_missed: '0',
	amount_false_alarms: '0',
})
const curve = [point(0, 0, 0), point(50, 20, 10), point(60, 40, 14), point(101, 100, 20)]

describe('thresholdFigures', () => {
	it('gives hours in all and per month, what is caught, and flags per catch', () => {
		const figures = thresholdFigures({ curve, days: 365.25 }, 60, 2)!
		expect(figures.hours).toBe(80)
		expect(figures.hoursPerMonth).toBeCloseTo(80 / 12, 9)
		expect(figures.caught).toBe(14)
		expect(figures.point.misses).toBe(6)
		expect(figures.flagsPerCaught).toBeCloseTo(40 / 14, 9)
	})
	it('has no flags per catch where nobody is caught, and nothing without a curve', () => {
		expect(thresholdFigures({ curve, days: 30 }, 0, 2)!.flagsPerCaught).toBeNull()
		expect(thresholdFigures({ curve: [], days: 30 }, 60, 2)).toBeUndefined()
	})
})

describe('sayOwnThreshold', () => {
	it('names the threshold only where there is one', () => {
		expect(sayOwnThreshold(55)).toBe('the model in force flags below 55')
		expect(sayOwnThreshold(null)).toContain('flag below different scores')
		expect(sayOwnThreshold(null)).not.toContain('model in force flags below 60')
	})
})

describe('caughtAt', () => {
	it.each([
		[0, 0],
		[0.1, 0.25],
		[0.2, 0.5],
		[0.3, 0.6],
		[1, 1],
	])('at %f flagged it catches %f', (flagged, caught) => {
		expect(caughtAt(curve, flagged)).toBeCloseTo(caught, 9)
	})
})
