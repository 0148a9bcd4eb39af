import { describe, expect, it } from 'vitest'
import { RevenuePolicy } from '../model/revenue-policy.ts'
import { mrrToMinor } from '../money/amount.ts'
import { formatDay } from '../time/day.ts'
import { dollars, type FixtureOptions, ledgerOf, movingEuro, rowFacts } from './ledger-fixture.ts'

type Row = Parameters<typeof rowFacts>[0]

/** Movements as `day class cents`. */
function story(rows: readonly Row[], options: FixtureOptions = {}): string[] {
	return ledgerOf(rows.flatMap(rowFacts), options).movements.map(
		move => `${formatDay(move.day)} ${move.kind} ${mrrToMinor(move.to - move.from)}`,
	)
}

const gold: Row = {
	id: 'g',
	started: '2023-01-10',
	ended: '2023-12-01',
	price: '500',
	quantity: '4',
	interval: 'year',
}
const silver: Row = {
	id: 's',
	started: '2023-02-01',
	ended: '2023-04-01',
	price: '30',
	quantity: '2',
	product: 'silver',
}

describe('movements of an account', () => {
	it('are those of the worked example: new, expansion, contraction, churn, reactivation', () => {
		const back: Row = { id: 'h', started: '2024-03-01', price: '50', quantity: '3' }
		expect(story([gold, silver, back])).toEqual([
			'2023-01-10 new 16667',
			'2023-02-01 expansion 6000',
			'2023-04-01 contraction -6000',
			'2023-12-01 churn -16667',
			'2024-03-01 reactivation 15000',
		])
	})
	const cases: [string, Row[], string[]][] = [
		[
			'net all changes of one day to one',
			[
				{ id: 'a', started: '2023-01-01', ended: '2023-05-01', price: '100' },
				{ id: 'b', started: '2023-05-01', price: '130', product: 'silver' },
			],
			['2023-01-01 new 10000', '2023-05-01 expansion 3000'],
		],
		[
			'see a discount that is added, and one that ends',
			[
				{ id: 'a', started: '2023-01-01', price: '100' },
				{ id: 'a', started: '2023-03-01', price: '100', discount: '20' },
				{ id: 'a', started: '2023-06-01', price: '100' },
			],
			['2023-01-01 new 10000', '2023-03-01 contraction -2000', '2023-06-01 expansion 2000'],
		],
		[
			'leave a trial out, and date its end as new',
			[{ id: 'a', started: '2023-01-01', trialEnds: '2023-01-31', price: '90' }],
			['2023-01-31 new 9000'],
		],
		[
			'end by the status paused, not by a term',
			[{ id: 'a', started: '2023-01-01', price: '90', status: ['2023-07-04', 'paused'] }],
			['2023-01-01 new 9000', '2023-07-04 churn -9000'],
		],
		[
			'let a later version supersede an overlapping one',
			[
				{ id: 'a', started: '2023-01-01', ended: '2023-09-01', price: '100' },
				{ id: 'a', started: '2023-06-01', price: '150' },
			],
			['2023-01-01 new 10000', '2023-06-01 expansion 5000'],
		],
		[
			'make nothing of a price of zero and of a line that ends on the day it starts',
			[
				{ id: 'a', started: '2023-01-01', price: '0' },
				{ id: 'b', started: '2023-02-01', ended: '2023-02-01', price: '70' },
			],
			[],
		],
		[
			'take a recurring credit off',
			[
				{ id: 'a', started: '2023-01-01', price: '100' },
				{ id: 'c', started: '2023-02-01', price: '-25', product: 'credit' },
			],
			['2023-01-01 new 10000', '2023-02-01 contraction -2500'],
		],
	]
	it.each(cases)('%s', (_, rows, expected) => expect(story(rows)).toEqual(expected))

	it('know nothing that was only known later, and follow a correction once it is known', () => {
		const facts = rowFacts({ id: 'a', started: '2023-03-01', price: '100' })
		const [began] = facts
		const corrected = {
			...began!,
			version: 2,
			knownOn: began!.occurredOn + 40,
			body: { ...began!.body, unit_price: '80' },
		}
		const history = [{ ...began!, supersededOn: corrected.knownOn }, corrected]
		const movesAsOf = (asOf: number) => ledgerOf(history, { asOf }).movements.map(({ to }) => mrrToMinor(to))
		expect(movesAsOf(began!.occurredOn - 1)).toEqual([])
		expect(movesAsOf(began!.occurredOn + 39)).toEqual([10_000n])
		expect(movesAsOf(began!.occurredOn + 40)).toEqual([8_000n])
	})
})

describe('levers', () => {
	const leversOf = (rows: Row[]) => ledgerOf(rows.flatMap(rowFacts)).movements.at(-1)?.levers
	const units = (cents: number) => BigInt(cents) * 10_000n
	it.each<[string, Row[], Record<string, bigint>]>([
		[
			'seats at the old price, then the price at the new seats',
			[
				{ id: 'a', started: '2023-01-01', price: '10', quantity: '10', unit: 'seats' },
				{ id: 'a', started: '2023-05-01', price: '12', quantity: '15', unit: 'seats' },
			],
			{ seats: units(5_000), price: units(3_000), product: 0n },
		],
		[
			'price alone where the quantity is not seats',
			[
				{ id: 'a', started: '2023-01-01', price: '10', quantity: '10' },
				{ id: 'a', started: '2023-05-01', price: '10', quantity: '15' },
			],
			{ seats: 0n, price: units(5_000), product: 0n },
		],
		[
			'a product that comes, with fewer seats of another: parts of either sign',
			[
				{ id: 'a', started: '2023-01-01', price: '10', quantity: '10', unit: 'seats' },
				{ id: 'a', started: '2023-05-01', price: '10', quantity: '8', unit: 'seats' },
				{ id: 'b', started: '2023-05-01', price: '50', product: 'silver' },
			],
			{ seats: units(-2_000), price: 0n, product: units(5_000) },
		],
	])('%s', (_, rows, expected) => expect(leversOf(rows)).toEqual(expected))
})

describe('policies', () => {
	const policy = (switches: Partial<RevenuePolicy>) =>
		RevenuePolicy.parse({ id: 'own', name: 'Own', ...switches })
	const gap: Row[] = [
		{ id: 'a', started: '2023-01-01', ended: '2023-03-01', price: '100' },
		{ id: 'b', started: '2023-03-11', price: '120' },
	]
	const paused: Row[] = [{ id: 'a', started: '2023-01-01', price: '90', status: ['2023-07-04', 'paused'] }]
	const free: Row[] = [
		{ id: 'a', started: '2023-01-01', price: '90' },
		{ id: 'a', started: '2023-04-01', price: '0' },
	]
	const short: Row[] = [{ id: 'a', started: '2023-01-05', ended: '2023-01-20', price: '90' }]
	const discounted: Row[] = [
		{ id: 'a', started: '2023-01-01', price: '100', discount: '50' },
		{ id: 'a', started: '2023-04-01', price: '100' },
	]
	it.each<[string, Row[], Partial<RevenuePolicy>, string[]]>([
		[
			'a gap that is bridged',
			gap,
			{ bridgedGapDays: 10 },
			['2023-01-01 new 10000', '2023-03-11 expansion 2000'],
		],
		[
			'a gap that is too long to be bridged',
			gap,
			{ bridgedGapDays: 9 },
			['2023-01-01 new 10000', '2023-03-01 churn -10000', '2023-03-11 reactivation 12000'],
		],
		[
			'a return that counts as new',
			gap,
			{ newAfterDays: 5 },
			['2023-01-01 new 10000', '2023-03-01 churn -10000', '2023-03-11 new 12000'],
		],
		['a pause that counts', paused, { paused: 'counts' }, ['2023-01-01 new 9000']],
		[
			'a free plan that keeps the customer',
			free,
			{ freePlan: 'contraction' },
			['2023-01-01 new 9000', '2023-04-01 contraction -9000'],
		],
		['who starts and leaves within a month', short, { sameMonth: 'left_out' }, []],
		['a discount that does not last', discounted, { discounts: 'lasting' }, ['2023-01-01 new 10000']],
	])('%s', (_, rows, switches, expected) =>
		expect(story(rows, { policy: policy(switches) })).toEqual(expected),
	)

	it('leave metered use out, or take it in', () => {
		const rows: Row[] = [{ id: 'a', started: '2023-01-01', price: '9', product: 'api calls' }]
		expect(story(rows, { meteredProducts: ['api calls'] })).toEqual([])
		const included = policy({ meteredUse: 'included' })
		expect(story(rows, { meteredProducts: ['api calls'], policy: included })).toEqual(['2023-01-01 new 900'])
	})
	it('count churn on the day of the notice', () => {
		const facts = [
			...rowFacts({ id: 'a', started: '2023-01-01', ended: '2023-12-31', price: '100' }),
			{
				...rowFacts({ id: 'n', started: '2023-10-01', price: '0' })[0]!,
				kind: 'cancellation' as const,
				part: 'notified',
				body: { effective_on: '2023-12-31' },
			},
		]
		const days = (switches: Partial<RevenuePolicy>) =>
			ledgerOf(facts, { policy: policy(switches) }).movements.map(({ day }) => formatDay(day))
		expect(days({})).toEqual(['2023-01-01', '2023-12-31'])
		expect(days({ churnOn: 'notice' })).toEqual(['2023-01-01', '2023-10-01'])
	})
	it('keep the first rate, or show FX as a movement of its own', () => {
		const rows: Row[] = [
			{ id: 'a', started: '2023-01-01', ended: '2023-04-15', price: '100', currency: 'EUR' },
		]
		const first = story(rows, { conversion: movingEuro })
		expect(first).toHaveLength(2)
		expect(first[1]).toBe(first[0]!.replace('2023-01-01 new ', '2023-04-15 churn -'))
		const monthly = ledgerOf(rows.flatMap(rowFacts), {
			conversion: movingEuro,
			policy: policy({ fx: 'monthly_rate' }),
		})
		expect(monthly.movements.map(({ kind }) => kind)).toEqual(['new', 'fx', 'fx', 'fx', 'churn'])
		expect(monthly.movements.at(-1)?.to).toBe(0n)
		expect(monthly.movements.slice(1, 4).map(({ day }) => formatDay(day))).toEqual([
			'2023-02-01',
			'2023-03-01',
			'2023-04-01',
		])
	})
	it('leave an account without a rate out, by line and amount', () => {
		const rows: Row[] = [{ id: 'a', started: '2023-01-01', price: '12.50', quantity: '4', currency: 'EUR' }]
		expect(() => story(rows, { conversion: dollars })).toThrow(
			'[{"lineId":"a|2023-01-01","because":"no_rate","amount":"50","currency":"EUR"}]',
		)
	})
})
