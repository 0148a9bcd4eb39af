import { addMonths, calendarOf, type Day, dayOf } from '../time/day.ts'

/** The stretch in which one business review is owed, both days included. */
export interface ReviewPeriod {
	from: Day
	to: Day
}

/** Parts of the calendar year: four reviews a year are owed by quarter, two by half-year. null: none is owed. */
export function reviewPeriodOf(day: Day, reviewsPerYear: number): ReviewPeriod | null {
	if (reviewsPerYear < 1) return null
	const months = Math.max(1, Math.floor(12 / reviewsPerYear))
	const { year, month } = calendarOf(day)
	const from = dayOf(year, Math.floor((month - 1) / months) * months + 1, 1)
	return { from, to: addMonths(from, months) - 1 }
}

export const packStates = ['due', 'prepared', 'held'] as const
export type PackState = (typeof packStates)[number]

/** How a pack stands: a review held in its period settles it, whether its pack was marked or not. */
export function packStateOf(
	period: ReviewPeriod,
	{ heldOn, isPrepared }: { heldOn: Day | null; isPrepared: boolean },
): PackState {
	if (heldOn !== null && heldOn >= period.from && heldOn <= period.to) return 'held'
	return isPrepared ? 'prepared' : 'due'
}
