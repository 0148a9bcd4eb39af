import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
	type AccountLedger,
	movementKinds,
	type RetentionDimension,
	retentionDimensions,
} from '../model/account-ledger.ts'
import { RevenuePolicy } from '../model/revenue-policy.ts'
import { decodeBlock, encodeBlock } from '../revenue/block-bytes.ts'
import {
	firstDay,
	lastDay,
	ledgerOf,
	movingEuro,
	pickFrom,
	randomAttributes,
	randomFacts,
} from '../revenue/ledger-fixture.ts'
import { packLedgers } from '../revenue/pack-ledgers.ts'
import { CohortTable } from './cohort-table.ts'
import { endByIdentity, type GroupFigures } from './group-figures.ts'
import { MonthWaterfall } from './month-waterfall.ts'
import { PeriodFigures } from './period-figures.ts'
import { retentionRates } from './retention-rates.ts'

const policies = [
	{},
	{ fx: 'monthly_rate', paused: 'counts', freePlan: 'contraction' },
	{ bridgedGapDays: 20, newAfterDays: 60, sameMonth: 'left_out', discounts: 'lasting' },
].map(switches => RevenuePolicy.parse({ id: 'own', name: 'Own', ...switches }))

/** Some accounts of one seed, under one of three policies. */
function book(seed: number): AccountLedger[] {
	const policy = policies[seed % policies.length]!
	return Array.from({ length: 12 }, (_, index) => {
		const pick = pickFrom(seed * 1_000 + index)
		const facts = randomFacts(pick)
		return ledgerOf(facts, {
			accountId: index + 1,
			policy,
			conversion: movingEuro,
			attributes: randomAttributes(pick),
		})
	})
}

const seeds = fc.integer({ min: 0, max: 1_000_000 })
const periods = fc.tuple(seeds, fc.integer({ min: firstDay, max: lastDay }), fc.integer({ min: 0, max: 500 }))
const runs = { seed: 20_250_101, numRuns: 250 }

function figuresOf(ledgers: AccountLedger[], from: number, to: number, dimension: RetentionDimension | null) {
	const figures = new PeriodFigures({ from, to }, dimension)
	figures.add(packLedgers(ledgers))
	return figures.groups
}

const amounts = [
	'startMrr',
	'new',
	'reactivation',
	'expansion',
	'contraction',
	'churn',
	'fx',
	'endMrr',
] as const

function sumOf(groups: Iterable<GroupFigures>, read: (figures: GroupFigures) => bigint): bigint {
	let sum = 0n
	for (const figures of groups) sum += read(figures)
	return sum
}

describe('whatever the histories', () => {
	it('start and movements give the end, in every slice and cohort', () => {
		fc.assert(
			fc.property(periods, ([seed, from, length]) => {
				const ledgers = book(seed)
				for (const dimension of [null, ...retentionDimensions]) {
					for (const figures of figuresOf(ledgers, from, from + length, dimension).values()) {
						expect(endByIdentity(figures)).toBe(figures.endMrr)
						const { cohort } = figures
						expect(cohort.startMrr + cohort.expansion - cohort.contraction - cohort.churn).toBe(cohort.endMrr)
					}
				}
			}),
			runs,
		)
	})
	it('money of slices and cohorts sums to the total, and logos where an account has one place', () => {
		fc.assert(
			fc.property(periods, ([seed, from, length]) => {
				const ledgers = book(seed)
				const whole = [...figuresOf(ledgers, from, from + length, null).values()]
				for (const dimension of retentionDimensions) {
					const groups = [...figuresOf(ledgers, from, from + length, dimension).values()]
					for (const name of amounts) {
						expect(sumOf(groups, group => group[name])).toBe(sumOf(whole, group => group[name]))
					}
					for (const name of ['startMrr', 'endMrr'] as const) {
						expect(sumOf(groups, group => group.cohort[name])).toBe(sumOf(whole, group => group.cohort[name]))
					}
					expect(sumOf(groups, group => group.entering - group.leaving)).toBe(0n)
					if (dimension === 'product') continue
					for (const name of ['logosStart', 'logosEnd'] as const) {
						expect(groups.reduce((sum, group) => sum + group[name], 0)).toBe(whole[0]?.[name] ?? 0)
					}
				}
			}),
			runs,
		)
	})
	it('GRR is at most 1 and at most NRR', () => {
		fc.assert(
			fc.property(periods, ([seed, from, length]) => {
				for (const dimension of [null, 'segment', 'product'] as const) {
					for (const { cohort } of figuresOf(book(seed), from, from + length, dimension).values()) {
						expect(cohort.keptMrr <= cohort.startMrr && cohort.keptMrr <= cohort.endMrr).toBe(true)
						const { nrr, grr } = retentionRates(cohort)
						if (cohort.startMrr > 0n) expect(grr! <= Math.min(1, nrr!)).toBe(true)
					}
				}
			}),
			runs,
		)
	})
	it('levers sum to each expansion and contraction, and products to the account', () => {
		fc.assert(
			fc.property(seeds, seed => {
				for (const { movements, products } of book(seed)) {
					for (const { levers, from, to } of movements) {
						if (levers) expect(levers.seats + levers.price + levers.product).toBe(to - from)
					}
					const lastOf = new Map(products.map(({ product, mrr }) => [product, mrr]))
					expect([...lastOf.values()].reduce((sum, mrr) => sum + mrr, 0n)).toBe(movements.at(-1)?.to ?? 0n)
				}
			}),
			runs,
		)
	})
	it('movements follow one another, at most one per day beside FX', () => {
		fc.assert(
			fc.property(seeds, seed => {
				for (const { movements } of book(seed)) {
					movements.forEach((move, index) => {
						const before = movements[index - 1]
						expect(move.from).toBe(before?.to ?? 0n)
						if (before?.day === move.day) expect(before.kind).toBe('fx')
						else expect(move.day).toBeGreaterThan(before?.day ?? 0)
						expect(movementKinds).toContain(move.kind)
					})
				}
			}),
			runs,
		)
	})
	it('months put together are the period, by every slice', () => {
		fc.assert(
			fc.property(seeds, seed => {
				const ledgers = book(seed)
				for (const dimension of [null, ...retentionDimensions]) {
					const waterfall = new MonthWaterfall(firstDay, lastDay, dimension)
					waterfall.add(packLedgers(ledgers))
					for (const { group, month, figures } of waterfall.list()) {
						const from = month - new Date(month * 86_400_000).getUTCDate()
						const direct = figuresOf(ledgers, from, month, dimension).get(group)
						for (const name of [...amounts, 'entering', 'leaving', 'logosStart', 'logosEnd'] as const) {
							expect([group, name, figures[name]]).toEqual([group, name, direct?.[name]])
						}
					}
				}
			}),
			{ seed: 7, numRuns: 40 },
		)
	})
	it('cohorts of a month sum to the money of that day, less who started and left before a month end', () => {
		fc.assert(
			fc.property(seeds, seed => {
				const ledgers = book(seed)
				const table = new CohortTable('month', lastDay)
				table.add(packLedgers(ledgers))
				const cells = table.list().map(({ cells }) => cells.at(-1)!)
				expect(cells.every(({ day, isComplete }) => day === lastDay && isComplete)).toBe(true)
				const active = ledgers.filter(({ movements }) => movements.at(-1)?.isActive).length
				expect(cells.reduce((sum, { logos }) => sum + logos, 0)).toBe(active)
				for (const cohort of table.list()) {
					for (const cell of cohort.cells) expect(cell.keptMrr <= cohort.baseMrr).toBe(true)
				}
			}),
			runs,
		)
	})
	it('the order of the facts makes no difference', () => {
		fc.assert(
			fc.property(seeds, seed => {
				const pick = pickFrom(seed)
				const facts = randomFacts(pick)
				const shuffled = [...facts].sort((a, b) => (a.externalId + a.part < b.externalId + b.part ? 1 : -1))
				const byDay = (list: typeof facts) => list.toSorted((a, b) => a.occurredOn - b.occurredOn)
				expect(ledgerOf(byDay(shuffled), { conversion: movingEuro })).toEqual(
					ledgerOf(byDay(facts), { conversion: movingEuro }),
				)
			}),
			runs,
		)
	})
	it('a correction and its undo leave the ledger as it was', () => {
		fc.assert(
			fc.property(seeds, seed => {
				const facts = randomFacts(pickFrom(seed)).map(fact => ({
					...fact,
					knownOn: Math.min(fact.knownOn, lastDay),
				}))
				const before = ledgerOf(facts, { conversion: movingEuro, asOf: lastDay + 20 })
				const undone = facts.flatMap(fact => {
					if (fact.part !== 'began') return [fact]
					const wrong = { ...fact, version: 2, knownOn: lastDay + 5, body: { ...fact.body, unit_price: '1' } }
					const right = { ...fact, version: 3, knownOn: lastDay + 9 }
					return [{ ...fact, supersededOn: wrong.knownOn }, { ...wrong, supersededOn: right.knownOn }, right]
				})
				expect(ledgerOf(undone, { conversion: movingEuro, asOf: lastDay + 20 })).toEqual(before)
			}),
			runs,
		)
	})
	it('bytes give the same columns back', () => {
		fc.assert(
			fc.property(seeds, seed => {
				const block = packLedgers(book(seed))
				expect(decodeBlock(encodeBlock(block))).toEqual(block)
			}),
			{ seed: 3, numRuns: 50 },
		)
	})
})
