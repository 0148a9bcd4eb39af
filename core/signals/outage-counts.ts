import type { Day } from '../time/day.ts'

export interface OutageSettings {
	/** A day is an outage when more than this share of the accounts judged is under `dropShare` of their usual. */
	accountShare: number
	dropShare: number
	/** With fewer accounts than this a drop cannot be told from customers who stopped: nothing is an outage. */
	minimumAccounts: number
	/** Accounts with a smaller usual for the weekday are not judged one by one: one event less is no drop. */
	minimumUsual: number
	/** How many of the latest days of the same weekday make the usual (their median). */
	usualDays: number
}

export const usualOutageSettings: OutageSettings = {
	accountShare: 0.5,
	dropShare: 0.5,
	minimumAccounts: 5,
	minimumUsual: 4,
	usualDays: 4,
}

/** Days before a judged day that its usual may come from; histories handed in should begin this much earlier. */
export const outageLookBackDays = 84
/** An account counts when it did anything in this many days before the day. */
const activeDays = 28
/** Fewer earlier days of the weekday than this make no usual. */
const minimumUsualDays = 2

/** One account's usage from one source: everything that it counted per day, from `firstDay` on. */
export interface DailyTotals {
	firstDay: Day
	totals: Float64Array
}

/** Days to leave out: a set of them, or anything that answers faster. */
export interface DayLookup {
	has(day: Day): boolean
}

/** Per day, over all accounts added so far: as small for a million accounts as for ten. */
export interface OutageCounts {
	fromDay: Day
	/** Accounts that did anything in the 28 covered days before. */
	active: Uint32Array
	/** Active accounts whose usual is large enough to judge them by. */
	judged: Uint32Array
	/** Judged accounts under half of their usual. */
	under: Uint32Array
	/** What the judged accounts did as shares of their usual, each at most 1, added up; and what is usual for that sum. */
	filled: Float64Array
	usuallyFilled: Float64Array
	/** What all active accounts did, and what would be usual for them. */
	total: Float64Array
	usual: Float64Array
}

/** Counts for the days from `fromDay` to `toDay`, both included; `toDay` is at most the data's reach. */
export function startOutageCounts(fromDay: Day, toDay: Day): OutageCounts {
	const length = Math.max(0, toDay - fromDay + 1)
	return {
		fromDay,
		active: new Uint32Array(length),
		judged: new Uint32Array(length),
		under: new Uint32Array(length),
		filled: new Float64Array(length),
		usuallyFilled: new Float64Array(length),
		total: new Float64Array(length),
		usual: new Float64Array(length),
	}
}

function totalOn({ firstDay, totals }: DailyTotals, day: Day): number {
	return totals[day - firstDay] ?? 0
}

/**
 * Puts the totals of the latest covered days of the same weekday into `values`, in order of size. false with too
 * few of them. The array is used again for every day, because this runs for every account and day.
 */
function fillUsual(
	values: number[],
	account: DailyTotals,
	day: Day,
	missingDays: DayLookup,
	usualDays: number,
): boolean {
	values.length = 0
	const earliest = Math.max(account.firstDay, day - outageLookBackDays)
	for (let before = day - 7; before >= earliest && values.length < usualDays; before -= 7) {
		if (missingDays.has(before)) continue
		const total = totalOn(account, before)
		let place = values.length
		for (; place > 0 && values[place - 1]! > total; place--) values[place] = values[place - 1]!
		values[place] = total
	}
	return values.length >= Math.min(minimumUsualDays, usualDays)
}

function medianOf(sorted: readonly number[]): number {
	const middle = sorted.length >> 1
	const upper = sorted[middle] ?? 0
	return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2
}

/** Last day before each judged day with any activity, and how many covered days ago: one walk over the history. */
function isActiveBefore(account: DailyTotals, day: Day, missingDays: DayLookup): boolean {
	let covered = 0
	const earliest = Math.max(account.firstDay, day - outageLookBackDays)
	for (let before = day - 1; before >= earliest && covered < activeDays; before--) {
		if (missingDays.has(before)) continue
		if (totalOn(account, before) > 0) return true
		covered++
	}
	return false
}

/** Adds one account to the counts. `missingDays` are outages that are known already. */
export function countAccount(
	counts: OutageCounts,
	account: DailyTotals,
	missingDays: DayLookup,
	settings: OutageSettings = usualOutageSettings,
): void {
	const values: number[] = []
	for (let index = 0; index < counts.active.length; index++) {
		const day = counts.fromDay + index
		if (!isActiveBefore(account, day, missingDays)) continue
		counts.active[index]!++
		if (!fillUsual(values, account, day, missingDays, settings.usualDays)) continue
		const usual = medianOf(values)
		const total = totalOn(account, day)
		counts.total[index]! += total
		counts.usual[index]! += usual
		if (usual < settings.minimumUsual) continue
		counts.judged[index]!++
		if (total < settings.dropShare * usual) counts.under[index]!++
		counts.filled[index]! += Math.min(1, total / usual)
		for (const value of values) counts.usuallyFilled[index]! += Math.min(1, value / usual) / values.length
	}
}
