import { describe, expect, it } from 'vitest'
import type { Fact } from '../model/fact.ts'
import { mrrToMinor } from '../money/amount.ts'
import { parseDecimal } from '../money/decimal.ts'
import { formatDay, getDay } from '../time/day.ts'
import { accountMrrOn, type Conversion, seatsOn } from './account-mrr.ts'
import { rationalOf } from './line-mrr.ts'
import { type SubscriptionRow, subscriptionFacts } from './subscription-fact.ts'
import { changeDaysOf, linesAsOf } from './subscription-line.ts'

const dollars: Conversion = { currency: 'USD', rateOf: () => null }

function factsOf(...rows: SubscriptionRow[]): Fact[] {
	return rows.flatMap(subscriptionFacts).sort((one, other) => one.occurredOn - other.occurredOn)
}

/** MRR in cents as of a day, with what is known on it. */
function centsOn(facts: readonly Fact[], text: string, conversion = dollars): bigint | null {
	const day = getDay(text)
	const units = accountMrrOn(linesAsOf(facts, day), day, conversion)
	return units === null ? null : mrrToMinor(units)
}

function gold(unitPrice: string, quantity: string, interval: string) {
	return { unit_price: unitPrice, quantity, billing_interval: interval }
}

describe('MRR of an account', () => {
	it('follows the worked example (a): new, expansion, contraction, churn, reactivation', () => {
		const facts = factsOf(
			{ id: 'g', startedOn: '2024-01-10', endedOn: '2024-06-01', body: gold('500', '4', 'year') },
			{
				id: 's',
				startedOn: '2024-02-01',
				endedOn: '2024-04-01',
				body: { ...gold('30', '2', 'month'), product: 'silver' },
			},
			{ id: 'h', startedOn: '2024-09-01', body: gold('50', '3', 'month') },
		)
		const steps = [
			'2024-01-09',
			'2024-01-10',
			'2024-02-01',
			'2024-03-31',
			'2024-04-01',
			'2024-05-31',
			'2024-06-01',
			'2024-09-01',
		]
		expect(steps.map(day => centsOn(facts, day))).toEqual([
			0n,
			16_667n,
			22_667n,
			22_667n,
			16_667n,
			16_667n,
			0n,
			15_000n,
		])
	})
	it('goes from 100 by churn, contraction and expansion of 10 as in the worked example (b)', () => {
		const customers = [
			factsOf({ startedOn: '2024-01-01', endedOn: '2024-03-15', body: gold('10', '1', 'month') }),
			factsOf(
				{ startedOn: '2024-01-01', body: gold('30', '1', 'month') },
				{ startedOn: '2024-03-15', body: gold('20', '1', 'month') },
			),
			factsOf(
				{ startedOn: '2024-01-01', body: gold('60', '1', 'month') },
				{ startedOn: '2024-03-15', body: gold('70', '1', 'month') },
			),
		]
		expect(customers.map(facts => centsOn(facts, '2024-02-29'))).toEqual([1_000n, 3_000n, 6_000n])
		expect(customers.map(facts => centsOn(facts, '2024-03-31'))).toEqual([0n, 2_000n, 7_000n])
	})
	it('lets a later version supersede from its own start, or leave the gap', () => {
		const versions = factsOf(
			{ startedOn: '2024-01-01', endedOn: '2024-06-15', body: gold('100', '1', 'month') },
			{ startedOn: '2024-06-01', endedOn: '2024-08-01', body: gold('200', '1', 'month') },
			{ startedOn: '2024-09-01', body: gold('300', '1', 'month') },
		)
		const days = [
			'2024-05-31',
			'2024-06-01',
			'2024-06-15',
			'2024-07-31',
			'2024-08-01',
			'2024-08-31',
			'2024-09-01',
		]
		expect(days.map(day => centsOn(versions, day))).toEqual([
			10_000n,
			20_000n,
			20_000n,
			20_000n,
			0n,
			0n,
			30_000n,
		])
	})
	it('never ends with a term', () => {
		const facts = factsOf({ startedOn: '2023-01-01', body: { term_ends_on: '2024-01-01' } })
		expect(centsOn(facts, '2025-06-01')).toBe(10_000n)
	})
	it.each([
		['active', 10_000n],
		['past_due', 10_000n],
		['cancelled', 0n],
		['unpaid', 0n],
		['paused', 0n],
		['trialing', 0n],
	])('counts a line with status %s as %s from its load on', (status, cents) => {
		const facts = factsOf({ startedOn: '2024-01-01', statuses: [['2024-03-10', status]] })
		expect(centsOn(facts, '2024-03-09')).toBe(10_000n)
		expect(centsOn(facts, '2024-03-10')).toBe(cents)
	})
	it('counts again when the status is active again', () => {
		const statuses: [string, string][] = [
			['2024-03-10', 'paused'],
			['2024-05-01', 'active'],
		]
		const facts = factsOf({ startedOn: '2024-01-01', statuses })
		expect(['2024-04-30', '2024-05-01'].map(day => centsOn(facts, day))).toEqual([0n, 10_000n])
	})
	it('leaves trials out until they end, longer where the source says so', () => {
		const trial = { trial_ends_on: '2024-01-15' }
		const plain = factsOf({ startedOn: '2024-01-01', body: trial })
		expect(['2024-01-14', '2024-01-15'].map(day => centsOn(plain, day))).toEqual([0n, 10_000n])
		const early = factsOf({ startedOn: '2024-01-01', body: trial, statuses: [['2024-01-05', 'trialing']] })
		expect(centsOn(early, '2024-01-15')).toBe(10_000n)
		const longer = factsOf({ startedOn: '2024-01-01', body: trial, statuses: [['2024-01-20', 'trialing']] })
		expect(centsOn(longer, '2024-01-21')).toBe(0n)
	})
	it('is unknown, never partial, where one line has no rate or no readable price', () => {
		const euros = factsOf(
			{ startedOn: '2024-01-01' },
			{ id: 's2', startedOn: '2024-01-01', body: { currency: 'EUR' } },
		)
		expect(centsOn(euros, '2024-02-01')).toBeNull()
		const broken = factsOf({ startedOn: '2024-01-01', body: { unit_price: 'ask' } })
		expect(centsOn(broken, '2024-02-01')).toBeNull()
		expect(centsOn(broken, '2023-12-31')).toBe(0n)
	})
	it('keeps the rate of the first version, through versions and renewals without a gap', () => {
		const asked: string[] = []
		const conversion: Conversion = {
			currency: 'USD',
			rateOf: (currency, day) => {
				asked.push(`${currency} ${formatDay(day)}`)
				return rationalOf(
					parseDecimal(formatDay(day).startsWith('2023') ? '1.1' : '1.2') ?? { units: 0n, scale: 0 },
				)
			},
		}
		const euro = { currency: 'EUR' }
		const facts = factsOf(
			{ startedOn: '2023-01-01', body: euro },
			{ startedOn: '2023-07-01', endedOn: '2024-01-01', body: { ...euro, quantity: '2' } },
			{ id: 's2', startedOn: '2024-01-01', endedOn: '2024-06-01', body: euro },
			{ id: 's3', startedOn: '2024-06-02', body: euro },
		)
		const days = ['2023-06-30', '2023-07-01', '2024-01-01', '2024-06-02']
		expect(days.map(day => centsOn(facts, day, conversion))).toEqual([11_000n, 22_000n, 11_000n, 12_000n])
		expect(new Set(asked)).toEqual(new Set(['EUR 2023-01-01', 'EUR 2024-06-02']))
	})
	it('does not know an end before it came, nor a start that was signed early', () => {
		const facts = factsOf({ startedOn: '2024-01-01', endedOn: '2024-06-01' })
		expect(linesAsOf(facts, getDay('2024-05-31'))[0]?.endsOn).toBeNull()
		expect(linesAsOf(facts, getDay('2023-12-31'))).toEqual([])
	})
	it('counts seats of paying lines only where the unit is seats', () => {
		const day = getDay('2024-02-01')
		const seats = { quantity: '12', quantity_unit: 'seats' }
		const facts = factsOf({ startedOn: '2024-01-01', body: seats }, { id: 's2', startedOn: '2024-01-01' })
		expect(seatsOn(linesAsOf(facts, day), day)).toBe(12)
		expect(seatsOn(linesAsOf(factsOf({ startedOn: '2024-01-01' }), day), day)).toBeNull()
	})
	it('names every day on which the MRR of a line can change', () => {
		const row = { startedOn: '2024-01-01', endedOn: '2024-06-01', statuses: [['2024-03-01', 'paused']] }
		const [line] = linesAsOf(factsOf(row as SubscriptionRow), getDay('2024-12-31'))
		expect(line && changeDaysOf(line).map(formatDay)).toEqual(['2024-01-01', '2024-03-01', '2024-06-01'])
	})
})
