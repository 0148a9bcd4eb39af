/** One record at a place in the text of a CSV file, or why there is none. */
export type CsvRecord =
	| { state: 'read'; cells: string[]; end: number; lines: number }
	/** The text ends before the record does. */
	| { state: 'unfinished' }
	| { state: 'broken'; reason: string }

/**
 * Reads the record that begins at `start` (RFC 4180: cells may stand in double quotes, a doubled quote within
 * them is one quote, quoted cells may hold line feeds). `end` is where the next record begins. A quote within a cell that does
 * not begin with one is taken as it stands.
 */
export function readCsvRecord(text: string, start: number, delimiter: string): CsvRecord {
	const feed = text.indexOf('\n', start)
	const lineEnd = feed < 0 ? text.length : feed
	const line = text.slice(start, text[lineEnd - 1] === '\r' && lineEnd > start ? lineEnd - 1 : lineEnd)
	if (!line.includes('"')) {
		return { state: 'read', cells: line.split(delimiter), end: Math.min(lineEnd + 1, text.length), lines: 1 }
	}
	return readQuotedRecord(text, start, delimiter)
}

function readQuotedRecord(text: string, start: number, delimiter: string): CsvRecord {
	const cells: string[] = []
	let lines = 1
	let place = start
	for (;;) {
		while (text[place] === ' ' && isQuoteAhead(text, place)) place++
		const cell = text[place] === '"' ? readQuotedCell(text, place) : readPlainCell(text, place, delimiter)
		if (!cell) return { state: 'unfinished' }
		cells.push(cell.value)
		lines += countLineFeeds(cell.value)
		const next = text[cell.end]
		if (next === delimiter) {
			place = cell.end + 1
			continue
		}
		if (next === undefined) return { state: 'read', cells, end: text.length, lines }
		if (next === '\n') return { state: 'read', cells, end: cell.end + 1, lines }
		if (next === '\r' && (text[cell.end + 1] === '\n' || cell.end + 1 === text.length)) {
			return { state: 'read', cells, end: Math.min(cell.end + 2, text.length), lines }
		}
		return {
			state: 'broken',
			reason: `expected the next column after a closing quote, got ${JSON.stringify(text.slice(cell.end, cell.end + 20).split('\n', 1)[0])}; a quote within a value is written twice`,
		}
	}
}

/** Spaces before an opening quote are not part of the value. */
function isQuoteAhead(text: string, start: number): boolean {
	let place = start
	while (text[place] === ' ') place++
	return text[place] === '"'
}

function readQuotedCell(text: string, start: number): { value: string; end: number } | undefined {
	let from = start + 1
	for (;;) {
		const quote = text.indexOf('"', from)
		if (quote < 0) return undefined
		if (text[quote + 1] !== '"') {
			return { value: text.slice(start + 1, quote).replaceAll('""', '"'), end: quote + 1 }
		}
		from = quote + 2
	}
}

function readPlainCell(text: string, start: number, delimiter: string): { value: string; end: number } {
	let end = start
	while (end < text.length && text[end] !== delimiter && text[end] !== '\n') end++
	const stop = text[end] !== delimiter && text[end - 1] === '\r' && end > start ? end - 1 : end
	return { value: text.slice(start, stop), end: stop }
}

export function countLineFeeds(text: string): number {
	let count = 0
	for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
	return count
}
