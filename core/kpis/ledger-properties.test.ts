import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
	type AccountLedger,
	flowKinds,
	movementKinds,
	type RetentionDimension,
	retentionDimensions as shippedDimensions,
	sliceColumns,
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
import { pickAccounts } from '../revenue/pick-accounts.ts'
import { CohortTable } from './cohort-table.ts'
import { parseFigures, printFigures } from './figure-text.ts'
import { emptyFigures, endByIdentity, type GroupFigures, movementAmounts } from './group-figures.ts'
import { type Member, visitMembers } from './list-members.ts'
import { visitMovements } from './list-movements.ts'
import { mergeFigures } from './merge-figures.ts'
import { MonthWaterfall } from './month-waterfall.ts'
import { PeriodFigures } from './period-figures.ts'
import { retentionRates } from './retention-rates.ts'

const attributes = ['colour']
const retentionDimensions: readonly RetentionDimension[] = [
	...shippedDimensions,
	'parent',
	'attribute:colour',
]

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
	figures.add(packLedgers(ledgers, sliceColumns(attributes)))
	return figures.groups
}

/** Says what differs, with its place; thousands of comparisons by `expect` would cost more than what is compared. */
function expectSame(place: readonly unknown[], actual: unknown, expected: unknown): void {
	if (!Object.is(actual, expected)) expect([...place, actual]).toEqual([...place, expected])
}

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
						expectSame([dimension, 'end'], endByIdentity(figures), figures.endMrr)
						const { cohort } = figures
						const end = cohort.startMrr + cohort.expansion - cohort.contraction - cohort.churn
						expectSame([dimension, 'cohort'], end, cohort.endMrr)
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
					for (const name of movementAmounts) {
						const sum = sumOf(groups, group => group[name])
						expectSame(
							[dimension, name],
							sum,
							sumOf(whole, group => group[name]),
						)
					}
					for (const name of ['startMrr', 'endMrr'] as const) {
						const sum = sumOf(groups, group => group.cohort[name])
						expectSame(
							[dimension, name],
							sum,
							sumOf(whole, group => group.cohort[name]),
						)
					}
					expectSame(
						[dimension, 'entering'],
						sumOf(groups, group => group.entering - group.leaving),
						0n,
					)
					if (dimension === 'product') continue
					for (const name of ['logosStart', 'logosEnd'] as const) {
						const logos = groups.reduce((sum, group) => sum + group[name], 0)
						expectSame([dimension, name], logos, whole[0]?.[name] ?? 0)
					}
				}
			}),
			runs,
		)
	})
	it('what is listed behind a figure sums to it, by every slice and class', () => {
		fc.assert(
			fc.property(periods, ([seed, from, length]) => {
				const ledgers = book(seed)
				const block = packLedgers(ledgers, sliceColumns(attributes))
				const period = { from, to: from + length }
				for (const dimension of [null, ...retentionDimensions]) {
					const found = new Map<string, bigint>()
					visitMovements(block, period, dimension, ({ group, kind, amount }) => {
						const key = `${group} ${kind}`
						found.set(key, (found.get(key) ?? 0n) + amount)
					})
					for (const [group, figures] of figuresOf(ledgers, from, from + length, dimension)) {
						for (const kind of flowKinds) {
							const sign = kind === 'contraction' || kind === 'churn' || kind === 'leaving' ? -1n : 1n
							const listed = sign * (found.get(`${group} ${kind}`) ?? 0n)
							expectSame([dimension, group, kind], listed, figures[kind])
						}
						for (const kind of ['cohort', 'start', 'end'] as const) {
							const slice = dimension === null ? null : { dimension, group }
							const members: Member[] = []
							visitMembers(block, { period, kind, slice }, member => members.push(member))
							const sum = (side: 'start' | 'end') =>
								members.reduce((total, member) => total + member[side], 0n)
							if (kind === 'cohort') {
								expectSame([dimension, group, 'start'], sum('start'), figures.cohort.startMrr)
								expectSame([dimension, group, 'end'], sum('end'), figures.cohort.endMrr)
								if (dimension === 'product') continue
								const lost = members.filter(({ isLost }) => isLost).length
								expectSame([dimension, group, 'members'], members.length, figures.cohort.logosStart)
								expectSame([dimension, group, 'lost'], lost, figures.cohort.logosLost)
							} else {
								const figure = kind === 'start' ? figures.startMrr : figures.endMrr
								expectSame([dimension, group, kind], sum(kind), figure)
							}
						}
					}
				}
			}),
			{ seed: 11, numRuns: 120 },
		)
	})
	it('accounts of a cohort cell sum to the cell', () => {
		fc.assert(
			fc.property(seeds, fc.constantFrom('month' as const, 'quarter' as const), (seed, every) => {
				const block = packLedgers(book(seed), sliceColumns(attributes))
				const table = new CohortTable(every, lastDay)
				table.add(block)
				for (const cohort of table.list()) {
					const from = cohort.cells[0]!.day
					const cell = cohort.cells.at(-1)!
					const read = (kind: 'cohort' | 'started') => {
						const members: Member[] = []
						const slice = { dimension: 'cohort' as const, group: cohort.cohort }
						visitMembers(block, { period: { from, to: cell.day }, kind, slice }, member =>
							members.push(member),
						)
						return members
					}
					const started = read('started')
					expect(started).toHaveLength(cohort.size)
					expect(started.filter(({ isLost }) => !isLost)).toHaveLength(cell.logos)
					const paying = read('cohort').filter(({ start }) => start !== 0n)
					expect(paying.reduce((sum, { start }) => sum + start, 0n)).toBe(cohort.baseMrr)
					expect(paying.reduce((sum, { end }) => sum + end, 0n)).toBe(cell.mrr)
				}
			}),
			{ seed: 12, numRuns: 100 },
		)
	})
	it('figures written as text come back the same, and the rest of many groups keeps the sum', () => {
		fc.assert(
			fc.property(periods, ([seed, from, length]) => {
				const groups = figuresOf(book(seed), from, from + length, 'segment')
				expect(parseFigures(JSON.parse(JSON.stringify(printFigures(groups))))).toEqual(groups)
				const whole = figuresOf(book(seed), from, from + length, null).get('all')
				const merged = emptyFigures()
				for (const figures of groups.values()) mergeFigures(merged, figures)
				const moved = { entering: 0n, leaving: 0n }
				expect({ ...merged, ...moved }).toEqual(whole ?? emptyFigures())
			}),
			{ seed: 13, numRuns: 100 },
		)
	})
	it('some accounts picked from a block have the figures that they have alone', () => {
		fc.assert(
			fc.property(periods, ([seed, from, length]) => {
				const ledgers = book(seed)
				const isWanted = (accountId: number) => accountId % 3 === 1
				const some = pickAccounts(packLedgers(ledgers, sliceColumns(attributes)), isWanted)
				const alone = packLedgers(
					ledgers.filter(({ accountId }) => isWanted(accountId)),
					sliceColumns(attributes),
				)
				for (const dimension of [null, ...retentionDimensions]) {
					const read = (block: typeof some) => {
						const figures = new PeriodFigures({ from, to: from + length }, dimension)
						figures.add(block)
						return figures.groups
					}
					expect(read(some)).toEqual(read(alone))
				}
			}),
			{ seed: 14, numRuns: 60 },
		)
	})
	it('GRR is at most 1 and at most NRR', () => {
		fc.assert(
			fc.property(periods, ([seed, from, length]) => {
				for (const dimension of [null, 'segment', 'product'] as const) {
					for (const { cohort } of figuresOf(book(seed), from, from + length, dimension).values()) {
						const isAtMost = cohort.keptMrr <= cohort.startMrr && cohort.keptMrr <= cohort.endMrr
						expectSame([dimension, 'kept'], isAtMost, true)
						const { nrr, grr } = retentionRates(cohort)
						if (cohort.startMrr > 0n) expectSame([dimension, 'GRR'], grr! <= Math.min(1, nrr!), true)
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
						if (levers) expectSame(['levers'], levers.seats + levers.price + levers.product, to - from)
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
						expectSame([index, 'from'], move.from, before?.to ?? 0n)
						if (before?.day === move.day) expectSame([index, 'kind'], before.kind, 'fx')
						else expectSame([index, 'day', move.day, before?.day], move.day > (before?.day ?? 0), true)
						expectSame([index, move.kind], movementKinds.includes(move.kind), true)
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
					waterfall.add(packLedgers(ledgers, sliceColumns(attributes)))
					for (const { group, month, figures } of waterfall.list()) {
						const from = month - new Date(month * 86_400_000).getUTCDate()
						const direct = figuresOf(ledgers, from, month, dimension).get(group)
						for (const name of [
							...movementAmounts,
							'entering',
							'leaving',
							'logosStart',
							'logosEnd',
						] as const) {
							expectSame([group, name], figures[name], direct?.[name])
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
				table.add(packLedgers(ledgers, sliceColumns(attributes)))
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
				const block = packLedgers(book(seed), sliceColumns(attributes))
				expect(decodeBlock(encodeBlock(block))).toEqual(block)
			}),
			{ seed: 3, numRuns: 50 },
		)
	})
})
