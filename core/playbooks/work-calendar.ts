import { type Day, weekdayOf } from '../time/day.ts'

/** When somebody works. */
export interface WorkCalendar {
	/** 1 = Monday … 7 = Sunday. */
	weekdays: ReadonlySet<number>
	daysOff: ReadonlySet<Day>
}

/** Monday to Friday, without holidays: those differ by country and company, so they are set per person. */
export const usualCalendar: WorkCalendar = { weekdays: new Set([1, 2, 3, 4, 5]), daysOff: new Set() }

/** Longest stretch without a working day that is looked over; beyond it the calendar is taken as usual. */
const longestAbsenceDays = 800

/** The n-th working day after the day; 0 gives the day itself, or the next working day. */
export function addWorkDays(calendar: WorkCalendar, day: Day, workingDays: number): Day {
	let result = nextWorkDay(calendar, day)
	for (let left = workingDays; left > 0; left--) result = nextWorkDay(calendar, result + 1)
	return result
}

function nextWorkDay({ weekdays, daysOff }: WorkCalendar, day: Day): Day {
	for (let next = day; next < day + longestAbsenceDays; next++) {
		if (weekdays.has(weekdayOf(next)) && !daysOff.has(next)) return next
	}
	return day
}
