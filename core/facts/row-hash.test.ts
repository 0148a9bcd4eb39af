import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyOfText, RowHash } from './row-hash.ts'

const hash = new RowHash()
const words = ({ low, high }: RowHash) => [low >>> 0, high >>> 0]
const hashOf = (...pairs: [number, number][]) => {
	hash.start()
	for (const [first, second] of pairs) hash.addPair(first, second)
	return words(hash.finish())
}

/** The same in exact arithmetic, as its description says. */
function hashByHand(pairs: [number, number][], length: number): number[] {
	const wrap = (value: bigint) => BigInt.asUintN(32, value)
	const turn = (value: bigint, by: bigint) => wrap(value << by) | (wrap(value) >> (32n - by))
	const mix = (word: bigint) => {
		let mixed = wrap((word ^ (word >> 16n)) * 0x85ebca6bn)
		mixed = wrap((mixed ^ (mixed >> 13n)) * 0xc2b2ae35n)
		return mixed ^ (mixed >> 16n)
	}
	let [low, high] = [0n, 0n]
	for (const [first, second] of pairs) {
		low ^= wrap(turn(wrap(wrap(BigInt(first)) * 0x239b961bn), 15n) * 0xab0e9789n)
		low = wrap(wrap(turn(low, 19n) + high) * 5n + 0x561ccd1bn)
		high ^= wrap(turn(wrap(wrap(BigInt(second)) * 0xab0e9789n), 16n) * 0x38b34ae5n)
		high = wrap(wrap(turn(high, 17n) + low) * 5n + 0x0bcaa747n)
	}
	low = wrap((low ^ BigInt(length)) + (high ^ BigInt(length)))
	high = wrap((high ^ BigInt(length)) + low)
	low = wrap(mix(low) + mix(high))
	return [Number(low), Number(wrap(mix(high) + low))]
}

describe('RowHash', () => {
	it('never changes: keys made of it are stored', () => {
		expect(keyOfText('')).toBe(0n)
		expect(['a', 'login', 'acc-000001', '日本', 'x'.repeat(250)].map(keyOfText)).toEqual([
			10475950787744119790n,
			16279277540543491599n,
			15863393749884838884n,
			2216441275904131057n,
			9791557310271984123n,
		])
		expect(hashOf([1, 2], [3, 4])).toEqual([1137051232, 15041490])
	})
	it('is what its description says', () => {
		const pair = fc.tuple(fc.integer(), fc.integer())
		fc.assert(
			fc.property(fc.array(pair, { maxLength: 6 }), pairs => {
				expect(hashOf(...pairs)).toEqual(hashByHand(pairs, pairs.length * 8))
			}),
			{ seed: 1, numRuns: 500 },
		)
	})
	it('hashes bytes wherever they stand, and their number', () => {
		const bytes = new TextEncoder().encode('abcdefghijklmnopqrstuvwxyz')
		const view = new DataView(bytes.buffer)
		for (let start = 0; start < 9; start++) {
			for (let end = start; end <= bytes.length; end++) {
				const text = new TextDecoder().decode(bytes.subarray(start, end))
				expect(words(hash.hashBytes(view, start, end))).toEqual(words(new RowHash().hashText(text)))
			}
		}
		expect(new Set(['a', 'a\0', 'a\0\0', '\0a'].map(keyOfText)).size).toBe(4)
	})
	it('takes 0 and −0 for the same number and others for others', () => {
		const ofNumber = (value: number) => {
			hash.start()
			hash.addNumber(value)
			return words(hash.finish()).join()
		}
		expect(ofNumber(-0)).toBe(ofNumber(0))
		expect(new Set([0, 1, -1, 0.1, 1e-300, 1e300].map(ofNumber)).size).toBe(6)
	})
	it('tells small values apart, each half of it as chance would', () => {
		const count = 400_000
		const [lows, highs, both] = [new Set<number>(), new Set<number>(), new Set<number>()]
		for (let value = 0; value < count; value++) {
			const [low = 0, high = 0] = hashOf([value & 1023, 5], [value >>> 10, 0])
			lows.add(low)
			highs.add(high)
			both.add((high & 0x1fffff) * 2 ** 32 + low)
		}
		expect(both.size).toBe(count)
		// Of so many random words of 32 bits about 19 are twins.
		for (const half of [lows, highs]) expect(count - half.size).toBeLessThan(45)
		for (const half of [lows, highs]) expect(count - half.size).toBeGreaterThan(4)
	})
})
