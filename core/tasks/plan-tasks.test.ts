import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TaskCandidate } from '../model/task.ts'
import { planTasks, taskKey } from './plan-tasks.ts'
import { rankTasks, urgencyOf, weightOf } from './rank-tasks.ts'

function candidate(change: Partial<TaskCandidate> = {}): TaskCandidate {
	return {
		accountId: 1,
		source: { kind: 'signal', id: 'a@2026-01-01' },
		title: 'Call',
		reason: 'Because',
		moneyAtRiskMinor: 100n,
		currency: 'USD',
		ownerRole: 'csm',
		ownerEmail: 'csm@x',
		dueOn: 20_000,
		hours: 1,
		urgency: 1,
		...change,
	}
}

const anyCandidates = fc.array(
	fc
		.record({
			accountId: fc.integer({ min: 1, max: 12 }),
			id: fc.constantFrom('a', 'b', 'c'),
			moneyAtRiskMinor: fc.constantFrom<(bigint | null)[]>(null, 0n, 5n, 70n, 900n),
			urgency: fc.constantFrom(1, 2, 8),
			ownerEmail: fc.constantFrom<(string | null)[]>('x', 'y', null),
		})
		.map(({ id, ...rest }) => candidate({ ...rest, source: { kind: 'signal', id } })),
	{ maxLength: 60 },
)

describe('urgency', () => {
	it.each([
		['alarm', 20, 8],
		['alarm', 90, 6],
		['alarm', 91, 4],
		['watch', -5, 4],
		['good', null, 1],
	] as const)('%s, %s days to the renewal: %d', (level, days, urgency) => {
		expect(urgencyOf(level, days === null ? null : 1000 + days, 1000)).toBe(urgency)
	})
})

describe('ranking', () => {
	it('is by money times urgency, an account together, unknown money last', () => {
		const order = rankTasks([
			candidate({ accountId: 1, moneyAtRiskMinor: 100n, urgency: 1 }),
			candidate({ accountId: 2, moneyAtRiskMinor: null, urgency: 8 }),
			candidate({ accountId: 3, moneyAtRiskMinor: 60n, urgency: 2 }),
			candidate({ accountId: 3, moneyAtRiskMinor: 60n, urgency: 1, source: { kind: 'renewal', id: 'r' } }),
			candidate({ accountId: 4, moneyAtRiskMinor: 0n, urgency: 8 }),
			candidate({ accountId: 5, moneyAtRiskMinor: null, urgency: 1 }),
		]).map(task => `${task.accountId}${task.source.kind[0]}`)
		expect(order).toEqual(['3s', '3r', '1s', '4s', '2s', '5s'])
	})

	it('does not depend on the order given', () => {
		fc.assert(
			fc.property(anyCandidates, candidates => {
				const unique = [...new Map(candidates.map(c => [taskKey(c.accountId, c.source), c])).values()]
				expect(rankTasks(unique.toReversed())).toEqual(rankTasks(unique))
			}),
			{ seed: 3, numRuns: 200 },
		)
	})
})

describe('planning', () => {
	it('makes eight for a person and shows what is held', () => {
		const many = Array.from({ length: 11 }, (_, i) =>
			candidate({ accountId: i, moneyAtRiskMinor: BigInt(i) * 100n }),
		)
		const plan = planTasks(many, new Set(), new Map())
		expect(plan.made.map(task => task.accountId)).toEqual([10, 9, 8, 7, 6, 5, 4, 3])
		expect(plan.held.map(held => [held.candidate.accountId, held.reason])).toEqual([
			[2, 'over the daily limit'],
			[1, 'over the daily limit'],
			[0, 'over the daily limit'],
		])
		expect(planTasks(many, new Set(), new Map([['csm@x', 7]])).made).toHaveLength(1)
	})

	it('keeps the limit, loses nothing, makes nothing twice, and prefers what weighs more', () => {
		fc.assert(
			fc.property(anyCandidates, fc.integer({ min: 0, max: 5 }), (candidates, limit) => {
				const settings = { newTasksPerOwnerPerDay: limit }
				const { made, held } = planTasks(candidates, new Set(), new Map(), settings)
				const keys = [...made, ...held.map(item => item.candidate)].map(task =>
					taskKey(task.accountId, task.source),
				)
				expect(new Set(keys).size).toBe(keys.length)
				expect(new Set(keys)).toEqual(new Set(candidates.map(c => taskKey(c.accountId, c.source))))
				for (const owner of ['x', 'y', null]) {
					const own = made.filter(task => task.ownerEmail === owner)
					expect(own.length).toBeLessThanOrEqual(limit)
					const rest = held.filter(item => item.candidate.ownerEmail === owner)
					if (own.length < limit) expect(rest).toEqual([])
				}
				const again = planTasks(candidates, new Set(keys), new Map(), settings)
				expect(again).toEqual({ made: [], held: [] })
			}),
			{ seed: 4, numRuns: 300 },
		)
	})

	it('weighs unknown money below any known', () => {
		expect(weightOf(candidate({ moneyAtRiskMinor: null, urgency: 8 }))).toBeLessThan(
			weightOf(candidate({ moneyAtRiskMinor: 0n })),
		)
	})
})

describe('a candidate that is held for its data', () => {
	it('takes no place of the limit', () => {
		const plan = planTasks(
			[{ ...candidate({ moneyAtRiskMinor: 900n }), heldReason: 'outage' }, candidate({ accountId: 2 })],
			new Set(),
			new Map([['csm@x', 7]]),
		)
		expect(plan.made.map(task => task.accountId)).toEqual([2])
		expect(plan.held.map(held => [held.candidate.accountId, held.reason])).toEqual([[1, 'outage']])
		expect(plan.held[0]?.candidate).not.toHaveProperty('heldReason')
	})
})
