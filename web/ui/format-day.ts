import { dateFormat, relativeFormat } from './intl-formats.ts'

const millisecondsPerDay = 86_400_000

/** Whole days from one `YYYY-MM-DD` to another; negative where it lies before. */
export function daysBetween(from: string, to: string): number {
	return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / millisecondsPerDay)
}

/** `YYYY-MM-DD` so many days later. */
export function addDays(day: string, days: number): string {
	return new Date(Date.parse(`${day}T00:00:00Z`) + days * millisecondsPerDay).toISOString().slice(0, 10)
}

/** Every month in three letters: the language has four for one of them. */
function shortMonth(text: string): string {
	return text.replace('Sept', 'Sep')
}

/** `Nov 2026`, or `Nov 26` where it has to be short. */
export function formatMonth(day: string, year: 'numeric' | '2-digit' = 'numeric'): string {
	const text = dateFormat({ month: 'short', year, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
	return shortMonth(text)
}

/** `12 Nov`, with the year where it is not that of `today`. */
export function formatDate(day: string, today: string): string {
	const text = dateFormat({
		day: 'numeric',
		month: 'short',
		timeZone: 'UTC',
		...(day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' }),
	}).format(new Date(`${day}T00:00:00Z`))
	return shortMonth(text)
}

/** `12 Nov 2026`: where the year belongs to what is said, as in the days of a report. */
export function formatWholeDate(day: string): string {
	return formatDate(day, '')
}

/** `Thursday, 12 November 2026` */
export function formatLongDate(day: string): string {
	return dateFormat({ dateStyle: 'full', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
}

/** Days in a sentence that the server wrote, as people read them: `since 2026-10-21` → `since 21 Oct`. */
export function sayDays(text: string, today: string): string {
	return text.replace(/\b\d{4}-\d{2}-\d{2}\b(?!T)/g, day =>
		Number.isNaN(Date.parse(day)) ? day : formatDate(day, today),
	)
}

/** `today`, `tomorrow`, `in 12 days`, `3 weeks ago`, `in 5 months`. */
export function formatRelative(day: string, today: string): string {
	const days = daysBetween(today, day)
	const size = Math.abs(days)
	if (size < 21) return relativeFormat.format(days, 'day')
	if (size < 70) return relativeFormat.format(Math.round(days / 7), 'week')
	if (size < 700) return relativeFormat.format(Math.round(days / 30.44), 'month')
	return relativeFormat.format(Math.round(days / 365.25), 'year')
}

/** An instant in the reader's zone: `12 Nov, 14:05`, with the year where it is not this one. */
export function formatInstant(instant: string, now = new Date()): string {
	const moment = new Date(instant)
	const text = dateFormat({
		day: 'numeric',
		month: 'short',
		...(moment.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const }),
		hour: '2-digit',
		minute: '2-digit',
	}).format(moment)
	return shortMonth(text)
}
