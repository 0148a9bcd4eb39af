export type CsvValue = string | number | boolean | null | undefined

/** A table with a name for each column. */
export interface CsvTable {
	header: readonly string[]
	rows: readonly (readonly CsvValue[])[]
}

/** A spreadsheet takes a text that begins so for a formula, also after blanks. */
const formulaStart = /^\s*[=+\-@\t\r|]/
const plainNumber = /^-?\d+(\.\d+)?$/

function printValue(value: CsvValue): string {
	if (value === null || value === undefined) return ''
	const text = String(value)
	const isFormula = typeof value === 'string' && formulaStart.test(text) && !plainNumber.test(text)
	const shown = isFormula ? `'${text}` : text
	return /[",;\n\r\t]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown
}

/** RFC 4180 with a byte order mark, so that spreadsheets read names right. Unknown is empty. */
export function printCsv({ header, rows }: CsvTable): string {
	const lines = [header, ...rows].map(cells => `${cells.map(printValue).join(',')}\r\n`)
	return `\uFEFF${lines.join('')}`
}
