import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PairTable } from './pair-table.ts'
import { TupleSums } from './tuple-sums.ts'
import { packTuples, unpackTuples } from './usage-tuples.ts'

it('numbers pairs like a map, when emptied and filled again too', () => {
	const word = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 0xffffffff }))
	const table = new PairTable()
	fc.assert(
		fc.property(fc.array(fc.tuple(word, word), { maxLength: 3000, size: 'max' }), pairs => {
			table.clear()
			const numbers = new Map<string, number>()
			for (const [high, low] of pairs) {
				expect(table.find(high, low)).toBe(numbers.get(`${high} ${low}`) ?? -1)
				if (!numbers.has(`${high} ${low}`)) numbers.set(`${high} ${low}`, numbers.size)
				expect(table.add(high, low)).toBe(numbers.get(`${high} ${low}`))
			}
			expect(table.size).toBe(numbers.size)
		}),
		{ seed: 3, numRuns: 30 },
	)
})

it('adds up rows to the tuples that packing them gives, without corrections that cancel out', () => {
	const row = fc.record({
		dayOfMonth: fc.integer({ min: 1, max: 31 }),
		measureId: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 16_383 })),
		userNumber: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 0xffffffff })),
		correction: fc.constantFrom<0 | 1>(0, 1),
		value: fc.integer({ min: -3, max: 3 }),
	})
	const sums = new TupleSums()
	const lagOf = (dayOfMonth: number, correction: 0 | 1) => (correction === 1 ? 100 - dayOfMonth : 0)
	fc.assert(
		fc.property(fc.array(row, { maxLength: 200 }), rows => {
			for (const { dayOfMonth, measureId, userNumber, value, correction } of rows) {
				sums.add(dayOfMonth, measureId, userNumber, value, correction)
			}
			const expected = unpackTuples(
				packTuples(rows.map(item => ({ ...item, lagDays: lagOf(item.dayOfMonth, item.correction) }))),
			).filter(tuple => tuple.lagDays === 0 || tuple.value !== 0)
			expect(unpackTuples(sums.take(lagOf))).toEqual(expected)
			expect(sums.size).toBe(0)
		}),
		{ seed: 4, numRuns: 200 },
	)
})

it('grows beyond its first size', () => {
	const sums = new TupleSums()
	for (let user = 10_000; user > 0; user--) sums.add(1 + (user % 31), user % 7, user, user, 0)
	const tuples = unpackTuples(sums.take(() => 0))
	expect(tuples.length).toBe(10_000)
	expect(
		tuples.every(({ userNumber, value, dayOfMonth, measureId }) => {
			return value === userNumber && dayOfMonth === 1 + (userNumber % 31) && measureId === userNumber % 7
		}),
	).toBe(true)
})
