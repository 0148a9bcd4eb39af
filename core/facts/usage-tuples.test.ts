import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayOf, getDay } from '../time/day.ts'
import {
	bytesPerTuple,
	lagDaysOfRow,
	maximumLagDays,
	maximumMeasures,
	mergeTuples,
	monthNumberOf,
	monthNumberStart,
	packTuples,
	type UsageTuple,
	unpackTuples,
} from './usage-tuples.ts'

const anyTuple: fc.Arbitrary<UsageTuple> = fc.record({
	dayOfMonth: fc.integer({ min: 1, max: 31 }),
	measureId: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: maximumMeasures - 1 })),
	userNumber: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 0xffffffff })),
	lagDays: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: maximumLagDays })),
	// Halves, so that sums are exact in any order.
	value: fc.integer({ min: -1e9, max: 1e9 }).map(number => number / 2),
})
const keyOf = (tuple: UsageTuple) =>
	[tuple.dayOfMonth, tuple.measureId, tuple.userNumber, tuple.lagDays] as const

function sumByKey(tuples: readonly UsageTuple[]): UsageTuple[] {
	const sums = new Map<string, UsageTuple>()
	for (const tuple of tuples) {
		const key = keyOf(tuple).join(' ')
		sums.set(key, { ...tuple, value: (sums.get(key)?.value ?? 0) + tuple.value })
	}
	return [...sums.values()].sort((a, b) => {
		const [first, second] = [keyOf(a), keyOf(b)]
		const at = first.findIndex((part, index) => part !== second[index])
		return at < 0 ? 0 : first[at]! - second[at]!
	})
}

describe('usage tuples', () => {
	it('are 16 bytes in the documented layout', () => {
		const bytes = packTuples([
			{ dayOfMonth: 3, measureId: 5, userNumber: 0x01020304, lagDays: 7, value: 1.5 },
		])
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
		expect(bytes.length).toBe(bytesPerTuple)
		expect(view.getUint32(0, true)).toBe(2 + 7 * 32 + 5 * 2 ** 18)
		expect(view.getUint32(4, true)).toBe(0x01020304)
		expect(view.getFloat64(8, true)).toBe(1.5)
	})
	it('unpack to what was packed, sorted by day, measure, user and lag, equal ones added', () => {
		fc.assert(
			fc.property(fc.array(anyTuple, { maxLength: 60 }), tuples => {
				expect(unpackTuples(packTuples(tuples))).toEqual(sumByKey(tuples))
			}),
			{ seed: 1, numRuns: 300 },
		)
	})
	it('merge to what packing all of them together gives', () => {
		const block = fc.array(anyTuple, { maxLength: 40 })
		fc.assert(
			fc.property(block, block, (first, second) => {
				const merged = mergeTuples(packTuples(first), packTuples(second))
				expect(unpackTuples(merged)).toEqual(sumByKey([...first, ...second]))
			}),
			{ seed: 2, numRuns: 300 },
		)
	})
	it('are read from any byte offset', () => {
		const tuples: UsageTuple[] = [
			{ dayOfMonth: 31, measureId: 16_383, userNumber: 9, lagDays: 8191, value: -2 },
		]
		const shifted = new Uint8Array(17)
		shifted.set(packTuples(tuples), 1)
		expect(unpackTuples(shifted.subarray(1))).toEqual(tuples)
		expect(() => unpackTuples(shifted)).toThrow('expected usage tuples of 16 bytes each, got 17 bytes')
	})
	it.each([
		{ dayOfMonth: 0 },
		{ dayOfMonth: 32 },
		{ measureId: 16_384 },
		{ userNumber: -1 },
		{ lagDays: 8192 },
		{ lagDays: 0.5 },
	])('refuse %o', wrong => {
		const right = { dayOfMonth: 1, measureId: 0, userNumber: 0, lagDays: 0, value: 1 }
		expect(() => packTuples([{ ...right, ...wrong }])).toThrow(RangeError)
	})
	it('number months so that each begins on its first day', () => {
		for (const text of ['1969-12-31', '1970-01-01', '2024-02-29', '2025-12-31', '1900-03-01']) {
			const day = getDay(text)
			const start = monthNumberStart(monthNumberOf(day))
			expect(start).toBe(dayOf(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 1))
			expect(monthNumberOf(start - 1)).toBe(monthNumberOf(day) - 1)
		}
	})
})

describe('lag of a row', () => {
	const liveFrom = getDay('2025-06-01')
	const loadDay = getDay('2025-06-20')
	it.each([
		['history is known on its day', '2025-05-31', false, 0],
		['from then on a row is known on its load', '2025-06-01', false, 19],
		['the load day itself', '2025-06-20', false, 0],
		['a day ahead of the load', '2025-07-01', false, 0],
		['a correction of history is known on its load', '2025-05-31', true, 20],
		['a correction of the future', '2025-07-01', true, 0],
		['at most what a tuple holds', '1990-01-01', true, 8191],
	])('%s', (_, day, isCorrection, lagDays) => {
		expect(lagDaysOfRow(getDay(day), { loadDay, liveFrom, isCorrection })).toBe(lagDays)
	})
})
