import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findNewKeys, keyOfOccurrence, viewKeys } from './usage-keys.ts'

const hashes = (...values: number[]) =>
	BigUint64Array.from(values.map(value => (BigInt(value) << 33n) | BigInt(value)))

describe('keys of usage rows', () => {
	it('make a file that is loaded again a duplicate as a whole', () => {
		const file = () => hashes(5, 3, 5, 9, 5)
		const first = findNewKeys(file(), null)
		expect(first).toMatchObject({ isNew: null, accepted: 5 })
		expect(first.merged!.length).toBe(40)
		expect(findNewKeys(file(), first.merged)).toMatchObject({ merged: null, accepted: 0 })
	})
	it('take as new only occurrences that were not there', () => {
		const stored = findNewKeys(hashes(5, 3), null).merged
		const found = findNewKeys(hashes(5, 5, 5, 4), stored)
		expect(found.accepted).toBe(3)
		expect([...found.isNew!]).toEqual([0, 1, 1, 1])
		expect(found.merged!.length).toBe(40)
	})
	it('are sorted, in whatever order and pieces the files come', () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(fc.integer({ min: 0, max: 1e6 }), { maxLength: 40 }),
				fc.nat({ max: 40 }),
				(values, cut) => {
					const whole = findNewKeys(hashes(...values), null).merged!
					const second = findNewKeys(hashes(...values.slice(cut)), null).merged!
					const both = findNewKeys(hashes(...values.slice(0, cut)), second).merged ?? second
					expect([...viewKeys(both)]).toEqual([...viewKeys(whole)])
					expect([...viewKeys(whole)]).toEqual([...viewKeys(whole)].sort((a, b) => (a < b ? -1 : 1)))
				},
			),
			{ seed: 5, numRuns: 200 },
		)
	})
	it('count occurrences as a multiset', () => {
		const many = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 30 })
		fc.assert(
			fc.property(many, many, (first, second) => {
				const stored = findNewKeys(hashes(...first), null).merged
				const count = (values: number[], value: number) => values.filter(item => item === value).length
				const expected = [0, 1, 2, 3, 4].reduce(
					(sum, value) => sum + Math.max(0, count(second, value) - count(first, value)),
					0,
				)
				expect(findNewKeys(hashes(...second), stored).accepted).toBe(expected)
			}),
			{ seed: 6, numRuns: 200 },
		)
	})
	it('differ between occurrences of one row and stay the same for ever', () => {
		const keys = Array.from({ length: 100_000 }, (_, index) => keyOfOccurrence(7, 42, index + 1))
		expect(new Set(keys.map(({ high, low }) => high * 2 ** 32 + low)).size).toBe(100_000)
		expect(keys[0]).toEqual({ high: 7, low: 42 })
		// Stored keys depend on this number.
		expect(keys[1]).toMatchInlineSnapshot(`
			{
			  "high": 1538230861,
			  "low": 1423874485,
			}
		`)
	})
})
