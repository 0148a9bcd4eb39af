import { describe, expect, it } from 'vitest'
import { countFilters, quarterOf, queryOf, shiftMonth } from './renewal-filter.ts'
import { RenewalsSearch } from './renewals-search.ts'

const today = '2026-11-15'

describe('what the address of the renewals asks for', () => {
	it.each([
		[{}, { open: 'yes' }],
		[{ open: 'all' }, {}],
		[
			{ open: 'no', owner: 'me' },
			{ open: 'no', owner: 'me' },
		],
		[{ days: 90 }, { open: 'yes', to: '2027-02-13' }],
		[{ days: 0 }, { open: 'yes' }],
		[{ period: 'month' }, { open: 'yes', from: '2026-11-01', to: '2026-11-30' }],
		[{ period: 'quarter' }, { open: 'yes', from: '2026-10-01', to: '2026-12-31' }],
		[{ period: 'next_quarter' }, { open: 'yes', from: '2027-01-01', to: '2027-03-31' }],
		[
			{ period: 'late', days: 30 },
			{ open: 'yes', late: 'yes' },
		],
		[
			{ disagree: 'yes', call_due: 'yes', risk: 'high', category: 'doubtful', segment: 'SMB' },
			{
				open: 'yes',
				disagree: 'yes',
				call_due: 'yes',
				risk: 'high',
				category: 'doubtful',
				segment: 'SMB',
			},
		],
	] as const)('%j', (search, query) => {
		expect(queryOf(RenewalsSearch.parse(search), today)).toEqual(query)
	})

	it('passes over what is not one of the choices', () => {
		expect(
			queryOf(RenewalsSearch.parse({ risk: 'enormous', days: -4, period: 'ever', disagree: 'no' }), today),
		).toEqual({ open: 'yes' })
	})

	it('counts what narrows', () => {
		expect(countFilters({})).toBe(0)
		expect(countFilters({ view: 'board', open: 'no', month: '2026-01' })).toBe(0)
		expect(countFilters({ owner: 'me', disagree: 'yes', days: 30 })).toBe(3)
	})
})

describe('months and quarters', () => {
	it.each([
		['2026-11', 1, '2026-12'],
		['2026-12', 1, '2027-01'],
		['2026-01', -1, '2025-12'],
		['2026-05', 20, '2028-01'],
	])('%s and %i months is %s', (month, by, expected) => {
		expect(shiftMonth(month, by)).toBe(expected)
	})
	it.each([
		['2024-02-29', 0, '2024-01-01', '2024-03-31'],
		['2026-12-31', 1, '2027-01-01', '2027-03-31'],
		['2026-01-01', -1, '2025-10-01', '2025-12-31'],
	])('the quarter of %s, %i later', (day, by, from, to) => {
		expect(quarterOf(day, by)).toEqual({ from, to })
	})
})
