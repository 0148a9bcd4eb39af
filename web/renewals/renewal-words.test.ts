import { describe, expect, it } from 'vitest'
import { problemOfFinal } from './CloseDialog.tsx'
import { weeksOf } from './RenewalCalendar.tsx'
import { changesOf, type RenewalDraft } from './RenewalForm.tsx'
import { readAmount } from './renewal-words.ts'
import { splitRenewalId } from './use-renewals.ts'

describe('amounts as people type them', () => {
	it.each([
		['48000', '48000'],
		['48,000.50', '48000.50'],
		[' 48 000 ', '48000'],
		['', null],
		['0', '0'],
		['-5', undefined],
		['1e9', undefined],
		['12.34567', undefined],
		['9'.repeat(16), undefined],
		['NaN', undefined],
		['$48', undefined],
	])('%j is %j', (text, expected) => {
		expect(readAmount(text)).toBe(expected)
	})

	it.each([
		['renewed', '48000', false],
		['renewed', '0', true],
		['renewed', '0.00', true],
		['renewed', '', true],
		['renewed', 'much', true],
		['churned', '', false],
	] as const)('closing as %s with %j is refused: %s', (outcome, final, isRefused) => {
		expect(problemOfFinal({ outcome, final }) !== undefined).toBe(isRefused)
	})
})

describe('what a form sends', () => {
	const before: RenewalDraft = {
		stage: 'open',
		target_amount: '48000.00',
		forecast_amount: '',
		final_amount: '',
		owner_email: 'a@b.example',
		reason: '',
		competitor: 'Northwind',
	}
	it('is only what was changed, beside how it was seen', () => {
		expect(
			changesOf(before, { ...before, forecast_amount: '50,000', competitor: ' ', reason: '  ' }),
		).toEqual({
			change: { forecast_amount: '50000', competitor: null },
			seen: { forecast_amount: null, competitor: 'Northwind' },
		})
		expect(changesOf(before, before)).toEqual({ change: {}, seen: {} })
	})
})

describe('addresses and months', () => {
	it.each([
		['ACC-1/2026-12-04', { id: 'ACC-1', renewal_on: '2026-12-04' }],
		['a/b/2026-12-04', { id: 'a/b', renewal_on: '2026-12-04' }],
		['ACC-1', undefined],
		['/2026-12-04', undefined],
		['ACC-1/soon', undefined],
	])('%s', (id, expected) => {
		expect(splitRenewalId(id)).toEqual(expected)
	})

	it.each([
		['2024-02', 29, 3],
		['2026-02', 28, 6],
		['2027-02', 28, 0],
		['2026-11', 30, 6],
		['2026-12', 31, 1],
	])('%s has %i days, the first after %i empty cells', (month, days, empty) => {
		const cells = weeksOf(month).flat()
		expect(cells.filter(day => day !== null)).toHaveLength(days)
		expect(cells.indexOf(`${month}-01`)).toBe(empty)
		expect(weeksOf(month).every(week => week.length === 7)).toBe(true)
	})
})
