import type { MetricDefinition } from '../model/metric-definition.ts'
import type { Day } from '../time/day.ts'

// For tests only: the days that usage metrics take, weekday by weekday.

export interface NaiveWindows {
	now: Day[]
	before: Day[]
	/** The 90 days before that named calculations compare with. */
	earlier: Day[]
}

export function daysFrom(from: Day, to: Day): Day[] {
	return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}

type Windows = NaiveWindows | undefined
let latest:
	| [day: Day, definition: MetricDefinition, missingDays: ReadonlySet<Day>, windows: Windows]
	| undefined

/** Undefined where half a year back has no day to stand in for a missing one. Asked twice, it answers the same. */
export function naiveWindows(day: Day, definition: MetricDefinition, missingDays: ReadonlySet<Day>): Windows {
	if (latest?.[0] === day && latest[1] === definition && latest[2] === missingDays) return latest[3]
	const windows = takeDays(day, definition, missingDays)
	latest = [day, definition, missingDays, windows]
	return windows
}

function takeDays(day: Day, definition: MetricDefinition, missingDays: ReadonlySet<Day>): Windows {
	const to = day - definition.offsetDays
	const length = definition.windowDays ?? 1
	if (definition.aggregate === 'days_since')
		return { now: [latestCovered(to, length, missingDays), to], before: [], earlier: [] }
	const gone = new Set(missingDays)
	const now = fill(daysFrom(to - length + 1, to), gone)
	const isNamed = definition.aggregate === 'named'
	const isChange = definition.change !== 'none'
	const before = isChange ? now && fill(daysFrom(to - 2 * length + 1, to - length), gone) : []
	const earlier = isNamed ? now && fill(daysFrom(to - length - 89, to - length), gone) : []
	return now && before && earlier && { now, before, earlier }
}

/** Of each weekday as many days as the window has of it, the latest that are not gone; they are gone then. */
function fill(window: Day[], gone: Set<Day>): Day[] | undefined {
	const chosen: Day[] = []
	// The days follow one another, so that every seventh is of the same weekday.
	for (let first = 0; first < 7; first++) {
		const places = window.filter((_, index) => index % 7 === first).reverse()
		const covered = places.filter(day => !gone.has(day))
		const holes = places.filter(day => gone.has(day))
		let candidate = (places.at(-1) ?? 0) - 7
		for (const hole of holes) {
			while (gone.has(candidate)) candidate -= 7
			if (hole - candidate > 26 * 7) return undefined
			covered.push(candidate)
			candidate -= 7
		}
		chosen.push(...covered)
	}
	for (const day of chosen) gone.add(day)
	return chosen.sort((a, b) => a - b)
}

/** First of the latest so many days that are not missing. */
function latestCovered(to: Day, count: number, missingDays: ReadonlySet<Day>): Day {
	const covered = daysFrom(to - count - missingDays.size, to).filter(day => !missingDays.has(day))
	return covered.at(-count) ?? to
}

/** Whether the account has lived through all days that the metric takes; two of its days where that is enough. */
export function isOldEnough(
	definition: MetricDefinition,
	day: Day,
	bornOn: Day,
	missingDays: ReadonlySet<Day>,
): boolean | undefined {
	if (definition.windowDays === null || definition.aggregate === 'days_since') return true
	const windows = naiveWindows(day, definition, missingDays)
	if (!windows) return undefined
	if (definition.whenYounger !== 'unknown')
		return daysFrom(bornOn, day).filter(lived => !missingDays.has(lived)).length >= 2
	const { now, before, earlier } = windows
	const isDropped = definition.calculation === 'key_features_dropped'
	return Math.min(...now, ...before, ...(isDropped ? [] : earlier)) >= bornOn
}
