import { addMonths, type Day, monthEnd } from '../time/day.ts'

export interface DayStretch {
	from: Day
	to: Day
}

export interface ComparedPeriods {
	/** What is known on this day is shown: the quarter's end, or today while it runs. */
	asOf: Day
	now: DayStretch
	before: DayStretch
	/** Months from the first of the period before to the last of this one. */
	months: DayStretch[]
	isComplete: boolean
}

/**
 * The quarter and the one before it. While the quarter runs, the one before is cut to as many days, so that both are
 * alike.
 */
export function comparedPeriods(quarter: DayStretch, today: Day): ComparedPeriods {
	const asOf = Math.min(quarter.to, today)
	const isComplete = today >= quarter.to
	const beforeFrom = addMonths(quarter.from, -3)
	const before = {
		from: beforeFrom,
		to: isComplete ? quarter.from - 1 : Math.min(quarter.from - 1, beforeFrom + (asOf - quarter.from)),
	}
	const months: DayStretch[] = []
	for (let from = beforeFrom; from <= asOf; from = addMonths(from, 1)) {
		months.push({ from, to: Math.min(monthEnd(from), asOf) })
	}
	return { asOf, now: { from: quarter.from, to: asOf }, before, months, isComplete }
}
