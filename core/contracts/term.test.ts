import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Day, dayOf, formatDay, getDay } from '../time/day.ts'
import { nextRenewalOn } from './next-renewal.ts'
import { type SubscriptionRow, subscriptionFacts } from './subscription-fact.ts'
import { linesAsOf } from './subscription-line.ts'
import {
	anniversariesOf,
	decisionOn,
	isOutOfContract,
	nextAnniversary,
	nextTermEnd,
	noticeOn,
	termsBetween,
} from './term.ts'

function line(startedOn: string, termEndsOn: string | null, autoRenews = true) {
	return {
		startedOn: getDay(startedOn),
		termEndsOn: termEndsOn === null ? null : getDay(termEndsOn),
		autoRenews,
	}
}

function endsOf(startedOn: string, termEndsOn: string, count: number): string[] {
	const dated = line(startedOn, termEndsOn)
	return termsBetween(dated, dated.startedOn, dated.startedOn + 40 * 366)
		.slice(0, count)
		.map(term => formatDay(term.endsOn))
}

const textOf = (day: Day | null): string | null => (day === null ? null : formatDay(day))

describe('terms', () => {
	it.each([
		[
			'monthly on the 31st',
			'2024-01-31',
			'2024-02-29',
			['2024-02-29', '2024-03-31', '2024-04-30', '2024-05-31'],
		],
		[
			'yearly from 29 February',
			'2024-02-29',
			'2025-02-28',
			['2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29'],
		],
		['yearly', '2024-01-01', '2025-01-01', ['2025-01-01', '2026-01-01', '2027-01-01']],
		[
			'yearly, written by its last day',
			'2024-01-01',
			'2024-12-31',
			['2024-12-31', '2025-12-31', '2026-12-31'],
		],
		[
			'monthly, written by its last day',
			'2024-02-01',
			'2024-02-29',
			['2024-02-29', '2024-03-31', '2024-04-30'],
		],
		['three years', '2024-03-15', '2027-03-15', ['2027-03-15', '2030-03-15', '2033-03-15']],
		['a quarter', '2024-11-30', '2025-02-28', ['2025-02-28', '2025-05-30', '2025-08-30', '2025-11-30']],
		[
			'to an odd date: nearest months from it',
			'2024-01-10',
			'2024-12-31',
			['2024-12-31', '2025-12-31', '2026-12-31'],
		],
		['two weeks', '2024-01-01', '2024-01-15', ['2024-01-15', '2024-01-29', '2024-02-12']],
	])('%s', (_, startedOn, termEndsOn, ends) => {
		expect(endsOf(startedOn, termEndsOn, ends.length)).toEqual(ends)
	})
	it('tile 30 years without gap or overlap, and every day has the term that holds it', () => {
		const start = fc.integer({ min: dayOf(2000, 1, 1), max: dayOf(2025, 12, 31) })
		fc.assert(
			fc.property(
				start,
				fc.integer({ min: 1, max: 1200 }),
				fc.integer({ min: 0, max: 10_957 }),
				(from, days, later) => {
					const dated = { startedOn: from, termEndsOn: from + days, autoRenews: true }
					const terms = termsBetween(dated, from, from + 10_957)
					expect(terms[0]).toEqual({ index: 0, startsOn: from, endsOn: from + days })
					const wrong = terms.filter(
						(term, index) =>
							term.endsOn <= term.startsOn ||
							term.index !== index ||
							(index > 0 && term.startsOn !== terms[index - 1]?.endsOn),
					)
					expect(wrong).toEqual([])
					expect(terms.at(-1)?.endsOn).toBeGreaterThanOrEqual(from + 10_957)
					const day = from + later
					const expected = terms.find(term => term.endsOn >= day)?.endsOn
					expect(nextTermEnd(dated, day)).toBe(expected)
				},
			),
			{ seed: 11, numRuns: 600 },
		)
	})
	it('keep the day of the month for 30 years where a term is whole months', () => {
		for (const [startedOn, months] of [
			['2024-01-31', 1],
			['2024-01-30', 3],
			['2024-02-29', 12],
			['2023-08-31', 6],
		] as const) {
			const start = getDay(startedOn)
			const [year, month, dayOfMonth] = startedOn.split('-').map(Number) as [number, number, number]
			const expected = Array.from({ length: Math.floor(360 / months) }, (_, index) => {
				const lastOfMonth = dayOf(year, month + (index + 1) * months + 1, 1) - 1
				const wanted = dayOf(year, month + (index + 1) * months, 1) + dayOfMonth - 1
				return Math.min(wanted, lastOfMonth)
			})
			const dated = { startedOn: start, termEndsOn: expected[0] ?? 0, autoRenews: true }
			const ends = termsBetween(dated, start, start + 31 * 366).map(term => term.endsOn)
			expect(ends.slice(0, expected.length)).toEqual(expected)
		}
	})
	it('do not roll where the contract does not renew by itself', () => {
		const fixed = line('2024-01-01', '2025-01-01', false)
		expect(textOf(nextTermEnd(fixed, getDay('2025-01-01')))).toBe('2025-01-01')
		expect(nextTermEnd(fixed, getDay('2025-01-02'))).toBeNull()
		expect(isOutOfContract(fixed, getDay('2025-01-01'))).toBe(false)
		expect(isOutOfContract(fixed, getDay('2025-01-02'))).toBe(true)
		expect(isOutOfContract(line('2024-01-01', '2025-01-01'), getDay('2030-01-01'))).toBe(false)
	})
	it('are none for an open-ended line or an end that is not after the start', () => {
		expect(nextTermEnd(line('2024-01-01', null), getDay('2024-05-01'))).toBeNull()
		expect(nextTermEnd(line('2024-01-01', '2024-01-01'), getDay('2024-05-01'))).toBeNull()
	})
	it('have a notice date, on which the decision of an auto-renewing line falls', () => {
		const end = getDay('2025-01-31')
		expect(textOf(noticeOn({ noticeDays: 30 }, end))).toBe('2025-01-01')
		expect(noticeOn({ noticeDays: null }, end)).toBeNull()
		expect(textOf(decisionOn({ noticeDays: 30, autoRenews: true }, end))).toBe('2025-01-01')
		expect(textOf(decisionOn({ noticeDays: 30, autoRenews: false }, end))).toBe('2025-01-31')
		expect(textOf(decisionOn({ noticeDays: null, autoRenews: true }, end))).toBe('2025-01-31')
	})
	it.each([
		['2024-02-29', '2027-02-28', ['2025-02-28', '2026-02-28']],
		['2024-01-01', '2027-01-01', ['2025-01-01', '2026-01-01']],
		['2024-01-01', '2025-01-01', []],
	])('have anniversaries within a term from %s to %s', (startsOn, endsOn, days) => {
		expect(anniversariesOf({ startsOn: getDay(startsOn), endsOn: getDay(endsOn) }).map(formatDay)).toEqual(
			days,
		)
	})
	it.each([
		['2024-02-29', '2027-02-28', false, '2025-02-27', '2025-02-28'],
		['2024-02-29', '2027-02-28', false, '2025-02-28', '2025-02-28'],
		['2024-02-29', '2027-02-28', false, '2025-03-01', '2026-02-28'],
		['2024-02-29', '2027-02-28', false, '2026-03-01', null],
		['2024-02-29', '2027-02-28', false, '2027-06-01', null],
		['2024-02-29', '2027-02-28', true, '2027-06-01', '2028-02-29'],
		['2024-01-01', '2025-01-01', true, '2024-06-01', null],
	])('from %s to %s (renews by itself: %s) have on %s as their next anniversary %s', (...row) => {
		const [startsOn, endsOn, autoRenews, day, expected] = row
		expect(textOf(nextAnniversary(line(startsOn, endsOn, autoRenews), getDay(day)))).toBe(expected)
	})
})

describe('next renewal of an account', () => {
	function renewalOn(day: string, ...rows: SubscriptionRow[]) {
		const facts = rows.flatMap(subscriptionFacts).sort((one, other) => one.occurredOn - other.occurredOn)
		const next = nextRenewalOn(linesAsOf(facts, getDay(day)), getDay(day))
		return next && [next.line.id, formatDay(next.renewsOn), textOf(next.noticeOn), formatDay(next.decidesOn)]
	}
	it('is the earliest term end among lines that pay', () => {
		const rows: SubscriptionRow[] = [
			{
				id: 'a',
				startedOn: '2024-01-01',
				body: { term_ends_on: '2025-01-01', auto_renews: true, notice_days: 60 },
			},
			{ id: 'b', startedOn: '2024-03-01', body: { term_ends_on: '2024-09-01' } },
			{ id: 'free', startedOn: '2024-01-01', body: { term_ends_on: '2024-06-01', unit_price: '0' } },
			{ id: 'gift', startedOn: '2024-01-01', body: { term_ends_on: '2024-06-01', discount_percent: '100' } },
		]
		expect(renewalOn('2024-05-01', ...rows)).toEqual(['b', '2024-09-01', null, '2024-09-01'])
		expect(renewalOn('2024-09-01', ...rows)).toEqual(['b', '2024-09-01', null, '2024-09-01'])
		expect(renewalOn('2024-09-02', ...rows)).toEqual(['a', '2025-01-01', '2024-11-02', '2024-11-02'])
		expect(renewalOn('2025-01-02', ...rows)).toEqual(['a', '2026-01-01', '2025-11-02', '2025-11-02'])
	})
	it('is none for a line without a term, an ended one, or one past its term', () => {
		expect(renewalOn('2024-05-01', { startedOn: '2024-01-01' })).toBeNull()
		const term = { term_ends_on: '2025-01-01', auto_renews: true }
		expect(renewalOn('2024-05-01', { startedOn: '2024-01-01', endedOn: '2024-04-01', body: term })).toBeNull()
		expect(
			renewalOn('2025-05-01', { startedOn: '2024-01-01', body: { term_ends_on: '2025-01-01' } }),
		).toBeNull()
	})
	it('is that of the new version once it started', () => {
		const rows = [
			{ startedOn: '2024-01-01', body: { term_ends_on: '2025-01-01', auto_renews: true } },
			{ startedOn: '2024-10-01', body: { term_ends_on: '2026-10-01', auto_renews: true } },
		]
		expect(renewalOn('2024-09-30', ...rows)?.[1]).toBe('2025-01-01')
		expect(renewalOn('2024-10-01', ...rows)?.[1]).toBe('2026-10-01')
	})
})
