import { addMonths, calendarOf, type Day, dayOf } from '../time/day.ts'

/** A stretch of calendar months, both days included. */
export interface Period {
	/** `2026-Q1`, `2026-01` or `2026` */
	name: string
	from: Day
	to: Day
}

/** `2026-Q1`, `2026-01` or `2026` → its days; undefined for any other text. */
export function parsePeriod(text: string): Period | undefined {
	const match = /^(\d{4})(?:-(?:Q([1-4])|(\d{2})))?$/.exec(text)
	if (!match) return undefined
	const year = Number(match[1])
	const quarter = match[2] === undefined ? undefined : Number(match[2])
	const month = match[3] === undefined ? undefined : Number(match[3])
	if (month !== undefined && (month < 1 || month > 12)) return undefined
	const from = dayOf(year, quarter !== undefined ? quarter * 3 - 2 : (month ?? 1), 1)
	const months = quarter !== undefined ? 3 : month !== undefined ? 1 : 12
	return { name: text, from, to: addMonths(from, months) - 1 }
}

/** The calendar quarter that a day lies in. */
export function quarterOf(day: Day): Period {
	const { year, month } = calendarOf(day)
	const name = `${year}-Q${Math.ceil(month / 3)}`
	const period = parsePeriod(name)
	if (!period) throw new Error(`expected a quarter, made "${name}"`)
	return period
}

/** The quarter so many after (or before) the one that the period is. */
export function quarterAfter(quarter: Period, count: number): Period {
	return quarterOf(addMonths(quarter.from, 3 * count))
}

/** `2026-01` of a day. */
export function monthNameOf(day: Day): string {
	const { year, month } = calendarOf(day)
	return `${year}-${String(month).padStart(2, '0')}`
}
