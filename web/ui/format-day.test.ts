import { describe, expect, it } from 'vitest'
import { addDays, daysBetween, formatDate, formatLongDate, formatRelative } from './format-day.ts'

const today = '2026-11-21'

describe('days as people read them', () => {
	it.each([
		['2026-11-21', '21 Nov', 'today'],
		['2026-11-22', '22 Nov', 'tomorrow'],
		['2027-02-03', '3 Feb 2027', 'in 2 months'],
		['2026-11-09', '9 Nov', '12 days ago'],
		['2026-10-25', '25 Oct', '4 weeks ago'],
		['2024-11-20', '20 Nov 2024', '2 years ago'],
	])('%s', (day, date, relative) => {
		expect(formatDate(day, today)).toBe(date)
		expect(formatRelative(day, today)).toBe(relative)
	})
	it('counts over a month end and back', () => {
		expect(daysBetween('2026-02-27', '2026-03-01')).toBe(2)
		expect(addDays('2026-02-27', 2)).toBe('2026-03-01')
		expect(addDays('2027-01-01', -1)).toBe('2026-12-31')
	})
	it('has the weekday in the long form', () => {
		expect(formatLongDate(today)).toBe('Saturday, 21 November 2026')
	})
})
