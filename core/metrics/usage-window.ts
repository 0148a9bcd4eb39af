import type { DayRange } from '../time/covered-days.ts'
import type { Day } from '../time/day.ts'
import type { UsageGroup } from './usage-plan.ts'
import type { UsageView } from './usage-view.ts'

/** Position of a day among the view's days, cut to what the view has. */
function offsetOf(view: UsageView, day: Day): number {
	return Math.max(0, Math.min(view.dayCount, day - view.firstDay))
}

/** Sum of a series over the days. Whole numbers by running sums, others added up in order of the entries. */
export function sumIn(view: UsageView, series: number, days: readonly DayRange[]): number {
	let sum = 0
	for (let index = 0; index < days.length; index++)
		sum = addSum(view, series, days[index]!.from, days[index]!.to, sum)
	return sum
}

function addSum(view: UsageView, series: number, from: Day, to: Day, before: number): number {
	const start = offsetOf(view, from)
	const end = offsetOf(view, to + 1)
	if (view.isWhole) {
		const base = series * (view.dayCount + 1)
		return before + view.sums[base + end]! - view.sums[base + start]!
	}
	const { members } = view.plan.series[series]!
	let sum = before
	for (let entry = view.starts[start]!; entry < view.starts[end]!; entry++)
		if (members[view.measures[entry]!]) sum += view.values[entry]!
	return sum
}

/** Days on which something of the series was present. */
export function activeDaysIn(view: UsageView, series: number, days: readonly DayRange[]): number {
	const base = series * (view.dayCount + 1)
	let count = 0
	for (let index = 0; index < days.length; index++) {
		const { from, to } = days[index]!
		count += view.activeDays[base + offsetOf(view, to + 1)]! - view.activeDays[base + offsetOf(view, from)]!
	}
	return count
}

/** The last day on which something of the series was present, or null. */
export function lastActiveDayIn(view: UsageView, series: number, days: readonly DayRange[]): Day | null {
	const base = series * (view.dayCount + 1)
	for (let index = days.length - 1; index >= 0; index--) {
		const { from, to } = days[index]!
		const start = offsetOf(view, from)
		for (let day = offsetOf(view, to + 1); day > start; day--)
			if (view.activeDays[base + day]! > view.activeDays[base + day - 1]!) return view.firstDay + day - 1
	}
	return null
}

/** The highest sum of one day; 0 where nothing happened. */
export function highestDayIn(view: UsageView, series: number, days: readonly DayRange[]): number {
	let highest = 0
	for (let index = 0; index < days.length; index++) {
		const { from, to } = days[index]!
		const last = Math.min(to, view.firstDay + view.dayCount - 1)
		for (let day = Math.max(from, view.firstDay); day <= last; day++)
			highest = Math.max(highest, addSum(view, series, day, day, 0))
	}
	return highest
}

/**
 * Each use has a stamp of its own: seen in this call exactly where the stamp is this call's. `needed` stamps in a
 * row are told apart even where the count starts anew.
 */
function nextStamp(view: UsageView, needed = 1): number {
	if (view.stamp + needed > 0xffffffff) {
		view.userStamps.fill(0)
		view.eventStamps.fill(0)
		view.stamp = 0
	}
	return ++view.stamp
}

/** What `distinctUsersIn` returns where the window has use without its users. */
export const notPerUser = -1

/** Different users of the group's events, or `notPerUser`. Entries that name no user count where others do. */
export function distinctUsersIn(view: UsageView, group: UsageGroup, days: readonly DayRange[]): number {
	return countUsers(view, group, days, nextStamp(view), 0)
}

/** Users of the days who did nothing of the group on the earlier days, or `notPerUser`. */
export function newUsersIn(
	view: UsageView,
	group: UsageGroup,
	days: readonly DayRange[],
	earlierDays: readonly DayRange[],
): number {
	const earlier = nextStamp(view, 2)
	if (countUsers(view, group, earlierDays, earlier, 0) === notPerUser) return notPerUser
	return countUsers(view, group, days, nextStamp(view), earlier)
}

/** Users that this call stamps, without those that carry the stamp `except`. */
function countUsers(
	view: UsageView,
	group: UsageGroup,
	days: readonly DayRange[],
	stamp: number,
	except: number,
): number {
	const { measures, users, present, starts, userStamps } = view
	const { members } = group
	const { withoutUsers } = view.plan
	let count = 0
	let isNamed = false
	let isUnnamed = false
	for (let index = 0; index < days.length; index++) {
		const { from, to } = days[index]!
		const end = starts[offsetOf(view, to + 1)]!
		for (let entry = starts[offsetOf(view, from)]!; entry < end; entry++) {
			const measure = measures[entry]!
			if (present[entry] === 0 || members[measure] === 0) continue
			if (withoutUsers[measure] === 1) return notPerUser
			const user = users[entry]!
			if (user === 0) {
				isUnnamed = true
				continue
			}
			isNamed = true
			const seen = userStamps[user]!
			if (seen === stamp || (except !== 0 && seen === except)) continue
			userStamps[user] = stamp
			count++
		}
	}
	return isUnnamed && !isNamed ? notPerUser : count
}

/** Different events of the group that happened. */
export function distinctEventsIn(view: UsageView, group: UsageGroup, days: readonly DayRange[]): number {
	const { measures, present, starts, eventStamps } = view
	const { members } = group
	const { eventOf } = view.plan
	const stamp = nextStamp(view)
	let count = 0
	for (let index = 0; index < days.length; index++) {
		const { from, to } = days[index]!
		const end = starts[offsetOf(view, to + 1)]!
		for (let entry = starts[offsetOf(view, from)]!; entry < end; entry++) {
			const measure = measures[entry]!
			if (!present[entry] || !members[measure]) continue
			const event = eventOf[measure]!
			if (eventStamps[event] !== stamp) {
				eventStamps[event] = stamp
				count++
			}
		}
	}
	return count
}

/**
 * The highest number of users on one day: named users where use names them, else the number that the source
 * reported for the day (of several events the highest, since one person may have done all). `notPerUser` where
 * things happened and neither is known.
 */
export function peakUsersIn(view: UsageView, group: UsageGroup, days: readonly DayRange[]): number {
	let peak = 0
	let isKnown = false
	for (let index = 0; index < days.length; index++) {
		const { from, to } = days[index]!
		const last = Math.min(to, view.firstDay + view.dayCount - 1)
		for (let day = Math.max(from, view.firstDay); day <= last; day++) {
			const users = usersOnDay(view, group, day)
			if (users !== notPerUser) isKnown = true
			peak = Math.max(peak, users)
		}
	}
	return isKnown || activeDaysIn(view, group.countSeries, days) === 0 ? peak : notPerUser
}

function usersOnDay(view: UsageView, group: UsageGroup, day: Day): number {
	const { measures, users, values, present, starts, userStamps } = view
	const stamp = nextStamp(view)
	let named = 0
	let reported = notPerUser
	let measured = 0
	let measure = -1
	const end = starts[offsetOf(view, day + 1)]!
	for (let entry = starts[offsetOf(view, day)]!; entry < end; entry++) {
		if (measures[entry] !== measure) measured = 0
		measure = measures[entry]!
		if (group.dailyUsers[measure]) {
			measured += values[entry]!
			if (isLastOfMeasure(view, entry, end)) reported = Math.max(reported, measured)
			continue
		}
		const user = users[entry]!
		if (!present[entry] || !group.members[measure] || user === 0 || userStamps[user] === stamp) continue
		userStamps[user] = stamp
		named++
	}
	return named > 0 ? Math.max(named, reported) : reported
}

/** Entries of a day stand in order of measure, so corrections of one follow each other. */
function isLastOfMeasure(view: UsageView, entry: number, end: number): boolean {
	return entry + 1 >= end || view.measures[entry + 1] !== view.measures[entry]
}
