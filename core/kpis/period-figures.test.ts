import { describe, expect, it } from 'vitest'
import type { RetentionDimension } from '../model/account-ledger.ts'
import type { Fact } from '../model/fact.ts'
import { ledgerOf, rowFacts } from '../revenue/ledger-fixture.ts'
import { packLedgers } from '../revenue/pack-ledgers.ts'
import { getDay } from '../time/day.ts'
import { emptyFigures } from './group-figures.ts'
import { PeriodFigures } from './period-figures.ts'
import { csExpansionRate, flowRates, retentionRates } from './retention-rates.ts'

type Row = Parameters<typeof rowFacts>[0]

/** Figures in cents; each list of rows is an account. */
function figuresOf(accounts: Row[][], from: string, to: string, by: RetentionDimension | null = null) {
	const ledgers = accounts.map((rows, index) => {
		const facts: Fact[] = rows.flatMap(rowFacts)
		return ledgerOf(facts, {
			accountId: index + 1,
			attributes: [
				[getDay('2023-01-01'), { tier: 'small', owner_email: 'ann' }],
				[getDay('2023-07-01'), { tier: index === 0 ? 'large' : 'small', owner_email: 'ann' }],
			],
		})
	})
	const figures = new PeriodFigures({ from: getDay(from), to: getDay(to) }, by)
	figures.add(packLedgers(ledgers))
	return figures.groups
}

const cents = (units: bigint) => Number(units / 10_000n)

describe('figures of a period', () => {
	it('are those of the worked example: start 100, churn 10, contraction 10, expansion 10', () => {
		const book: Row[][] = [
			[{ id: 'a', started: '2023-01-01', ended: '2023-03-15', price: '10' }],
			[
				{ id: 'b', started: '2023-01-01', price: '30' },
				{ id: 'b', started: '2023-03-15', price: '20' },
			],
			[
				{ id: 'c', started: '2023-01-01', price: '60' },
				{ id: 'c', started: '2023-03-15', price: '70' },
			],
		]
		const figures = figuresOf(book, '2023-02-28', '2023-03-31').get('all')!
		expect(
			['startMrr', 'churn', 'contraction', 'expansion', 'endMrr'].map(name =>
				cents(figures[name as 'churn']),
			),
		).toEqual([10_000, 1_000, 1_000, 1_000, 9_000])
		const flow = flowRates(figures)
		expect([flow.grossChurnRate, flow.netChurnRate, flow.churnRate, flow.expansionRate]).toEqual([
			0.2, 0.1, 0.1, 0.1,
		])
		expect(flow.quickRatio).toBe(0.5)
		expect(retentionRates(figures.cohort)).toEqual({ nrr: 0.9, grr: 0.8, logoRetention: 2 / 3 })
	})
	it('count 100 × $100 a month and 50 × $600 a year as $12,500', () => {
		const book: Row[][] = [
			...Array.from({ length: 100 }, (): Row[] => [{ id: 'm', started: '2023-01-01', price: '100' }]),
			...Array.from({ length: 50 }, (): Row[] => [
				{ id: 'y', started: '2023-01-01', price: '600', interval: 'year' },
			]),
		]
		const figures = figuresOf(book, '2022-12-31', '2023-01-31').get('all')!
		expect([cents(figures.new), cents(figures.endMrr), figures.logosEnd]).toEqual([1_250_000, 1_250_000, 150])
	})
	it('count $120 a year less a tenth as $9', () => {
		const book: Row[][] = [
			[{ id: 'm', started: '2023-01-01', price: '120', interval: 'year', discount: '10' }],
		]
		expect(cents(figuresOf(book, '2022-12-31', '2023-01-31').get('all')!.endMrr)).toBe(900)
	})
	it('tell movements, in which everybody is, from the closed cohort', () => {
		const book: Row[][] = [
			[
				{ id: 'a', started: '2023-01-01', ended: '2023-02-10', price: '10' },
				{ id: 'b', started: '2023-05-01', price: '15' },
			],
			[{ id: 'c', started: '2023-02-01', ended: '2023-04-01', price: '40' }],
		]
		const { cohort, ...figures } = figuresOf(book, '2023-01-15', '2023-06-30').get('all')!
		expect([figures.new, figures.churn, figures.reactivation].map(cents)).toEqual([4_000, 5_000, 1_500])
		expect([cohort.startMrr, cohort.churn, cohort.expansion, cohort.endMrr].map(cents)).toEqual([
			1_000, 0, 500, 1_500,
		])
	})
	it('leave and enter a slice on the day that the account changes, and keep a churn where the account was', () => {
		const book: Row[][] = [
			[{ id: 'a', started: '2023-01-01', ended: '2023-09-01', price: '100' }],
			[{ id: 'b', started: '2023-01-01', price: '50' }],
		]
		const groups = figuresOf(book, '2023-06-30', '2023-12-31', 'tier')
		const [small, large] = [groups.get('small')!, groups.get('large')!]
		expect([small.startMrr, small.leaving, small.endMrr].map(cents)).toEqual([15_000, 10_000, 5_000])
		expect([large.startMrr, large.entering, large.churn, large.endMrr].map(cents)).toEqual([
			0, 10_000, 10_000, 0,
		])
		// Retention goes by what the account was at the start.
		expect([cents(small.cohort.startMrr), cents(small.cohort.churn), small.cohort.logosLost]).toEqual([
			15_000, 10_000, 1,
		])
	})
	it('book a contraction that makes an account small in the slice that it leaves', () => {
		const book: Row[][] = [
			[
				{ id: 'a', started: '2023-01-01', price: '1000' },
				{ id: 'a', started: '2023-05-01', price: '500' },
			],
		]
		const groups = figuresOf(book, '2023-02-28', '2023-12-31', 'segment')
		const large = groups.get('large')!
		expect([large.startMrr, large.contraction, large.leaving, large.endMrr].map(cents)).toEqual([
			100_000, 50_000, 50_000, 0,
		])
		expect(cents(groups.get('small')!.entering)).toBe(50_000)
	})
	it('divide a swap of products between both, and sum to nothing', () => {
		const book: Row[][] = [
			[
				{ id: 'a', started: '2023-01-01', ended: '2023-05-01', price: '100', product: 'old' },
				{ id: 'b', started: '2023-05-01', price: '100', product: 'new' },
			],
		]
		const groups = figuresOf(book, '2023-02-28', '2023-12-31', 'product')
		expect(cents(groups.get('old')!.expansion)).toBe(-10_000)
		expect(cents(groups.get('new')!.expansion)).toBe(10_000)
		expect([groups.get('old')!.cohort.logosLost, groups.get('new')!.cohort.logosStart]).toEqual([1, 0])
	})
	it('have no rate where there is nothing to divide by', () => {
		const nothing = emptyFigures()
		expect(retentionRates(nothing.cohort)).toEqual({ nrr: null, grr: null, logoRetention: null })
		expect(Object.values(flowRates(nothing))).toEqual([null, null, null, null, null, null])
	})
	it('set what CS won against ARR', () => {
		// $12,000 a year against $10,000 MRR.
		expect(csExpansionRate(1_200_000n, 10_000_000_000n)).toBe(0.1)
		expect(csExpansionRate(1n, 0n)).toBeNull()
	})
})
