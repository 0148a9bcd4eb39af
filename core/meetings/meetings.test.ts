import { describe, expect, it } from 'vitest'
import type { Fact, FactBody } from '../model/fact.ts'
import type { UsageHistory, UsageMeasure } from '../model/usage-history.ts'
import { formatDay, getDay } from '../time/day.ts'
import { comparedPeriods } from './compared-periods.ts'
import { packStateOf, reviewPeriodOf } from './review-period.ts'
import { sumUsage } from './sum-usage.ts'
import { openTicketsOf, summarizeSupport } from './summarize-support.ts'

const quarter = { from: getDay('2026-04-01'), to: getDay('2026-06-30') }

describe('review periods', () => {
	it.each([
		['2026-05-14', 4, '2026-04-01', '2026-06-30'],
		['2026-05-14', 2, '2026-01-01', '2026-06-30'],
		['2026-12-31', 2, '2026-07-01', '2026-12-31'],
		['2026-05-14', 1, '2026-01-01', '2026-12-31'],
		['2024-02-29', 12, '2024-02-01', '2024-02-29'],
	])('%s with %d a year', (day, count, from, to) => {
		expect(reviewPeriodOf(getDay(day), count)).toEqual({ from: getDay(from), to: getDay(to) })
	})
	it('owe none where the service level has none', () => {
		expect(reviewPeriodOf(quarter.from, 0)).toBeNull()
	})
	it.each([
		['2026-04-01', false, 'held'],
		['2026-06-30', true, 'held'],
		['2026-03-31', true, 'prepared'],
		['2026-03-31', false, 'due'],
		[null, true, 'prepared'],
	] as const)('held on %s, prepared %s: %s', (heldOn, isPrepared, state) => {
		expect(packStateOf(quarter, { heldOn: heldOn && getDay(heldOn), isPrepared })).toBe(state)
	})
})

describe('compared periods', () => {
	it('are whole quarters once the quarter is over', () => {
		const { before, asOf, months, isComplete } = comparedPeriods(quarter, getDay('2026-08-01'))
		expect([formatDay(before.from), formatDay(before.to), formatDay(asOf)]).toEqual([
			'2026-01-01',
			'2026-03-31',
			'2026-06-30',
		])
		expect([months.length, isComplete]).toEqual([6, true])
	})
	it('have as many days while it runs', () => {
		const { before, now, months } = comparedPeriods(quarter, getDay('2026-05-10'))
		expect(before.to - before.from).toBe(now.to - now.from)
		expect(months.map(({ to }) => formatDay(to)).at(-1)).toBe('2026-05-10')
	})
	it('never let the period before run into the quarter', () => {
		const first = { from: getDay('2026-04-01'), to: getDay('2026-06-30') }
		expect(comparedPeriods(first, getDay('2026-06-30') - 0).before.to).toBe(getDay('2026-03-31'))
		expect(comparedPeriods(first, getDay('2026-06-29')).before.to).toBe(getDay('2026-03-31'))
	})
})

const measures: UsageMeasure[] = [
	{ measureId: 0, event: 'report', property: null, firstOn: 0, kind: 'usage' },
	{ measureId: 1, event: 'report', property: 'rows', firstOn: 0, kind: 'usage' },
]

function usageOf(
	rows: [day: string, measure: number, user: number, value: number, lag?: number][],
): UsageHistory {
	return {
		length: rows.length,
		days: Int32Array.from(rows.map(([day]) => getDay(day))),
		measures: Uint16Array.from(rows.map(([, measure]) => measure)),
		users: Uint32Array.from(rows.map(([, , user]) => user)),
		values: Float64Array.from(rows.map(([, , , value]) => value)),
		lags: Uint16Array.from(rows.map(([, , , , lag]) => lag ?? 0)),
	}
}

describe('usage of a quarter', () => {
	const periods = comparedPeriods(quarter, getDay('2026-08-01'))
	const rows = usageOf([
		['2026-02-10', 0, 1, 4],
		['2026-04-01', 0, 1, 2],
		['2026-04-01', 1, 1, 999],
		['2026-06-30', 0, 2, 3],
		['2026-06-30', 0, 3, 7, 1],
	])
	it('counts events and people, without other measures and what was known later', () => {
		const sum = sumUsage(rows, measures, [], periods, getDay('2026-06-30'))
		expect(sum.features).toEqual([{ event: 'report', now: 5, before: 4, months: [null, 4, 0, 2, 0, 3] }])
		expect([sum.users.now, sum.users.before]).toEqual([2, 1])
	})
	it('knows nothing before the first use, behind the reach, or without any data', () => {
		const late = usageOf([['2026-04-05', 0, 0, 2]])
		const sum = sumUsage(late, measures, ['report', 'share'], periods, getDay('2026-06-30'))
		expect(sum.features.map(({ event, now, before }) => [event, now, before])).toEqual([
			['report', 2, null],
			['share', 0, null],
		])
		expect(sum.users.now).toBeNull()
		const behind = sumUsage(rows, measures, ['report'], periods, getDay('2026-03-31'))
		expect([behind.features[0]?.now, behind.features[0]?.before]).toEqual([null, 4])
		const none = sumUsage(undefined, measures, ['report'], periods, null)
		expect([none.features[0]?.now, none.users.now, none.firstUseOn]).toEqual([null, null, null])
	})
})

function ticket(part: 'opened' | 'resolved', id: string, on: string, body: FactBody): Fact {
	const occurredOn = getDay(on)
	return {
		kind: 'ticket',
		part,
		source: 'desk',
		externalId: id,
		version: 1,
		occurredOn,
		knownOn: occurredOn,
		supersededOn: null,
		body,
	}
}

describe('support', () => {
	const facts = [
		ticket('opened', 'a', '2026-04-02', { opened_at: '2026-04-02T00:00:00Z', subject: 'Slow' }),
		ticket('resolved', 'a', '2026-04-04', { resolved_at: '2026-04-03T12:00:00Z', satisfaction: 4 }),
		ticket('opened', 'b', '2026-03-30', {}),
		ticket('resolved', 'b', '2026-04-02', {}),
		ticket('opened', 'c', '2026-06-30', { subject: 'Export' }),
		ticket('resolved', 'c', '2026-07-02', { satisfaction: 1 }),
	]
	it('takes what was known at the end of the quarter', () => {
		expect(summarizeSupport(facts, quarter, quarter.to)).toEqual({
			opened: 2,
			resolved: 2,
			// 1.5 days, and 3 where only days are known.
			medianDaysToResolve: 2.25,
			satisfaction: { mean: 4, answers: 1 },
		})
		expect(openTicketsOf(facts, quarter.to).map(({ subject }) => subject)).toEqual(['Export'])
	})
	it('has no median and no mean of nothing', () => {
		const none = summarizeSupport([], quarter, quarter.to)
		expect(none).toMatchObject({ opened: 0, medianDaysToResolve: null, satisfaction: { mean: null } })
	})
})
