import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fact } from '../model/fact.ts'
import { ExpansionSettings, expansionLevers, type Opportunity } from '../model/opportunity.ts'
import { changeOpportunity, leadOf } from './change-opportunity.ts'
import { sourceOpportunities, stageOfLabel, takeFromSource } from './source-opportunities.ts'
import { suggestOpportunity } from './suggest-opportunity.ts'
import { wonProbability, wonRates } from './won-rates.ts'

const settings = ExpansionSettings.parse({})
const day = 20_000

function opportunity(change: Partial<Opportunity> = {}): Opportunity {
	return {
		accountId: 1,
		opportunityId: 'o1',
		origin: 'person',
		lever: 'seats',
		stage: 'identified',
		stageLabel: null,
		amountMinor: 100n,
		source: 'cs',
		isInfluenced: false,
		ownerEmail: null,
		createdOn: day - 10,
		expectedOn: null,
		closedOn: null,
		answers: { need: 'more', decision: 'their CFO' },
		reason: null,
		note: null,
		edited: [],
		...change,
	}
}

describe('a change of an opportunity', () => {
	it.each([
		['a required answer is missing', { answers: { need: 'more' } }, 'opportunity_unanswered'],
		['a required answer is blank', { answers: { need: ' ', decision: 'x' } }, 'opportunity_unanswered'],
		['the amount is unknown', { amountMinor: null }, 'opportunity_amount_missing'],
		['the amount is 0', { amountMinor: 0n }, 'opportunity_amount_missing'],
	])('to won is refused where %s', (_, before, code) => {
		expect(changeOpportunity(opportunity(before), { stage: 'won' }, settings, day)).toMatchObject({
			ok: false,
			code,
		})
	})
	it('of a source asks no questions, and one that is lost needs none', () => {
		const bare = { answers: {} }
		for (const [before, stage] of [
			[opportunity({ ...bare, origin: 'source' }), 'won'],
			[opportunity(bare), 'lost'],
		] as const) {
			expect(changeOpportunity(before, { stage }, settings, day)).toMatchObject({
				ok: true,
				opportunity: { stage, closedOn: day, edited: ['stage'] },
			})
		}
	})
	it('keeps the day it was closed on until it is open again', () => {
		const closed = opportunity({ stage: 'won', closedOn: day - 5 })
		expect(changeOpportunity(closed, { amountMinor: 7n }, settings, day)).toMatchObject({
			opportunity: { closedOn: day - 5 },
		})
		expect(changeOpportunity(closed, { stage: 'proposal' }, settings, day)).toMatchObject({
			opportunity: { closedOn: null },
		})
	})
})

describe('what a source says', () => {
	const found = {
		opportunityId: 'o1',
		lever: 'product',
		stage: 'won',
		stageLabel: 'Closed',
		amountMinor: 900n,
		source: 'sales',
		createdOn: day - 20,
		closedOn: day - 1,
	} as const

	it('is followed except where a person set something', () => {
		const before = opportunity({ origin: 'source', stage: 'proposal', edited: ['stage', 'lever'] })
		expect(takeFromSource(1, before, found)).toMatchObject({
			stage: 'proposal',
			closedOn: null,
			lever: 'seats',
			amountMinor: 900n,
			source: 'sales',
		})
		expect(takeFromSource(1, undefined, found)).toMatchObject({ ...found, origin: 'source', edited: [] })
	})
	it('of one opportunity in two sources counts once, as it became known last', () => {
		const fact = (source: string, part: string, knownOn: number, body: Fact['body']): Fact => ({
			kind: 'opportunity',
			part,
			source,
			externalId: 'o1',
			version: 1,
			occurredOn: knownOn,
			knownOn,
			supersededOn: null,
			body,
		})
		const exported = fact('files', 'created', day - 30, { kind: 'seats', amount: '5', currency: 'USD' })
		const synced = fact('crm', 'created', day - 10, { kind: 'seats', amount: '7', currency: 'USD' })
		for (const facts of [
			[exported, synced],
			[synced, exported],
		]) {
			expect(sourceOpportunities(facts, day, amount => BigInt(amount))).toMatchObject([
				{ opportunityId: 'o1', amountMinor: 7n },
			])
		}
	})
	it.each([
		['Verbal yes', 'negotiation'],
		['Proposal sent', 'proposal'],
		['Discovery call', 'qualified'],
		['Stage 3', 'identified'],
		[null, 'identified'],
	])('%s stands for %s', (label, stage) => expect(stageOfLabel(label)).toBe(stage))
})

describe('the lead', () => {
	it.each([
		[2_499_999n, 25_000, 'cs'],
		[2_500_000n, 25_000, 'sales'],
		[null, 25_000, null],
		[9_999_999n, null, 'cs'],
		[0n, 0, 'sales'],
	] as const)('of %s from %s on is %s', (amountMinor, from, lead) => {
		expect(leadOf(amountMinor, from, 100)).toBe(lead)
	})
})

describe('won rates', () => {
	it('lie between what the lever and what all levers won', () => {
		const count = fc.tuple(fc.nat(200), fc.nat(200)).map(([a, b]) => ({ closed: a + b, won: a }))
		fc.assert(
			fc.property(count, count, count, (...counts) => {
				const given = expansionLevers.map((lever, at) => ({ lever, ...counts[at]! }))
				const closed = given.reduce((sum, item) => sum + item.closed, 0)
				const overall = given.reduce((sum, item) => sum + item.won, 0) / closed
				for (const { lever, rate, closed: cases, won } of wonRates(given)) {
					if (closed === 0) expect(rate).toBeNull()
					else {
						const own = cases === 0 ? overall : won / cases
						expect(rate).toBeGreaterThanOrEqual(Math.min(own, overall) - 1e-12)
						expect(rate).toBeLessThanOrEqual(Math.max(own, overall) + 1e-12)
						expect(wonProbability({ lever, stage: 'proposal' }, wonRates(given))).toBe(rate)
					}
				}
			}),
			{ seed: 7, numRuns: 200 },
		)
	})
	it('are 1 and 0 of what is decided', () => {
		expect(wonProbability({ lever: 'seats', stage: 'won' }, [])).toBe(1)
		expect(wonProbability({ lever: 'seats', stage: 'lost' }, [])).toBe(0)
		expect(wonProbability({ lever: 'seats', stage: 'proposal' }, [])).toBeNull()
	})
})

describe('a suggestion', () => {
	it('takes a share of the ARR, learned where enough were won, and none where the ARR is unknown', () => {
		const ask = (arrMinor: bigint | null, learnedShare = {}) =>
			suggestOpportunity({ signal: 'usage_up', arrMinor, learnedShare })
		expect(ask(1_000_000n)).toMatchObject({ lever: 'seats', amountMinor: 150_000n })
		expect(ask(1_000_000n)?.says).toContain('assumed')
		expect(ask(1_000_000n, { seats: 0.3 })).toMatchObject({ amountMinor: 300_000n })
		expect(ask(null)).toEqual({ lever: 'seats', amountMinor: null, says: null })
		expect(suggestOpportunity({ signal: 'risk', arrMinor: 1n, learnedShare: {} })).toBeUndefined()
	})
})
