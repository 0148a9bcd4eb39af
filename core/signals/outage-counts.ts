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

/** Per day, over all accounts added so far: as small for a million accounts as for ten. */
export interface OutageCounts {
	fromDay: Day
	/** Accounts that did anything in the 28 covered days before. */
	active: Uint32Array
	/** Active accounts whose usual is large enough to judge them by. */
	judged: Uint32Array
	/** Judged accounts under half of their usual. */
	under: Uint32Array
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
		total: new Float64Array(length),
		usual: new Float64Array(length),
	}
}

function totalOn({ firstDay, totals }: DailyTotals, day: Day): number {
	return totals[day - firstDay] ?? 0
}

/** Median of the latest covered days of the same weekday; undefined with too few of them. */
export function usualOn(
	account: DailyTotals,
	day: Day,
	missingDays: ReadonlySet<Day>,
	usualDays: number,
): number | undefined {
	const values: number[] = []
	const earliest = Math.max(account.firstDay, day - outageLookBackDays)
	for (let before = day - 7; before >= earliest && values.length < usualDays; before -= 7) {
		if (!missingDays.has(before)) values.push(totalOn(account, before))
	}
	if (values.length < Math.min(minimumUsualDays, usualDays)) return undefined
	values.sort((a, b) => a - b)
	const middle = values.length >> 1
	const upper = values[middle] ?? 0
	return values.length % 2 === 1 ? upper : (upper + (values[middle - 1] ?? 0)) / 2
}

/** Last day before each judged day with any activity, and how many covered days ago: one walk over the history. */
function isActiveBefore(account: DailyTotals, day: Day, missingDays: ReadonlySet<Day>): boolean {
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
	missingDays: ReadonlySet<Day>,
	settings: OutageSettings = usualOutageSettings,
): void {
	for (let index = 0; index < counts.active.length; index++) {
		const day = counts.fromDay + index
		if (!isActiveBefore(account, day, missingDays)) continue
		counts.active[index]!++
		const usual = usualOn(account, day, missingDays, settings.usualDays)
		if (usual === undefined) continue
		const total = totalOn(account, day)
		counts.total[index]! += total
		counts.usual[index]! += usual
		if (usual < settings.minimumUsual) continue
		counts.judged[index]!++
		if (total < settings.dropShare * usual) counts.under[index]!++
	}
}
