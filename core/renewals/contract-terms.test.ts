import { describe, expect, it } from 'vitest'
import type { Conversion } from '../contracts/account-mrr.ts'
import { linesAsOf } from '../contracts/subscription-line.ts'
import type { Fact, FactBody } from '../model/fact.ts'
import { formatDay, getDay } from '../time/day.ts'
import { contractTermsOf, signedTermsOf } from './contract-terms.ts'
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

	it('go on in a version without a term of its own: a new price after the term has passed', () => {
		const line = began('s1', '2024-06-01', { term_ends_on: '2025-06-01' })
		const dearer = began('s1', '2025-08-01', { term_ends_on: '2025-06-01', unit_price: '5000' })
		const closed = fact('subscription', 'ended', 's1|2024-06-01', '2025-08-01', {})
		expect(termsOf([line, closed, dearer], '2025-09-01')).toMatchObject([
			{ termEndsOn: day('2025-06-01'), endedOn: null },
		])
		const gone = fact('subscription', 'ended', 's1|2025-08-01', '2025-10-01', {})
		expect(termsOf([line, closed, dearer, gone], '2025-11-01')).toMatchObject([
			{ endedOn: day('2025-10-01') },
		])
		const free = began('s1', '2025-08-01', { term_ends_on: '2025-06-01', unit_price: '0' })
		expect(termsOf([line, closed, free], '2025-09-01')).toMatchObject([{ endedOn: day('2025-08-01') }])
		const later = began('s1', '2025-09-01', { term_ends_on: '2025-06-01' })
		expect(termsOf([line, closed, later], '2025-10-01')).toMatchObject([{ endedOn: day('2025-08-01') }])
	})

	it('are known from their signature on, where the source says when that was', () => {
		const line = began('s1', '2025-01-01', { term_ends_on: '2026-01-01', signed_on: '2024-12-15' })
		const signed = {
			...began('s1', '2026-01-01', {
				term_ends_on: '2027-01-01',
				unit_price: '5000',
				signed_on: '2025-11-20',
			}),
			knownOn: day('2025-11-20'),
		}
		expect(signedTermsOf([line, signed], day('2025-11-19'), conversion)).toEqual([])
		expect(signedTermsOf([line, signed], day('2025-11-20'), conversion)).toMatchObject([
			{ startsOn: day('2026-01-01'), signedOn: day('2025-11-20'), arrMinor: 6_000_000n },
		])
		const taken = { ...signed, supersededOn: day('2025-12-01') }
		expect(signedTermsOf([line, taken], day('2025-12-01'), conversion)).toEqual([])
		expect(signedTermsOf([line, signed], day('2026-01-01'), conversion)).toEqual([])
		expect(termsOf([line, signed], '2026-01-01').map(({ signedOn }) => signedOn)).toEqual([
			day('2024-12-15'),
			day('2025-11-20'),
		])
		const early = { ...began('s1', '2026-01-01', { term_ends_on: '2027-01-01' }), knownOn: day('2025-12-05') }
		expect(signedTermsOf([line, early], day('2025-12-31'), conversion)).toMatchObject([
			{ signedOn: day('2025-12-05') },
		])
	})

	it('with an amount that nobody pays are of unknown amount', () => {
		const slip = { term_ends_on: '2026-01-01', unit_price: '9999999999999', quantity: '1000' }
		expect(termsOf([began('s1', '2025-01-01', slip)], '2025-06-01')).toMatchObject([{ arrMinor: null }])
		const most = { term_ends_on: '2026-01-01', unit_price: '800000000000' }
		expect(termsOf([began('s1', '2025-01-01', most)], '2025-06-01')).toMatchObject([
			{ arrMinor: 960_000_000_000_000n },
		])
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
		expect(renewalRecordsOf([due, closed], day('2026-01-09'), conversion)).toEqual([
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
		expect(renewalRecordsOf([due, closed], day('2026-01-10'), conversion)[0]).toMatchObject({
			outcome: 'renewed',
			finalMinor: 5_000_050n,
			closedOn: day('2026-01-10'),
		})
		expect(
			renewalRecordsOf([due, closed], day('2026-01-10'), { ...conversion, currency: 'EUR' })[0],
		).toMatchObject({
			targetMinor: null,
			finalMinor: null,
		})
	})

	it('are in the reporting currency, at the rate that the line has', () => {
		const rates: Record<string, bigint> = { '2025-01-01': 110n, '2026-01-01': 130n }
		const converted: Conversion = {
			currency: 'USD',
			rateOf: (_, on) => {
				const hundredths = rates[formatDay(on)]
				return hundredths === undefined ? null : { numerator: hundredths, denominator: 100n }
			},
		}
		const euros = (part: Fact) => ({ ...part, body: { ...part.body, currency: 'EUR' } })
		const line = began('s1', '2025-01-01', { term_ends_on: '2026-01-01', currency: 'EUR' })
		const asOf = day('2026-01-10')
		const amounts = (facts: Fact[], made = converted) =>
			renewalRecordsOf(facts, asOf, made).map(({ targetMinor, finalMinor }) => [targetMinor, finalMinor])
		expect(amounts([line, euros(due), euros(closed)])).toEqual([[5_280_000n, 5_500_055n]])
		// Without a line the rate of its own date; without any rate it is unknown.
		expect(amounts([euros(due), euros(closed)])).toEqual([[6_240_000n, 6_500_065n]])
		expect(amounts([euros(due), euros(closed)], conversion)).toEqual([[null, null]])
	})

	it.each(['-48000', '99999999999999999999', 'many'])('have no amount of %s', amount => {
		const wrong = { ...due, body: { ...due.body, target_amount: amount } }
		expect(renewalRecordsOf([wrong], day('2026-01-01'), conversion)).toMatchObject([{ targetMinor: null }])
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
