import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mrrToMinor } from '../money/amount.ts'
import { parseDecimal } from '../money/decimal.ts'
import { type BillingInterval, type LinePrice, lineMrrUnits, one, rationalOf } from './line-mrr.ts'

function decimal(text: string) {
	const value = parseDecimal(text)
	if (!value) throw new Error(`no decimal: ${text}`)
	return value
}

function price(
	unitPrice: string,
	interval: BillingInterval,
	quantity = '1',
	discountPercent = '0',
	intervalCount = 1,
): LinePrice {
	return {
		unitPrice: decimal(unitPrice),
		quantity: decimal(quantity),
		discountPercent: decimal(discountPercent),
		currency: 'USD',
		interval,
		intervalCount,
	}
}

describe('lineMrrUnits', () => {
	it.each([
		['4 × Gold yearly at 500', price('500', 'year', '4'), 166_666_667n, 16_667n],
		['2 × Silver monthly at 30', price('30', 'month', '2'), 600_000_00n, 6_000n],
		['3 × Gold monthly at 50', price('50', 'month', '3'), 150_000_000n, 15_000n],
		['120 a year less 10 %', price('120', 'year', '1', '10'), 9_000_000n, 900n],
		['300 a quarter', price('300', 'quarter'), 100_000_000n, 10_000n],
		['12 a week', price('12', 'week'), 52_000_000n, 5_200n],
		['1 a day', price('1', 'day'), 30_416_667n, 3_042n],
		['600 every 6 months', price('600', 'month', '1', '0', 6), 100_000_000n, 10_000n],
		['2400 every 2 years', price('2400', 'year', '1', '0', 2), 100_000_000n, 10_000n],
		['half a seat', price('10', 'month', '0.5'), 5_000_000n, 500n],
		['a price below a cent', price('0.0035', 'month', '1000'), 3_500_000n, 350n],
		['all of it off', price('100', 'month', '1', '100'), 0n, 0n],
	])('%s', (_, line, units, minor) => {
		expect(lineMrrUnits(line, 'USD', one)).toBe(units)
		expect(mrrToMinor(units)).toBe(minor)
	})
	it('adds 100 monthly at 100 and 50 yearly at 600 up to 12,500', () => {
		const total =
			lineMrrUnits(price('100', 'month', '100'), 'USD', one) +
			lineMrrUnits(price('600', 'year', '50'), 'USD', one)
		expect(mrrToMinor(total)).toBe(1_250_000n)
	})
	it.each([
		['0.000001', 'even below stays', 1n],
		['0.0000005', 'half to even 0', 0n],
		['0.0000015', 'half to even 2', 2n],
		['0.0000025', 'half to even 2', 2n],
	])('rounds %s half to even once: %s', (text, _, units) => {
		expect(lineMrrUnits(price(text, 'month'), 'USD', one)).toBe(units)
	})
	it('converts exactly, to a currency with other digits too', () => {
		const rate = rationalOf(decimal('1.0825'))
		expect(lineMrrUnits(price('99.99', 'month'), 'USD', rate)).toBe(108_239_175n)
		expect(lineMrrUnits(price('10', 'month'), 'JPY', rationalOf(decimal('150.5')))).toBe(15_050_000n)
	})
	it('is one twelfth of twelve months however it is billed', () => {
		const cents = fc.integer({ min: 0, max: 10_000_000 })
		fc.assert(
			fc.property(cents, fc.integer({ min: 1, max: 500 }), (amount, quantity) => {
				const text = (amount / 100).toFixed(2)
				const monthly = lineMrrUnits(price(text, 'month', String(quantity)), 'USD', one)
				const yearly = lineMrrUnits(
					price(((amount * 12) / 100).toFixed(2), 'year', String(quantity)),
					'USD',
					one,
				)
				expect(yearly).toBe(monthly)
			}),
			{ seed: 3, numRuns: 500 },
		)
	})
})
