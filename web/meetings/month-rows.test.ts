import { describe, expect, it } from 'vitest'
import { isMet, listMonthRows, type MonthReview } from './month-rows.ts'

const activity = (from: string, to: string): MonthReview['now'] => ({
	month: { from, to },
	time_to_value: { median_days: null, accounts: 0 },
	reviews_held: null,
	risk_tasks: { made: 4, done: 0, done_on_time: 0 },
	runs: { started: 2, done: 1 },
	health: { as_of: null, scored: 0, good_share: null, alarm_share: null },
	reported: null,
})
const month: MonthReview = {
	month: '2026-05',
	is_complete: true,
	as_of: '2026-05-31',
	now: activity('2026-05-01', '2026-05-31'),
	before: activity('2026-04-01', '2026-04-30'),
}
const nothing = {
	months: undefined,
	retention: undefined,
	rates: undefined,
	ratesBefore: undefined,
	accuracy: undefined,
}
const rowOf = (name: string, sources = { month, ...nothing }) =>
	listMonthRows(sources).find(row => row.name.startsWith(name))

describe('the rows of a month', () => {
	it('are unknown where nothing is known, with the reason, never zero', () => {
		for (const name of [
			'NRR',
			'Customers in good',
			'Time to first',
			'Gross',
			'Done by',
			'Business reviews',
		]) {
			expect([name, rowOf(name)?.now]).toEqual([name, null])
			expect(rowOf(name)?.basis).not.toBe('')
		}
		expect(rowOf('Tasks of signals done')?.now).toBe(0)
	})
	it('take the frozen figure before the restated one', () => {
		const frozen = { frozen_on: '2026-06-05', nrr: 1.02, grr: 0.9, logo_retention: null }
		const now = { ...month.now, reported: frozen }
		const months = {
			as_of: '2026-06-30',
			currency: 'USD',
			items: [],
			retention: [
				{ group: 'all', month: '2026-05-31', nrr: 1.01, grr: 0.89, logo_retention: 0.9 },
				{ group: 'all', month: '2026-04-30', nrr: 1.04, grr: 0.91, logo_retention: 0.9 },
			],
		}
		const row = rowOf('NRR', { ...nothing, month: { ...month, now }, months } as never)
		expect([row?.now, row?.before, row?.basis]).toEqual([1.02, 1.04, 'as reported, frozen on 2026-06-05'])
		expect(rowOf('NRR', { ...nothing, month, months } as never)?.now).toBe(1.01)
	})
	it.each([
		[0.7, 0.7, true, true],
		[0.69, 0.7, true, false],
		[0.1, 0.1, false, false],
		[0.09, 0.1, false, true],
		[null, 0.7, true, null],
	])('%d against %d, more is better %s: met %s', (now, value, isMoreBetter, met) => {
		const row = rowOf('Customers in good')
		if (!row) throw new Error('expected the row')
		expect(isMet({ ...row, now, target: { value, from: 'field' }, isMoreBetter })).toBe(met)
	})
})
