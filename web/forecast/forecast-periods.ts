import { addMonths, calendarOf, formatDay, getDay } from '../../core/time/day.ts'
import type { Choice } from '../ui/SelectField.tsx'

/** The quarter that a day (`YYYY-MM-DD`) lies in: `2026-Q4`. */
export function quarterNameOf(day: string): string {
	return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`
}

/** The quarter so many after one; before it where the count is negative. */
export function quarterBy(quarter: string, count: number): string {
	const at = Number(quarter.slice(0, 4)) * 4 + Number(quarter.slice(-1)) - 1 + count
	return `${Math.floor(at / 4)}-Q${(at % 4) + 1}`
}

/** `2026-Q4` → `Q4 2026`, `2026-11` → `November 2026`, `2026` → `Year 2026`. */
export function namePeriod(period: string): string {
	const [year = '', part] = period.split('-')
	if (part === undefined) return `Year ${year}`
	if (part.startsWith('Q')) return `${part} ${year}`
	const month = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' })
	return `${month.format(new Date(`${period}-01T00:00:00Z`))} ${year}`
}

/** Which quarters, months and years a forecast is usually asked of, around a day. */
export function forecastPeriods(today: string): Choice[] {
	const running = quarterNameOf(today)
	const quarters = Array.from({ length: 9 }, (_, index) => quarterBy(running, index - 4))
	const first = getDay(`${today.slice(0, 7)}-01`)
	const months = Array.from({ length: 16 }, (_, index) => formatDay(addMonths(first, index - 3)).slice(0, 7))
	const { year } = calendarOf(first)
	const sayRunning = (period: string, isRunning: boolean) =>
		isRunning ? `${namePeriod(period)}, running` : namePeriod(period)
	return [
		...quarters.map(value => ({ value, label: sayRunning(value, value === running) })),
		...months.map(value => ({ value, label: sayRunning(value, value === today.slice(0, 7)) })),
		...[year, year + 1].map(value => ({ value: String(value), label: namePeriod(String(value)) })),
	]
}

/** The period of an address; the running quarter where it names none. */
export function chosenPeriod(period: string | undefined, today: string): string {
	return period ?? quarterNameOf(today)
}
