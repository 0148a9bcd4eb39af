import type { Day } from '../time/day.ts'

const weekDays = 7
const usualWeeks = 8

/**
 * Rows of the week up to `reachOn` divided by the median week of the eight before it; null with fewer than four
 * earlier weeks that have rows. 1 is usual, 0.4 means that much less came than usual.
 */
export function volumeRatio(rowsByDay: ReadonlyMap<Day, number>, reachOn: Day): number | null {
	const weekEnding = (end: Day): number => {
		let rows = 0
		for (let day = end - weekDays + 1; day <= end; day += 1) rows += rowsByDay.get(day) ?? 0
		return rows
	}
	const before: number[] = []
	for (let week = 1; week <= usualWeeks; week += 1) {
		const rows = weekEnding(reachOn - week * weekDays)
		if (rows > 0) before.push(rows)
	}
	if (before.length < 4) return null
	before.sort((a, b) => a - b)
	const middle = before.length >> 1
	const usual = before.length % 2 ? before[middle]! : (before[middle - 1]! + before[middle]!) / 2
	return weekEnding(reachOn) / usual
}
