import { describe, expect, it } from 'vitest'
import { payingSpells } from '../churn/paying-spells.ts'
import type { Conversion } from '../contracts/account-mrr.ts'
import { linesAsOf } from '../contracts/subscription-line.ts'
import type { Fact, FactBody } from '../model/fact.ts'
import { RenewalSettings } from '../model/renewal.ts'
import { type Day, formatDay, getDay } from '../time/day.ts'
import { contractTermsOf } from './contract-terms.ts'
import { listDecisions } from './list-decisions.ts'

const conversion: Conversion = { currency: 'USD', rateOf: () => null }
const settings = RenewalSettings.parse({})

interface Line {
	id: string
	startedOn: string
	termEndsOn?: string
	endedOn?: string
	body?: FactBody
}

function factsOf({ id, startedOn, termEndsOn, endedOn, body }: Line): Fact[] {
	const externalId = `${id}|${startedOn}`
	const fact = (part: string, on: Day, content: FactBody): Fact => ({
		kind: 'subscription',
		part,
		source: 'test',
		externalId,
		version: 1,
		occurredOn: on,
		knownOn: on,
		supersededOn: null,
		body: content,
	})
	const began = fact('began', getDay(startedOn), {
		product: 'Core',
		unit_price: '100',
		quantity: '1',
		currency: 'USD',
		billing_interval: 'month',
		term_ends_on: termEndsOn ?? null,
		...body,
	})
	return endedOn ? [began, fact('ended', getDay(endedOn), { ended_on: endedOn })] : [began]
}

function decisionsOf(lines: readonly Line[], asOf: string) {
	const facts = lines.flatMap(factsOf)
	const day = getDay(asOf)
	const held = linesAsOf(facts, day)
	const openFrom = Math.min(...held.map(({ startedOn }) => startedOn))
	const terms = contractTermsOf(held, openFrom, day, conversion)
	return listDecisions({ asOf: day, openFrom, terms, records: [], ownerEmail: null }, settings)
}

describe('decisions', () => {
	it('are dated by the notice date of a contract that renews by itself', () => {
		const line = {
			id: 'S1',
			startedOn: '2024-01-01',
			termEndsOn: '2025-01-01',
			body: { auto_renews: true, notice_days: 60 },
		}
		const [first, second] = decisionsOf([line], '2026-01-10')
		expect(formatDay(first!.decidesOn)).toBe('2024-11-02')
		expect(formatDay(first!.endsOn)).toBe('2025-01-01')
		expect(first).toMatchObject({ outcome: 'renewed', termDays: 366 })
		expect(second).toMatchObject({ outcome: 'renewed', termDays: 365 })
	})
	it('that an early churn pre-empted are dated by the term, and churned', () => {
		const line = { id: 'S1', startedOn: '2024-01-01', termEndsOn: '2025-01-01', endedOn: '2024-06-15' }
		const [only, ...more] = decisionsOf([line], '2025-06-01')
		expect(more).toEqual([])
		expect(formatDay(only!.decidesOn)).toBe('2025-01-01')
		expect(only!.outcome).toBe('churned')
		expect(formatDay(only!.closedOn!)).toBe('2024-06-15')
	})
	it('have no outcome before it is known', () => {
		const line = { id: 'S1', startedOn: '2024-01-01', termEndsOn: '2025-01-01' }
		expect(decisionsOf([line], '2024-12-31')).toEqual([])
		expect(decisionsOf([line], '2025-01-20')).toMatchObject([{ outcome: null, closedOn: null }])
	})
	it('of an account with a thousand subscriptions are all found', () => {
		const lines = Array.from({ length: 1_000 }, (_, index) => ({
			id: `S${index}`,
			startedOn: '2024-01-01',
			termEndsOn: formatDay(getDay('2024-08-01') + (index % 200)),
			endedOn: formatDay(getDay('2024-08-01') + (index % 200)),
		}))
		const decisions = decisionsOf(lines, '2025-06-01')
		expect(decisions).toHaveLength(200)
		expect(decisions.every(({ outcome }) => outcome === 'churned')).toBe(true)
		const held = linesAsOf(lines.flatMap(factsOf), getDay('2025-06-01'))
		const spells = payingSpells(held, conversion, getDay('2025-06-01'))
		expect(spells).toEqual([{ startsOn: getDay('2024-01-01'), endsOn: getDay('2025-02-16') }])
	})
})

describe('paying spells', () => {
	it('end where all lines have, and begin again', () => {
		const lines = [
			{ id: 'S1', startedOn: '2024-01-01', endedOn: '2024-03-01' },
			{ id: 'S2', startedOn: '2024-02-01', endedOn: '2024-04-01' },
			{ id: 'S3', startedOn: '2024-06-01' },
		]
		const held = linesAsOf(lines.flatMap(factsOf), getDay('2025-01-01'))
		expect(payingSpells(held, conversion, getDay('2025-01-01'))).toEqual([
			{ startsOn: getDay('2024-01-01'), endsOn: getDay('2024-04-01') },
			{ startsOn: getDay('2024-06-01'), endsOn: null },
		])
	})
	it('go on where the price is not known', () => {
		const line = { id: 'S1', startedOn: '2024-01-01', body: { unit_price: null } }
		const held = linesAsOf(factsOf(line), getDay('2025-01-01'))
		expect(payingSpells(held, conversion, getDay('2025-01-01'))).toEqual([
			{ startsOn: getDay('2024-01-01'), endsOn: null },
		])
	})
})
