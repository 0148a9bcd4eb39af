const millisecondsPerDay = 86_400_000

/** Whole days from one `YYYY-MM-DD` to another; negative where it lies before. */
export function daysBetween(from: string, to: string): number {
	return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / millisecondsPerDay)
}

/** `YYYY-MM-DD` so many days later. */
export function addDays(day: string, days: number): string {
	return new Date(Date.parse(`${day}T00:00:00Z`) + days * millisecondsPerDay).toISOString().slice(0, 10)
}

/** `12 Nov`, with the year where it is not that of `today`. */
export function formatDate(day: string, today: string): string {
	return new Intl.DateTimeFormat('en-GB', {
		day: 'numeric',
		month: 'short',
		timeZone: 'UTC',
		...(day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' }),
	}).format(new Date(`${day}T00:00:00Z`))
}

/** `Thursday, 12 November 2026` */
export function formatLongDate(day: string): string {
	return new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' }).format(
		new Date(`${day}T00:00:00Z`),
	)
}

/** `today`, `tomorrow`, `in 12 days`, `3 weeks ago`, `in 5 months`. */
export function formatRelative(day: string, today: string): string {
	const days = daysBetween(today, day)
	const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
	const size = Math.abs(days)
	if (size < 21) return format.format(days, 'day')
	if (size < 70) return format.format(Math.round(days / 7), 'week')
	if (size < 700) return format.format(Math.round(days / 30.44), 'month')
	return format.format(Math.round(days / 365.25), 'year')
}

/** An instant in the reader's zone: `12 Nov, 14:05`. */
export function formatInstant(instant: string): string {
	return new Intl.DateTimeFormat('en-GB', {
		day: 'numeric',
		month: 'short',
		hour: '2-digit',
		minute: '2-digit',
	}).format(new Date(instant))
}
