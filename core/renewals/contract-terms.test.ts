import { describe, expect, it } from 'vitest'
import type { Conversion } from '../contracts/account-mrr.ts'
import { linesAsOf } from '../contracts/subscription-line.ts'
import type { Fact, FactBody } from '../model/fact.ts'
import { getDay } from '../time/day.ts'
import { contractTermsOf } from './contract-terms.ts'
import { cancellationNoticesOf, renewalRecordsOf } from './renewal-records.ts'

const conversion: Conversion = { currency: 'USD', rateOf: () => null }
const day = getDay

function fact(
	kind: Fact['kind'],
	part: string,
	externalId: string,
	occurredOn: string,
	body: FactBody,
): Fact {
	return {
		kind,
		part,
		externalId,
		body,
		source: 'files',
		version: 1,
		occurredOn: day(occurredOn),
		knownOn: day(occurredOn),
		supersededOn: null,
	}
}

function began(id: string, on: string, body: FactBody): Fact {
	const usual = { product: 'Gold', unit_price: '4000', currency: 'USD', billing_interval: 'month' }
	return fact('subscription', 'began', `${id}|${on}`, on, { ...usual, ...body })
}

function termsOf(facts: Fact[], asOf: string, from = '2025-01-01') {
	return contractTermsOf(linesAsOf(facts, day(asOf)), day(from), day(asOf), conversion)
}

describe('contract terms', () => {
	it('roll on where they renew by themselves, with the ARR of the line', () => {
		const facts = [began('s1', '2024-06-15', { term_ends_on: '2025-06-15', auto_renews: true })]
		expect(termsOf(facts, '2026-01-01').map(term => [term.startsOn, term.termEndsOn])).toEqual([
			[day('2024-06-15'), day('2025-06-15')],
			[day('2025-06-15'), day('2026-06-15')],
		])
		expect(termsOf(facts, '2026-01-01')[0]).toMatchObject({
			lineId: 's1',
			product: 'Gold',
			arrMinor: 4_800_000n,
			currency: 'USD',
			endedOn: null,
		})
	})

	it('stop with the end, the next version, or a status that ends payment', () => {
		const line = began('s1', '2025-01-01', { term_ends_on: '2026-01-01', auto_renews: true })
		const ended = fact('subscription', 'ended', 's1|2025-01-01', '2025-09-01', {})
		expect(termsOf([line, ended], '2025-08-31')[0]?.endedOn).toBeNull()
		expect(termsOf([line, ended], '2025-12-01')).toMatchObject([
			{ endedOn: day('2025-09-01'), arrMinor: 4_800_000n },
		])
		expect(termsOf([line, ended], '2026-03-01')).toHaveLength(1)
		const upgrade = began('s1', '2025-05-01', { term_ends_on: '2026-01-01', unit_price: '5000' })
		expect(termsOf([line, upgrade], '2025-06-01')).toMatchObject([
			{ startsOn: day('2025-01-01'), endedOn: day('2025-05-01'), arrMinor: 4_800_000n },
			{ startsOn: day('2025-05-01'), endedOn: null, arrMinor: 6_000_000n },
		])
		const status = fact('subscription', 'status', 's1|2025-01-01', '2025-03-01', { status: 'cancelled' })
		expect(termsOf([line, status], '2025-04-01')).toMatchObject([{ endedOn: day('2025-03-01') }])
	})

	it('leave out what never pays and know an unknown price', () => {
		expect(
			termsOf([began('s1', '2025-01-01', { term_ends_on: '2026-01-01', unit_price: '0' })], '2025-06-01'),
		).toEqual([])
		const trial = began('s1', '2025-01-01', { term_ends_on: '2026-01-01', trial_ends_on: '2025-02-01' })
		expect(termsOf([trial], '2025-06-01')).toMatchObject([{ arrMinor: 4_800_000n }])
		const foreign = began('s1', '2025-01-01', { term_ends_on: '2026-01-01', currency: 'EUR' })
		expect(termsOf([foreign], '2025-06-01')).toMatchObject([{ arrMinor: null }])
		expect(termsOf([began('s1', '2025-01-01', {})], '2025-06-01')).toMatchObject([{ termEndsOn: null }])
	})
})

describe('renewals records', () => {
	const due = fact('renewal', 'due', 'r1', '2026-01-01', {
		renewal_on: '2026-01-01',
		subscription_id: 's1',
		target_amount: '48000',
		currency: 'USD',
	})
	const closed = fact('renewal', 'closed', 'r1', '2026-01-10', {
		outcome: 'renewed',
		final_amount: '50000.50',
		currency: 'USD',
		closed_on: '2026-01-10',
	})

	it('have their outcome from the day that it was known', () => {
		expect(renewalRecordsOf([due, closed], day('2026-01-09'), 'USD')).toEqual([
			{
				recordId: 'r1',
				lineId: 's1',
				renewalOn: day('2026-01-01'),
				targetMinor: 4_800_000n,
				currency: 'USD',
				outcome: null,
				finalMinor: null,
				closedOn: null,
				reason: null,
				competitor: null,
			},
		])
		expect(renewalRecordsOf([due, closed], day('2026-01-10'), 'USD')[0]).toMatchObject({
			outcome: 'renewed',
			finalMinor: 5_000_050n,
			closedOn: day('2026-01-10'),
		})
		expect(renewalRecordsOf([due, closed], day('2026-01-10'), 'EUR')[0]).toMatchObject({
			targetMinor: null,
			finalMinor: null,
		})
	})

	it('and notices count once they are known', () => {
		const notice = fact('cancellation', 'notified', 'c1', '2025-11-01', {
			effective_on: '2026-01-01',
			reason: 'price',
		})
		expect(cancellationNoticesOf([notice], day('2025-10-31'))).toEqual([])
		expect(cancellationNoticesOf([notice], day('2025-11-01'))).toEqual([
			{ effectiveOn: day('2026-01-01'), reason: 'price', competitor: null },
		])
	})
})
