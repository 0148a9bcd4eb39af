import { describe, expect, it } from 'vitest'
import {
	addDays,
	daysBetween,
	formatDate,
	formatInstant,
	formatLongDate,
	formatMonth,
	formatRelative,
	formatWholeDate,
	sayDays,
} from './format-day.ts'

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
	it('writes every month in three letters', () => {
		const months = Array.from({ length: 12 }, (_, month) => `2026-${String(month + 1).padStart(2, '0')}-05`)
		for (const day of months) {
			expect(formatDate(day, today)).toMatch(/^5 [A-Z][a-z]{2}$/)
			expect(formatMonth(day)).toMatch(/^[A-Z][a-z]{2} 2026$/)
		}
		expect(formatMonth('2026-09-30', '2-digit')).toBe('Sep 26')
	})
	it('has the year where the day is of a report, or a moment of another year', () => {
		expect(formatWholeDate(today)).toBe('21 Nov 2026')
		const now = new Date('2026-11-21T12:00:00')
		expect(formatInstant('2026-09-05T09:07:00', now)).toBe('5 Sep, 09:07')
		expect(formatInstant('2025-09-05T09:07:00', now)).toContain('2025')
	})
	it.each([
		[
			'Downgrade requested since 2026-10-21, 9 days before a renewal',
			'Downgrade requested since 21 Oct, 9 days before a renewal',
		],
		['from 2025-10-31 to 2026-10-31', 'from 31 Oct 2025 to 31 Oct'],
		['at 2026-10-21T08:00:00Z', 'at 2026-10-21T08:00:00Z'],
		['order 2026-13-45', 'order 2026-13-45'],
		['id 12026-10-21', 'id 12026-10-21'],
	])('%j reads %j', (text, said) => {
		expect(sayDays(text, today)).toBe(said)
	})
	it('has the weekday in the long form', () => {
		expect(formatLongDate(today)).toBe('Saturday, 21 November 2026')
	})
})
