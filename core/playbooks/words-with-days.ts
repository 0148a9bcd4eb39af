const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Days in a sentence as people write them in a message: `since 2026-10-21` → `since 21 Oct 2026`. */
export function wordsWithDays(text: string): string {
	return text.replaceAll(
		/\b(\d{4})-(\d{2})-(\d{2})\b(?!T)/g,
		(day, year: string, month: string, date: string) => {
			const name = months[Number(month) - 1]
			return name === undefined ? day : `${Number(date)} ${name} ${year}`
		},
	)
}
