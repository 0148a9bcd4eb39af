import { lagDaysOfRow, monthNumberStart } from '../../core/facts/usage-tuples.ts'
import type { Day } from '../../core/time/day.ts'
import type { UsageLookups } from './usage-lookups.ts'

/** Who loads, and when: what decides the lag of a row. */
export interface UsageLoad {
	sourceId: number
	loadDay: Day
	liveFrom: Day
}

/** What became of the rows of a chunk. */
export interface UsageOutcome {
	accepted: number
	duplicates: number
	corrections: number
	/** Rows by day that were accepted, or that a correction moved to the day. */
	days: Map<Day, number>
}

export function emptyOutcome(): UsageOutcome {
	return { accepted: 0, duplicates: 0, corrections: 0, days: new Map() }
}

export function countDay(outcome: UsageOutcome, day: Day): void {
	outcome.days.set(day, (outcome.days.get(day) ?? 0) + 1)
}

/** What the ways of applying a chunk share. */
export interface ApplyContext {
	lookups: UsageLookups
	load: UsageLoad
}

/** The lag of a month's tuples as `TupleSums.take` asks for it. */
export function lagsOfMonth(
	monthNumber: number,
	load: UsageLoad,
): (dayOfMonth: number, correction: 0 | 1) => number {
	const dayBefore = monthNumberStart(monthNumber) - 1
	return (dayOfMonth, correction) =>
		lagDaysOfRow(dayBefore + dayOfMonth, { ...load, isCorrection: correction === 1 })
}

/** 1 only where a correction has another lag than a new row of that day, because equal lags are one tuple. */
export function correctionFlag(day: Day, { loadDay, liveFrom }: UsageLoad): 0 | 1 {
	return day < liveFrom && loadDay > day ? 1 : 0
}
