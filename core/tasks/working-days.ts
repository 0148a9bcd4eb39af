import { type Day, weekdayOf } from '../time/day.ts'

/** Monday to Friday. Public holidays differ by country and company, so they are not left out. */
export function isWorkingDay(day: Day): boolean {
	return weekdayOf(day) <= 5
}

/** The n-th working day after the day; 0 gives the day itself, or the next Monday on a weekend. */
export function addWorkingDays(day: Day, workingDays: number): Day {
	let result = day
	while (!isWorkingDay(result)) result++
	for (let left = workingDays; left > 0; ) {
		result++
		if (isWorkingDay(result)) left--
	}
	return result
}
