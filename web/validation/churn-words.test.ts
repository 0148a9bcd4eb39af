import { describe, expect, it } from 'vitest'
import { churnCsv, sayReason, shortList, strongestReasons, sumReasons } from './churn-words.ts'

const reason = (name: string, contribution: number, value: number | null = 3) => ({
	metric: name.toLowerCase(),
	name,
	unit: 'count',
	value,
	contribution,
})
const row = {
	account_id: 'a1',
	name: 'Acme',
	segment: 'growth',
	owner_email: 'csm@example.com',
	arr: '1200.00',
	renewal_on: '2026-12-01',
	score: 55,
	band: 'At risk',
	level: 'watch' as const,
	as_of: '2026-11-01',
	predictor_version: 2,
	method: 'logistic' as const,
	probability: 0.25,
	low: 0.1,
	high: 0.5,
	base: -2,
	reasons: [reason('Logins', 1.4), reason('Goals', -0.6), reason('Tickets', 0.1, null)],
}

describe('reasons of a churn probability', () => {
	it('stand by side, the strongest first', () => {
		expect(strongestReasons(row, 'leaving').map(({ name }) => name)).toEqual(['Logins', 'Tickets'])
		expect(strongestReasons(row, 'staying').map(({ name }) => name)).toEqual(['Goals'])
	})
	it('sum with the base to the log-odds', () => {
		expect(sumReasons(row)).toBeCloseTo(-1.1, 9)
	})
	it('say that a value is not known instead of zero', () => {
		expect(sayReason(row.reasons[2]!, 'USD')).toBe('Tickets: not known')
		expect(sayReason(row.reasons[0]!, 'USD')).toBe('Logins: 3')
	})
	it('call what stands for many metrics by its name, and never a reason of its own', () => {
		const rest = { ...reason('Rest', 0.8, null), name: 'All other metrics together' }
		expect(sayReason(rest, 'USD')).toBe('All other metrics together')
		expect(strongestReasons({ reasons: [...row.reasons, rest] }, 'leaving')).not.toContain(rest)
		const short = shortList([...row.reasons, rest], 1)
		expect(short.map(({ name }) => name)).toEqual(['Logins', 'All other metrics together'])
		expect(sumReasons({ base: 0, reasons: short })).toBeCloseTo(1.7, 12)
		expect(shortList(row.reasons, 8)).toEqual(row.reasons)
	})
	it('go into a file', () => {
		expect(churnCsv([row], 'USD').split('\r\n')[1]).toBe(
			'a1,Acme,0.25,0.1,0.5,1200.00,USD,2026-12-01,csm@example.com,growth,55,At risk,Logins: 3; Tickets: not known,Goals: 3',
		)
	})
})
