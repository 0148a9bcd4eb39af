import { describe, expect, it } from 'vitest'
import { coveredDays, coveredDaysSince } from '../time/covered-days.ts'
import { getDay, weekdayOf } from '../time/day.ts'
import { missingDays } from '../time/missing-days.ts'
import { countingMeasures, dailyTotals } from './daily-totals.ts'
import { detectOutage } from './detect-outage.ts'
import { findHolds } from './missing-days.ts'
import { countAccount, type DailyTotals, startOutageCounts } from './outage-counts.ts'

const firstDay = getDay('2026-01-05')
const length = 180

function makeRandom(seed: number): () => number {
	let state = seed >>> 0
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
		return state / 2 ** 32
	}
}

function poisson(mean: number, random: () => number): number {
	let count = 0
	for (let product = random(); product > Math.exp(-mean); product *= random()) count++
	return count
}

/** A book of accounts of all sizes that rest on weekends; the factor says what an account does on a day. */
function makeBook(
	accounts: number,
	options: { seed?: number; smallest?: number; factor?: (account: number, index: number) => number } = {},
): DailyTotals[] {
	const random = makeRandom(options.seed ?? 3)
	return Array.from({ length: accounts }, (_, account) => {
		const usual = (options.smallest ?? 3) + random() ** 3 * 40
		const totals = new Float64Array(length)
		for (let index = 0; index < length; index++) {
			const rest = weekdayOf(firstDay + index) >= 6 ? 0.1 : 1
			totals[index] = poisson(usual * rest * (options.factor?.(account, index) ?? 1), random)
		}
		return { firstDay, totals }
	})
}

function outagesOf(book: DailyTotals[], fromIndex = 60, toIndex = length - 1): number[] {
	return detectOutage({ fromDay: firstDay + fromIndex, toDay: firstDay + toIndex }, add => {
		for (const account of book) add(account)
	}).map(({ day }) => day - firstDay)
}

function isIn(index: number, from: number, to: number): boolean {
	return index >= from && index <= to
}

describe('outages', () => {
	it('are none in a quiet book, sparse or not', () => {
		for (const smallest of [0.2, 0.5, 1, 3]) {
			for (const seed of [1, 2, 3]) expect(outagesOf(makeBook(150, { seed, smallest }))).toEqual([])
		}
	})

	it('are none, and are found, where accounts come and go by the day', () => {
		for (const accounts of [40, 60, 150]) {
			const random = makeRandom(accounts)
			// A third of the days is under half of the usual.
			const comes = () => (random() < 0.25 ? 0.1 : 0.3 + 1.4 * random())
			const factors = Array.from({ length: accounts * length }, comes)
			const factorOf = (account: number, index: number) => factors[account * length + index] ?? 1
			expect(outagesOf(makeBook(accounts, { smallest: 4, factor: factorOf }))).toEqual([])
			const outage = makeBook(accounts, {
				smallest: 4,
				factor: (account, index) => (isIn(index, 98, 102) ? 0 : factorOf(account, index)),
			})
			expect(outagesOf(outage)).toEqual([98, 99, 100, 101, 102])
		}
	})

	it('are found to the day: nothing, far too little, half of the accounts and more', () => {
		// Index 98 is a Monday; 98–104 a whole week.
		const week = [98, 99, 100, 101, 102, 103, 104]
		const nothing = makeBook(300, { factor: (_, index) => (isIn(index, 98, 104) ? 0 : 1) })
		expect(outagesOf(nothing)).toEqual(week)
		const third = makeBook(300, { factor: (_, index) => (isIn(index, 98, 102) ? 0.2 : 1) })
		expect(outagesOf(third)).toEqual(week.slice(0, 5))
		const most = makeBook(300, { factor: (a, index) => (isIn(index, 98, 102) && a % 5 < 3 ? 0 : 1) })
		expect(outagesOf(most)).toEqual(week.slice(0, 5))
	})

	it('are found for five weeks in a row, whose own zeros become the usual', () => {
		const long = makeBook(100, { factor: (_, index) => (isIn(index, 98, 132) ? 0 : 1) })
		expect(outagesOf(long)).toEqual(Array.from({ length: 35 }, (_, i) => 98 + i))
	})

	it('are not ten accounts of 400, one account, or a third of the book', () => {
		for (const dropped of [1, 10, 130]) {
			const book = makeBook(400, { factor: (a, index) => (index >= 98 && a < dropped ? 0 : 1) })
			expect(outagesOf(book)).toEqual([])
		}
	})

	it('cannot be told from a few customers who stop', () => {
		expect(outagesOf(makeBook(4, { factor: (_, index) => (index >= 98 ? 0 : 1) }))).toEqual([])
	})

	it('need the data to reach so far: later days are missing, not an outage', () => {
		const book = makeBook(100, { factor: (_, index) => (index >= 150 ? 0 : 1) })
		expect(outagesOf(book, 60, 149)).toEqual([])
		expect([...missingDays([10, 200], 149, 152)]).toEqual([10, 150, 151, 152])
		expect([...missingDays([10], null, 152)]).toEqual([10])
	})

	it('are the same day by day with what is known, and hold few numbers', () => {
		const book = makeBook(100, { factor: (_, index) => (isIn(index, 98, 110) ? 0.1 : 1) })
		const known = new Set<number>()
		for (let index = 60; index < length; index++) {
			const day = firstDay + index
			const found = detectOutage({ fromDay: day, toDay: day, knownDays: known }, add => {
				for (const account of book) add(account)
			})
			for (const outage of found) known.add(outage.day)
		}
		expect([...known].map(day => day - firstDay)).toEqual(outagesOf(book))
		const counts = startOutageCounts(firstDay + 60, firstDay + 61)
		for (const account of book) countAccount(counts, account, known)
		expect(counts.active).toEqual(new Uint32Array([100, 100]))
	})
})

describe('the weeks around an outage', () => {
	const outage = [98, 104] as const
	const dropped = new Set([0, 40, 80, 120, 160, 200, 240, 280, 320, 360])
	const book = makeBook(400, {
		smallest: 20,
		factor: (account, index) =>
			isIn(index, ...outage) ? 0 : index > outage[1] - 7 && dropped.has(account) ? 0.35 : 1,
	})
	const outageDays = new Set(outagesOf(book).map(index => firstDay + index))

	function changeOn({ totals }: DailyTotals, index: number, windowDays: number): number | null {
		const days = coveredDays(firstDay + index, windowDays, outageDays)
		if (!days) return null
		const sum = (list: number[]) => list.reduce((all, day) => all + (totals[day - firstDay] ?? 0), 0)
		const before = sum(days.before)
		return before >= 10 ? sum(days.now) / before - 1 : null
	}

	it('show no drop where none was, in the outage and after it', () => {
		const fired = book.flatMap((account, id) => {
			if (dropped.has(id)) return []
			return Array.from({ length: 60 }, (_, i) => outage[0] + i).flatMap(index => {
				const change = changeOn(account, index, 14)
				return change !== null && change <= -0.4 ? [`${id} on ${index}`] : []
			})
		})
		expect(fired).toEqual([])
	})

	it('show every real drop within 14 days of the return', () => {
		const missed = [...dropped].filter(id => {
			const days = Array.from({ length: 14 }, (_, i) => outage[1] + 1 + i)
			return !days.some(index => (changeOn(book[id]!, index, 14) ?? 0) <= -0.4)
		})
		expect(missed).toEqual([])
	})

	it('count no missing day as a day without activity', () => {
		expect(coveredDaysSince(firstDay + 96, firstDay + 106, outageDays)).toBe(3)
	})
})

describe('holds', () => {
	const state = (reachOn: number | null, isStale: boolean, outage: number[] = []) => ({
		reachOn,
		isStale,
		outageDays: new Set(outage),
	})
	it.each([
		['fresh', state(100, false), undefined],
		['in an outage', state(100, false, [100]), 'outage'],
		['outage is the last that came', state(98, false, [98]), 'outage'],
		['back again', state(100, false, [98, 99]), undefined],
		['stale', state(80, true), 'stale'],
		['stale since an outage', state(80, true, [80]), 'outage'],
		['days were due that never came', state(98, false, [99]), 'outage'],
		['never loaded', state(null, true), undefined],
	])('%s', (_, usage, reason) => {
		expect(findHolds(100, new Map([['usage', usage]])).sources.get('usage')).toBe(reason)
	})
})

describe('daily totals', () => {
	it('count events as known on the date, and neither sums nor users', () => {
		const measures = [
			{ measureId: 0, event: 'login', property: null, firstOn: 0, kind: 'usage' as const },
			{ measureId: 2, event: 'login', property: '$users', firstOn: 0, kind: 'usage_daily' as const },
		]
		const usage = {
			length: 6,
			days: Int32Array.of(9, 10, 10, 11, 11, 13),
			measures: Uint16Array.of(0, 0, 2, 0, 0, 0),
			users: new Uint32Array(6),
			values: Float64Array.of(1, 2, 4, 8, 16, 32),
			lags: Uint16Array.of(0, 0, 0, 0, 2, 0),
		}
		const counting = countingMeasures(measures)
		expect([...dailyTotals(usage, counting, 10, 12).totals]).toEqual([2, 8, 0])
		expect([...dailyTotals(usage, counting, 10, 13).totals]).toEqual([2, 24, 0, 32])
	})
})
