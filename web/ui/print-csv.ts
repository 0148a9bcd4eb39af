export type CsvCell = string | number | boolean | null | undefined

/** A spreadsheet takes a text that begins so for a formula. */
const formulaStart = /^[=+\-@\t\r]/

function printCell(value: CsvCell): string {
	if (value === null || value === undefined) return ''
	const isText = typeof value === 'string'
	const text = isText && formulaStart.test(value) && Number.isNaN(Number(value)) ? `'${value}` : String(value)
	return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** RFC 4180, the header first. Unknown is empty. */
export function printCsv(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
	return [header, ...rows].map(cells => `${cells.map(printCell).join(',')}\r\n`).join('')
}
