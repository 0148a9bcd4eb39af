import { calendarOf, type Day, dayOf } from '../time/day.ts'

/**
 * Usage of one account and month as 16-byte tuples, one per (day, measure, user, lag), little endian, in this
 * order:
 *
 * | bytes | content |
 * |---|---|
 * | 0–3 | head: day of the month − 1 (5 bits, low) · lag in days (13 bits) · measure (14 bits, high) |
 * | 4–7 | number of the user within the account, 0 where the row named none |
 * | 8–15 | value, float64 |
 *
 * Tuples of one (day, measure, user) add up over their lags: a correction is a further tuple with the difference
 * and the lag after which it became known. A value of 0 adds nothing and is kept, because it says that the day
 * was reported.
 */
export interface UsageTuple {
	/** 1–31. */
	dayOfMonth: number
	measureId: number
	/** 0: none. */
	userNumber: number
	/** Days between the day and when it became known. */
	lagDays: number
	value: number
}

export const bytesPerTuple = 16
export const maximumMeasures = 1 << 14
/** Corrections of days more than 22 years back count as known this many days after the day. */
export const maximumLagDays = (1 << 13) - 1

/** First four bytes of a tuple. */
export function packHead(dayOfMonth: number, measureId: number, lagDays: number): number {
	return ((dayOfMonth - 1) | (lagDays << 5) | (measureId << 18)) >>> 0
}
export function dayOfMonthOf(head: number): number {
	return (head & 31) + 1
}
export function lagDaysOf(head: number): number {
	return (head >>> 5) & maximumLagDays
}
export function measureIdOf(head: number): number {
	return head >>> 18
}

/** Bytes as words and doubles: a copy only where they do not start at a multiple of eight. */
export function viewTuples(bytes: Uint8Array): { words: Uint32Array; doubles: Float64Array; count: number } {
	if (bytes.length % bytesPerTuple !== 0) {
		throw new Error(`expected usage tuples of ${bytesPerTuple} bytes each, got ${bytes.length} bytes`)
	}
	const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes)
	return {
		words: new Uint32Array(aligned.buffer, aligned.byteOffset, bytes.length / 4),
		doubles: new Float64Array(aligned.buffer, aligned.byteOffset, bytes.length / 8),
		count: bytes.length / bytesPerTuple,
	}
}

/** Negative, 0 or positive as (day, measure, user, lag) of the first stands before, with or after the second's. */
export function compareTuples(headA: number, userA: number, headB: number, userB: number): number {
	const byDay = (headA & 31) - (headB & 31)
	if (byDay !== 0) return byDay
	const byMeasure = (headA >>> 18) - (headB >>> 18)
	if (byMeasure !== 0) return byMeasure
	if (userA !== userB) return userA < userB ? -1 : 1
	return lagDaysOf(headA) - lagDaysOf(headB)
}

/** Tuples in any order → bytes. Several of the same (day, measure, user, lag) become one with their sum. */
export function packTuples(tuples: readonly UsageTuple[]): Uint8Array {
	const coded = tuples.map(tuple => {
		checkTuple(tuple)
		return { head: packHead(tuple.dayOfMonth, tuple.measureId, tuple.lagDays), tuple }
	})
	coded.sort((a, b) => compareTuples(a.head, a.tuple.userNumber, b.head, b.tuple.userNumber))
	const writer = new TupleWriter(tuples.length)
	for (const { head, tuple } of coded) writer.add(head, tuple.userNumber, tuple.value)
	return writer.finish()
}

function checkTuple({ dayOfMonth, measureId, userNumber, lagDays }: UsageTuple): void {
	const fits = (value: number, least: number, most: number) =>
		Number.isInteger(value) && value >= least && value <= most
	if (
		!fits(dayOfMonth, 1, 31) ||
		!fits(measureId, 0, maximumMeasures - 1) ||
		!fits(userNumber, 0, 0xffffffff) ||
		!fits(lagDays, 0, maximumLagDays)
	) {
		throw new RangeError(
			`a usage tuple holds day 1–31, measure 0–${maximumMeasures - 1}, user 0–4294967295 and lag 0–${maximumLagDays}, got ${dayOfMonth}, ${measureId}, ${userNumber}, ${lagDays}`,
		)
	}
}

/** Bytes → tuples in their order. */
export function unpackTuples(bytes: Uint8Array): UsageTuple[] {
	const { words, doubles, count } = viewTuples(bytes)
	return Array.from({ length: count }, (_, index) => {
		const head = words[4 * index] ?? 0
		return {
			dayOfMonth: dayOfMonthOf(head),
			measureId: measureIdOf(head),
			userNumber: words[4 * index + 1] ?? 0,
			lagDays: lagDaysOf(head),
			value: doubles[2 * index + 1] ?? 0,
		}
	})
}

/** Two sorted blocks → one; values of equal (day, measure, user, lag) are added. */
export function mergeTuples(first: Uint8Array, second: Uint8Array): Uint8Array {
	if (first.length === 0) return second
	if (second.length === 0) return first
	const a = viewTuples(first)
	const b = viewTuples(second)
	const writer = new TupleWriter(a.count + b.count)
	let i = 0
	let j = 0
	while (i < a.count || j < b.count) {
		const order =
			j >= b.count
				? -1
				: i >= a.count
					? 1
					: compareTuples(a.words[4 * i]!, a.words[4 * i + 1]!, b.words[4 * j]!, b.words[4 * j + 1]!)
		const from = order <= 0 ? a : b
		const at = order <= 0 ? i++ : j++
		writer.add(from.words[4 * at]!, from.words[4 * at + 1]!, from.doubles[2 * at + 1]!)
	}
	return writer.finish()
}

/** Writes tuples that come in order; one equal to the last is added to it. */
export class TupleWriter {
	private readonly buffer: ArrayBuffer
	private readonly words: Uint32Array
	private readonly doubles: Float64Array
	private count = 0

	constructor(capacity: number) {
		this.buffer = new ArrayBuffer(capacity * bytesPerTuple)
		this.words = new Uint32Array(this.buffer)
		this.doubles = new Float64Array(this.buffer)
	}

	add(head: number, userNumber: number, value: number): void {
		const last = this.count - 1
		if (last >= 0 && this.words[4 * last] === head && this.words[4 * last + 1] === userNumber) {
			this.doubles[2 * last + 1]! += value
			return
		}
		this.words[4 * this.count] = head
		this.words[4 * this.count + 1] = userNumber
		this.doubles[2 * this.count + 1] = value
		this.count++
	}

	finish(): Uint8Array {
		return new Uint8Array(this.buffer, 0, this.count * bytesPerTuple)
	}
}

/** Calendar months counted from year 0, so that any day's month is a whole number ≥ 0. */
export function monthNumberOf(day: Day): number {
	const { year, month } = calendarOf(day)
	return year * 12 + month - 1
}

/** First day of a month of `monthNumberOf`. */
export function monthNumberStart(monthNumber: number): Day {
	return dayOf(Math.floor(monthNumber / 12), (monthNumber % 12) + 1, 1)
}

/**
 * After how many days a row became known (definitions: what was known when). What occurred before `liveFrom` is
 * history and known on its day; from then on a row is known on the day of its load. A correction is known on the
 * day of its load, whenever it occurred.
 */
export function lagDaysOfRow(
	day: Day,
	{ loadDay, liveFrom, isCorrection }: { loadDay: Day; liveFrom: Day; isCorrection: boolean },
): number {
	if (day < liveFrom && !isCorrection) return 0
	return Math.min(Math.max(0, loadDay - day), maximumLagDays)
}
