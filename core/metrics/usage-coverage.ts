import { coverWindows, type DayRange, rangesOf } from '../time/covered-days.ts'
import type { Day } from '../time/day.ts'

/** The days before its window that some calculations compare with (`new_users`, `key_features_dropped`). */
export const comparedDays = 90

/** Which days a usage metric looks at, without regard to missing ones. */
export interface UsageWindow {
	windowDays: number
	offsetDays: number
	/** Looks at the window before too. */
	isChange: boolean
	/** Looks at the `comparedDays` before its window too. */
	isCompared: boolean
	/** Looks for the last use, so that it takes every day back to the first of the window. */
	isSince: boolean
	/** How old the account must be: older than all days looked at, than the window, than two days, or of any age. */
	neededLife: 'all' | 'window' | 'begun' | 'any'
}

/** The days of one window, as ranges in order. */
export interface UsageSpan {
	days: DayRange[]
	/** The compared days before it; empty where none are. */
	earlier: DayRange[]
}

/** The days that a usage metric takes as of one date. */
export interface UsageSpans {
	now: UsageSpan
	before: UsageSpan
	/** The account must have begun on or before this day. */
	bornBy: Day
}

/** What usage metrics take as of a date on which days are missing in reach of their windows. */
export interface UsageCoverage {
	missingDays: ReadonlySet<Day>
	/** First day that any of the metrics takes. */
	firstDay: Day
	/** By the number of the metric among those of usage; undefined where its windows cannot be filled. */
	spans: readonly (UsageSpans | undefined)[]
}

/**
 * The spans of all usage metrics as of the day, with every missing day replaced (see `coveredDays`), or null where
 * no day from `plainFirstDay` on is missing and plain windows hold.
 */
export function coverUsage(
	windows: readonly UsageWindow[],
	missingDays: ReadonlySet<Day>,
	day: Day,
	plainFirstDay: Day,
): UsageCoverage | null {
	const isInReach = [...missingDays].some(missing => missing >= plainFirstDay && missing <= day)
	if (!isInReach) return null
	const known = new Map<string, UsageSpans | undefined>()
	const spans = windows.map(window => {
		const key = Object.values(window).join()
		if (!known.has(key)) known.set(key, coverSpans(window, missingDays, day))
		return known.get(key)
	})
	const firstDays = [...known.values()].flatMap(found => (found ? [firstDayOf(found)] : []))
	return { missingDays, firstDay: Math.min(plainFirstDay, ...firstDays), spans }
}

function firstDayOf({ now, before }: UsageSpans): Day {
	const ranges = [now.days, now.earlier, before.days, before.earlier]
	return Math.min(...ranges.flatMap(days => days[0]?.from ?? []))
}

function coverSpans(window: UsageWindow, missingDays: ReadonlySet<Day>, day: Day): UsageSpans | undefined {
	const { windowDays, isChange, isCompared, isSince } = window
	const to = day - window.offsetDays
	if (isSince) {
		const from = nthCoveredDay(to, windowDays, missingDays)
		return { now: { days: [{ from, to }], earlier: [] }, before: noSpan, bornBy: Number.POSITIVE_INFINITY }
	}
	const lengths = [windowDays, ...(isChange ? [windowDays] : []), ...(isCompared ? [comparedDays] : [])]
	const filled = coverWindows(to, lengths, missingDays)
	if (!filled) return undefined
	const [now, second] = filled.map(rangesOf)
	const spans = {
		now: { days: now ?? [], earlier: isCompared ? (second ?? []) : [] },
		before: isChange ? { days: second ?? [], earlier: [] } : noSpan,
	}
	return { ...spans, bornBy: bornByOf(window, filled, missingDays, day) }
}

const noSpan: UsageSpan = { days: [], earlier: [] }

/** The n-th latest day up to `to` that is not missing. */
function nthCoveredDay(to: Day, n: number, missingDays: ReadonlySet<Day>): Day {
	let covered = 0
	let day = to + 1
	while (covered < n) if (!missingDays.has(--day)) covered++
	return day
}

function bornByOf(
	{ neededLife }: UsageWindow,
	filled: readonly Day[][],
	missingDays: ReadonlySet<Day>,
	day: Day,
): Day {
	if (neededLife === 'any') return Number.POSITIVE_INFINITY
	// Life counts in days that could have been seen: the first day alone says nothing.
	if (neededLife === 'begun') return nthCoveredDay(day, 2, missingDays)
	const needed = neededLife === 'window' ? filled.slice(0, 1) : filled
	return Math.min(...needed.flatMap(days => days[0] ?? []))
}

/** The spans of dates on which nothing is missing: one set of ranges, written over for each date. */
export interface PlainSpans extends UsageSpans {
	windowDays: number
	/** Last day of the window that the ranges are set to. */
	to: Day
}

export function createPlainSpans(windowDays: number): PlainSpans {
	const range = (): DayRange[] => [{ from: 0, to: 0 }]
	return {
		now: { days: range(), earlier: range() },
		before: { days: range(), earlier: [] },
		bornBy: Number.POSITIVE_INFINITY,
		windowDays,
		to: Number.NaN,
	}
}

export function setPlainSpans(spans: PlainSpans, to: Day): void {
	if (spans.to === to) return
	spans.to = to
	const from = to - spans.windowDays + 1
	setRange(spans.now.days, from, to)
	setRange(spans.now.earlier, from - comparedDays, from - 1)
	setRange(spans.before.days, from - spans.windowDays, from - 1)
}

function setRange(ranges: DayRange[], from: Day, to: Day): void {
	const range = ranges[0]
	if (!range) return
	range.from = from
	range.to = to
}

/** How many of the days are on or after the day. */
export function countDaysFrom(ranges: readonly DayRange[], day: Day): number {
	let count = 0
	for (const { from, to } of ranges) count += Math.max(0, to - Math.max(from, day) + 1)
	return count
}
