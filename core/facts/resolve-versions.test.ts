import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holdsAsOf } from '../model/fact.ts'
import { resolveVersions, type StoredFact } from './resolve-versions.ts'

function fact(values: Partial<StoredFact>): StoredFact {
	return {
		kind: 'subscription',
		part: 'began',
		source: 'files',
		externalId: 'S1',
		version: 1,
		occurredOn: 100,
		knownOn: 100,
		body: { unit_price: '10' },
		...values,
	}
}

describe('resolveVersions', () => {
	it('ends a version on the day that the next one is known', () => {
		const facts = resolveVersions([
			fact({ version: 2, knownOn: 200, body: { unit_price: '12' } }),
			fact({}),
			fact({ version: 3, knownOn: 300, body: null }),
		])
		expect(facts.map(({ version, supersededOn }) => [version, supersededOn])).toEqual([
			[1, 200],
			[2, 300],
			[3, null],
		])
	})

	it('shows one version on every day, and none after it was taken back', () => {
		const facts = resolveVersions([
			fact({}),
			fact({ version: 2, knownOn: 200, body: { unit_price: '12' } }),
			fact({ version: 3, knownOn: 300, body: null }),
		])
		const pricesOn = (day: number) =>
			facts.filter(item => holdsAsOf(item, day)).map(item => item.body?.unit_price)
		expect([99, 100, 199, 200, 299, 300].map(pricesOn)).toEqual([[], ['10'], ['10'], ['12'], ['12'], []])
	})

	it('never shows a planned date that was moved before it came', () => {
		const facts = resolveVersions([
			fact({ part: 'ended', occurredOn: 500, knownOn: 500, body: { ended_on: 'first plan' } }),
			fact({ part: 'ended', version: 2, occurredOn: 400, knownOn: 300, body: { ended_on: 'second plan' } }),
		])
		const seen = [300, 400, 500, 600].map(day =>
			facts.filter(item => holdsAsOf(item, day)).map(item => item.body?.ended_on),
		)
		expect(seen).toEqual([[], ['second plan'], ['second plan'], ['second plan']])
	})

	it('keeps rows, parts, kinds and sources apart', () => {
		const facts = resolveVersions([
			fact({}),
			fact({ version: 2, knownOn: 200 }),
			fact({ externalId: 'S2' }),
			fact({ part: 'ended' }),
			fact({ source: 'billing' }),
			fact({ kind: 'invoice' }),
		])
		expect(facts.filter(item => item.supersededOn !== null)).toHaveLength(1)
	})

	it('orders by occurrence, knowledge, kind, id, part and version, whatever order they are stored in', () => {
		const stored = fc.array(
			fc.record({
				kind: fc.constantFrom('subscription' as const, 'ticket' as const),
				part: fc.constantFrom('began', 'ended'),
				source: fc.constant('files'),
				externalId: fc.constantFrom('a', 'b'),
				version: fc.integer({ min: 1, max: 4 }),
				occurredOn: fc.integer({ min: 0, max: 5 }),
				knownOn: fc.integer({ min: 0, max: 5 }),
				body: fc.constantFrom(null, { x: 1 }),
			}),
		)
		const withoutTwins = stored.map(facts => [
			...new Map(
				facts.map(item => [[item.kind, item.externalId, item.part, item.version].join(), item]),
			).values(),
		])
		fc.assert(
			fc.property(withoutTwins, facts => {
				const resolved = resolveVersions(facts)
				expect(resolveVersions([...facts].reverse())).toEqual(resolved)
				const keys = resolved.map(item =>
					[item.occurredOn, item.knownOn, item.kind, item.externalId, item.part].join(),
				)
				expect(keys).toEqual([...keys].sort())
				for (const day of [0, 1, 2, 3, 4, 5]) {
					const held = resolved
						.filter(item => holdsAsOf(item, day))
						.map(item => [item.kind, item.externalId, item.part].join())
					expect(new Set(held).size).toBe(held.length)
				}
			}),
			{ seed: 7 },
		)
	})
})
