import type { Day } from './day.ts'

/** A stretch of days, both ends included. */
export interface DayRange {
	from: Day
	to: Day
}

export interface CoveredDays {
	/** The n days that stand for the window as of the date, ascending. */
	now: Day[]
	/** The n days that stand for the window before. */
	before: Day[]
}

/** How many weeks before its own place a missing day may be replaced from. */
const reachWeeks = 26

/**
 * The days that an n-day window and the window before it count when some days are missing for everybody (an
 * outage, or days not delivered yet). Every missing day is replaced by the latest day of the same weekday that is
 * not missing and in no window yet, so both windows keep n days and their mix of weekdays, and an outage of a few
 * days cannot read as a drop of sums, of distinct users, or of features used. Without missing days they are the
 * plain windows `asOf−n+1 … asOf` and `asOf−2n+1 … asOf−n`.
 *
 * Returns `undefined` where half a year back holds no day to replace one with: the windows are then unknown.
 */
export function coveredDays(
	asOf: Day,
	windowDays: number,
	missingDays: ReadonlySet<Day>,
): CoveredDays | undefined {
	const [now, before] = coverWindows(asOf, [windowDays, windowDays], missingDays) ?? []
	return now && before && { now, before }
}

/**
 * The same for any windows that follow one another backwards from `lastDay`, each of its own length: the days that
 * stand for each, ascending.
 */
export function coverWindows(
	lastDay: Day,
	lengths: readonly number[],
	missingDays: ReadonlySet<Day>,
): Day[][] | undefined {
	const taken = new Set<Day>()
	const windows: Day[][] = []
	let end = lastDay
	for (const length of lengths) {
		const days = fillWindow(end, length, missingDays, taken)
		if (!days) return undefined
		windows.push(days)
		end -= length
	}
	return windows
}

/**
 * Latest day first, so that later days are replaced by later ones. A day that an earlier window already took as a
 * replacement counts as missing here.
 */
function fillWindow(
	lastDay: Day,
	windowDays: number,
	missingDays: ReadonlySet<Day>,
	taken: Set<Day>,
): Day[] | undefined {
	const firstDay = lastDay - windowDays + 1
	const days: Day[] = []
	const empty: Day[] = []
	for (let day = lastDay; day >= firstDay; day--) {
		if (missingDays.has(day) || taken.has(day)) empty.push(day)
		else days.push(day)
	}
	for (const day of days) taken.add(day)
	for (const day of empty) {
		const replacement = findSameWeekday(day, firstDay, missingDays, taken)
		if (replacement === undefined) return undefined
		taken.add(replacement)
		days.push(replacement)
	}
	return days.sort((a, b) => a - b)
}

function findSameWeekday(
	day: Day,
	firstDay: Day,
	missingDays: ReadonlySet<Day>,
	taken: ReadonlySet<Day>,
): Day | undefined {
	for (let week = 1; week <= reachWeeks; week++) {
		const candidate = day - 7 * week
		if (candidate < firstDay && !missingDays.has(candidate) && !taken.has(candidate)) return candidate
	}
	return undefined
}

/** The same days as ranges, both ends included: what a pass over sorted usage compares with. */
export function rangesOf(days: readonly Day[]): DayRange[] {
	const ranges: DayRange[] = []
	for (const day of days) {
		const last = ranges.at(-1)
		if (last && last.to === day - 1) last.to = day
		else ranges.push({ from: day, to: day })
	}
	return ranges
}

/**
 * Days from `lastDay` to `asOf` that were not missing: "no activity for 14 days" counts only days on which
 * activity could have been seen. 0 on the day itself.
 */
export function coveredDaysSince(lastDay: Day, asOf: Day, missingDays: ReadonlySet<Day>): number {
	let count = 0
	for (let day = lastDay + 1; day <= asOf; day++) if (!missingDays.has(day)) count++
	return count
}
