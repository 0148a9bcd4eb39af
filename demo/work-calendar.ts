import { calendarOf, type Day, dayOf, weekdayOf } from '../core/time/day.ts'
import type { Region } from './region.ts'

/** Easter Sunday by the anonymous Gregorian computation (Meeus/Jones/Butcher). */
function easterOf(year: number): Day {
	const a = year % 19
	const b = Math.floor(year / 100)
	const c = year % 100
	const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
	const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
	const m = Math.floor((a + 11 * h + 22 * l) / 451)
	const month = Math.floor((h + l - 7 * m + 114) / 31)
	return dayOf(year, month, ((h + l - 7 * m + 114) % 31) + 1)
}

/** The nth (or, counted from 5, last) weekday of a month. */
function weekdayInMonth(year: number, month: number, weekday: number, nth: number): Day {
	const first = dayOf(year, month, 1)
	const day = first + ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7
	return calendarOf(day).month === month ? day : day - 7
}

function listHolidays(year: number, region: Region): Day[] {
	const everywhere = [dayOf(year, 1, 1), dayOf(year, 12, 25)]
	const thanksgiving = weekdayInMonth(year, 11, 4, 4)
	const easter = easterOf(year)
	if (region === 'AMER') {
		const moving = [weekdayInMonth(year, 5, 1, 5), weekdayInMonth(year, 9, 1, 1)]
		return [...everywhere, ...moving, dayOf(year, 7, 4), thanksgiving, thanksgiving + 1]
	}
	if (region === 'EMEA') {
		return [
			...everywhere,
			easter - 2,
			easter + 1,
			dayOf(year, 5, 1),
			dayOf(year, 12, 24),
			dayOf(year, 12, 26),
		]
	}
	return [...everywhere, dayOf(year, 1, 2), easter - 2, dayOf(year, 4, 25), dayOf(year, 5, 3)]
}

const regions: readonly Region[] = ['AMER', 'EMEA', 'APAC']

function levelOf(day: Day, region: Region, holidays: ReadonlySet<Day>): number {
	const { month, dayOfMonth } = calendarOf(day)
	const weekday = weekdayOf(day)
	let level = weekday === 6 ? -2.3 : weekday === 7 ? -2.6 : weekday === 5 ? -0.12 : 0
	if (holidays.has(day) && weekday <= 5) level -= 1.9
	if ((month === 12 && dayOfMonth >= 21) || (month === 1 && dayOfMonth <= 3)) level -= 0.9
	if (month === 8) level -= region === 'EMEA' ? 0.35 : 0.12
	return level
}

/** How much is worked on each day, as a logarithm with 0 for an ordinary Tuesday, from `from` to `to`. */
export type WorkCalendar = Record<Region, Float64Array>

export function buildWorkCalendar(from: Day, to: Day): WorkCalendar {
	const calendar: WorkCalendar = {
		AMER: new Float64Array(to - from + 1),
		EMEA: new Float64Array(to - from + 1),
		APAC: new Float64Array(to - from + 1),
	}
	const lastYear = calendarOf(to).year
	for (const region of regions) {
		const holidays = new Set<Day>()
		for (let year = calendarOf(from).year; year <= lastYear; year++) {
			for (const day of listHolidays(year, region)) holidays.add(day)
		}
		for (let day = from; day <= to; day++) calendar[region][day - from] = levelOf(day, region, holidays)
	}
	return calendar
}

/** The first working day on or after the day. */
export function nextWorkday(day: Day): Day {
	const weekday = weekdayOf(day)
	return weekday <= 5 ? day : day + 8 - weekday
}
