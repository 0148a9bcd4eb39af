import { describe, expect, it } from 'vitest'
import { chosenPeriod, forecastPeriods, namePeriod, quarterBy, quarterNameOf } from './forecast-periods.ts'

describe('periods of a forecast', () => {
	it.each([
		['2026-01-01', '2026-Q1'],
		['2026-03-31', '2026-Q1'],
		['2026-10-31', '2026-Q4'],
		['2026-12-31', '2026-Q4'],
	])('%s lies in %s', (day, quarter) => {
		expect(quarterNameOf(day)).toBe(quarter)
	})
	it.each([
		['2026-Q4', 1, '2027-Q1'],
		['2026-Q1', -1, '2025-Q4'],
		['2026-Q2', -6, '2024-Q4'],
		['2026-Q2', 0, '2026-Q2'],
	])('%s and %i quarters is %s', (quarter, count, other) => {
		expect(quarterBy(quarter, count)).toBe(other)
	})
	it.each([
		['2026-Q4', 'Q4 2026'],
		['2026-02', 'February 2026'],
		['2026', 'Year 2026'],
	])('%s is read as %s', (period, name) => {
		expect(namePeriod(period)).toBe(name)
	})
	it('offers each period once, the running ones marked, across the turn of a year', () => {
		const choices = forecastPeriods('2026-10-31')
		const values = choices.map(({ value }) => value)
		expect(new Set(values).size).toBe(values.length)
		expect(values).toEqual(expect.arrayContaining(['2025-Q4', '2027-Q4', '2026-07', '2027-10', '2027']))
		expect(choices.filter(({ label }) => label.endsWith('running')).map(({ value }) => value)).toEqual([
			'2026-Q4',
			'2026-10',
		])
	})
	it('takes the running quarter where an address names none', () => {
		expect(chosenPeriod(undefined, '2026-10-31')).toBe('2026-Q4')
		expect(chosenPeriod('2026-11', '2026-10-31')).toBe('2026-11')
	})
})
