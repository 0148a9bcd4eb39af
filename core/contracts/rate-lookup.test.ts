import { describe, expect, it } from 'vitest'
import { rateLookup } from './rate-lookup.ts'

const lookup = rateLookup([
	{ currency: 'EUR', day: 120, rate: '1.20', knownOn: 120 },
	{ currency: 'EUR', day: 100, rate: '1.10', knownOn: 100 },
	{ currency: 'EUR', day: 100, rate: '1.15', knownOn: 130 },
	{ currency: 'GBP', day: 100, rate: '1.3', knownOn: 100 },
])

describe('rateLookup', () => {
	const cases: [string, string, number, number, string | null][] = [
		['the rate of the day', 'EUR', 120, 120, '120/100'],
		['the latest before it', 'EUR', 119, 119, '110/100'],
		['a correction from when it is known', 'EUR', 119, 130, '115/100'],
		['nothing before the first', 'EUR', 99, 200, null],
		['nothing after a gap of more than 35 days', 'EUR', 156, 200, null],
		['still after exactly 35 days', 'EUR', 155, 200, '120/100'],
		['not what is known only later', 'EUR', 120, 119, '110/100'],
		['nothing of another currency', 'CHF', 120, 120, null],
		['each currency by itself', 'GBP', 120, 120, '13/10'],
	]
	it.each(cases)('%s', (_, currency, day, asOf, expected) => {
		const rate = lookup(currency, day, asOf)
		expect(rate && `${rate.numerator}/${rate.denominator}`).toBe(expected)
	})
	it('refuses text that is no number', () => {
		expect(() => rateLookup([{ currency: 'EUR', day: 1, rate: '1,1', knownOn: 1 }])).toThrow('EUR')
	})
})
