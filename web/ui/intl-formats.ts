// Making a format takes longer than all else in a cell of a table: each is made once.

const numbers = new Map<string, Intl.NumberFormat>()
const dates = new Map<string, Intl.DateTimeFormat>()

/** How numbers are written, in English as all words are. */
export function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
	const key = JSON.stringify(options)
	const known = numbers.get(key)
	if (known) return known
	const made = new Intl.NumberFormat('en-US', options)
	numbers.set(key, made)
	return made
}

/** How days and moments are written: the day before the month. */
export function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = JSON.stringify(options)
	const known = dates.get(key)
	if (known) return known
	const made = new Intl.DateTimeFormat('en-GB', options)
	dates.set(key, made)
	return made
}

/** `tomorrow`, `3 weeks ago`. */
export const relativeFormat = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
