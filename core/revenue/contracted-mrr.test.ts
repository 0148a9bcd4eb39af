import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fact } from '../model/fact.ts'
import { RevenuePolicy } from '../model/revenue-policy.ts'
import { type Day, formatDay } from '../time/day.ts'
import { contractedMrr, hasChangesAhead } from './contracted-mrr.ts'
import { firstDay, lastDay, movingEuro, pickFrom, randomFacts } from './ledger-fixture.ts'
import type { LedgerOptions } from './line-series.ts'

const policies = [
	{},
	{ fx: 'monthly_rate', paused: 'counts', freePlan: 'contraction' },
	{ churnOn: 'notice', bridgedGapDays: 20, newAfterDays: 60, sameMonth: 'left_out', discounts: 'lasting' },
].map(switches => RevenuePolicy.parse({ id: 'own', name: 'Own', ...switches }))

/** Facts of an account of which some were signed or given notice of before their day. */
function knownEarly(pick: ReturnType<typeof pickFrom>): Fact[] {
	const facts = randomFacts(pick).map(fact =>
		pick(0, 3) === 0 ? { ...fact, knownOn: fact.occurredOn - pick(1, 120) } : fact,
	)
	const notices = pick(0, 3) === 0 ? [noticeOn(pick(firstDay, lastDay), pick(0, 200))] : []
	return [...facts, ...notices].sort((a, b) => a.occurredOn - b.occurredOn)
}

function noticeOn(day: Day, daysAhead: number): Fact {
	return {
		kind: 'cancellation',
		part: 'notified',
		source: 'files',
		externalId: 'c1',
		version: 1,
		occurredOn: day,
		knownOn: day,
		supersededOn: null,
		body: { effective_on: formatDay(day + daysAhead) },
	}
}

function optionsOf(policy: RevenuePolicy, asOf: Day): LedgerOptions {
	return {
		asOf,
		policy,
		meteredProducts: new Set(),
		// It has rates of days to come, which nobody signed.
		conversion: movingEuro,
	}
}

describe('contracted MRR', () => {
	it('is that of the day wherever nothing that is known speaks of a later one', () => {
		const seen = { quiet: 0, moving: 0 }
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 1_000_000 }),
				fc.integer({ min: firstDay, max: lastDay }),
				fc.integer({ min: 1, max: 1_830 }),
				(seed, asOf, days) => {
					const facts = knownEarly(pickFrom(seed))
					const found = contractedMrr(facts, asOf + days, optionsOf(policies[seed % policies.length]!, asOf))
					if (found.movements.length > 0) seen.moving += 1
					if (hasChangesAhead(facts, asOf)) return
					seen.quiet += 1
					expect(found.contracted).toBe(found.now)
					expect(found.movements).toEqual([])
				},
			),
			{ seed: 20_250_101, numRuns: 4_000 },
		)
		// Both kinds were among them.
		expect(Math.min(seen.quiet, seen.moving)).toBeGreaterThan(200)
	})
	it('is the sum of today and what is listed, and its lines sum to both', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 1_000_000 }),
				fc.integer({ min: firstDay, max: lastDay }),
				(seed, asOf) => {
					const { now, contracted, movements, series } = contractedMrr(
						knownEarly(pickFrom(seed)),
						asOf + 400,
						optionsOf(policies[0]!, asOf),
					)
					expect(movements.reduce((sum, { from, to }) => sum + to - from, now)).toBe(contracted)
					const on = (day: Day) =>
						series.reduce((sum, { steps }) => sum + (steps.findLast(step => step.day <= day)?.mrr ?? 0n), 0n)
					expect([on(asOf), on(asOf + 400)]).toEqual([now, contracted])
				},
			),
			{ seed: 20_250_102, numRuns: 1_000 },
		)
	})
})
