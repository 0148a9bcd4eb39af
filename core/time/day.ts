/**
 * A calendar date in the workspace's time zone, as whole days since 1970-01-01. Kept as a number so that
 * windows are subtractions and histories are typed arrays; `formatDay` and `parseDay` are its only text forms.
 */
export type Day = number

const millisecondsPerDay = 86_400_000

/** The day of a calendar date. Months are 1–12. Overflowing dates roll over: (2025, 2, 31) is 3 March. */
export function dayOf(year: number, month: number, dayOfMonth: number): Day {
	return Math.round(Date.UTC(year, month - 1, dayOfMonth) / millisecondsPerDay)
}

/** `YYYY-MM-DD` → day, or `undefined` where the text is not a date of the calendar (31/02/2025, 2025-02-31). */
export function parseDay(text: string): Day | undefined {
	const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
	if (!match) return undefined
	const [year, month, dayOfMonth] = [Number(match[1]), Number(match[2]), Number(match[3])]
	const day = dayOf(year, month, dayOfMonth)
	return formatDay(day) === text ? day : undefined
}

/** Like `parseDay`, for text that the program itself wrote. Throws on anything else. */
export function getDay(text: string): Day {
	const day = parseDay(text)
	if (day === undefined) throw new Error(`expected a date like 2025-01-31, got "${text}"`)
	return day
}

/** Day → `YYYY-MM-DD`. */
export function formatDay(day: Day): string {
	return new Date(day * millisecondsPerDay).toISOString().slice(0, 10)
}

/** Year, month (1–12) and day of the month. */
export function calendarOf(day: Day): { year: number; month: number; dayOfMonth: number } {
	const date = new Date(day * millisecondsPerDay)
	return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, dayOfMonth: date.getUTCDate() }
}

/** 1 = Monday … 7 = Sunday (ISO 8601). */
export function weekdayOf(day: Day): number {
	return ((((day + 3) % 7) + 7) % 7) + 1
}

export function monthStart(day: Day): Day {
	const { year, month } = calendarOf(day)
	return dayOf(year, month, 1)
}

export function monthEnd(day: Day): Day {
	const { year, month } = calendarOf(day)
	return dayOf(year, month + 1, 1) - 1
}

/**
 * The day `months` later that keeps the anchor: the 31st becomes the last day of a shorter month and returns
 * to the 31st after it. `anchorDayOfMonth` is the day of the month that the series began on.
 */
export function addMonths(day: Day, months: number, anchorDayOfMonth = calendarOf(day).dayOfMonth): Day {
	const { year, month } = calendarOf(day)
	const first = dayOf(year, month + months, 1)
	const lengthDays = dayOf(year, month + months + 1, 1) - first
	return first + Math.min(anchorDayOfMonth, lengthDays) - 1
}

/** The last days of every month from `from` to `to`, both included when they are month ends themselves. */
export function monthEndsBetween(from: Day, to: Day): Day[] {
	const ends: Day[] = []
	for (let end = monthEnd(from); end <= to; end = monthEnd(end + 1)) ends.push(end)
	return ends
}
