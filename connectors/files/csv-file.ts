import { countLineFeeds, readCsvRecord } from './csv-record.ts'
import { FileProblem } from './file-problem.ts'
import { type RawBatch, type RawReject, type RawRow, rowsPerBatch } from './raw-row.ts'
import { shorten } from './reject.ts'
import { readTextBlocks, type TextBlock } from './text-blocks.ts'

export interface CsvHeader {
	columns: string[]
	delimiter: string
	/** Lines of the file up to the first row. */
	lines: number
}

/** A quoted value longer than this is taken for a quote that was never closed. */
export const longestRecord = 1 << 20
const delimiters = [',', ';', '\t']

/** Reads the header row and finds the delimiter in it. Throws `FileProblem` for what is no CSV file. */
export async function readCsvHeader(path: string): Promise<CsvHeader> {
	for await (const block of readTextBlocks(path)) {
		if (!block.text.includes('\n') && block.text.includes('\r')) {
			throw new FileProblem(
				`${path} ends its lines with carriage returns alone`,
				'Save it again as "CSV UTF-8".',
			)
		}
		return headerOf(block, path)
	}
	throw new FileProblem(`${path} is empty`, 'Expected a header row with the names of the columns.')
}

function headerOf(block: TextBlock, path: string): CsvHeader {
	let lines = 0
	let start = 0
	while (start < block.text.length) {
		const feed = block.text.indexOf('\n', start)
		const line = block.text.slice(start, feed < 0 ? undefined : feed).trim()
		// Spreadsheets write `sep=;` above the header to name the delimiter.
		if (line !== '' && !/^sep=.$/i.test(line)) break
		lines++
		if (feed < 0) start = block.text.length
		else start = feed + 1
	}
	if (start >= block.text.length) {
		throw new FileProblem(`${path} is empty`, 'Expected a header row with the names of the columns.')
	}
	if (block.brokenLines.has(lines)) {
		throw new FileProblem(
			`${path} is not UTF-8: its header has bytes of another encoding`,
			'Save it again as "CSV UTF-8".',
		)
	}
	const delimiter = delimiterOf(block.text, start)
	const record = readCsvRecord(block.text, start, delimiter)
	if (record.state !== 'read') {
		throw new FileProblem(
			`${path} has a header whose quotes do not match`,
			'Every opening quote needs a closing one.',
		)
	}
	const columns = record.cells.map(cell => cell.trim())
	if (columns.some(column => column.includes('\0'))) {
		throw new FileProblem(
			`${path} is not a text file`,
			'Expected CSV in UTF-8. Parquet files end in .parquet.',
		)
	}
	refuseTwins(columns, path)
	return { columns, delimiter, lines: lines + record.lines }
}

function delimiterOf(text: string, start: number): string {
	const feed = text.indexOf('\n', start)
	const line = text.slice(start, feed < 0 ? undefined : feed).replace(/"[^"]*"/g, '')
	const counted = delimiters.map(delimiter => ({ delimiter, count: line.split(delimiter).length - 1 }))
	return counted.sort((one, other) => other.count - one.count)[0]?.delimiter ?? ','
}

/** Refuses a column name that stands twice: which of the two is meant cannot be known. */
export function refuseTwins(columns: readonly string[], path: string): void {
	const seen = new Set<string>()
	for (const column of columns) {
		const name = column.toLowerCase()
		if (name !== '' && seen.has(name)) {
			throw new FileProblem(`${path} has the column ${column} twice`, 'Rename or remove one of the two.')
		}
		seen.add(name)
	}
}

/** Where reading stands in text of a CSV file. */
export interface CsvCursor {
	text: string
	place: number
	/** Number of the line at `place`. */
	line: number
	/** Numbers of lines that are not UTF-8. */
	brokenLines: Set<number>
	/** Whether no text follows. */
	isLast: boolean
}

/**
 * Every record below the header with the number of its line. A record that cannot be read is rejected and
 * reading goes on at the line after it, so one stray quote costs one line and not the rest of the file.
 */
export async function* readCsvRows(path: string, header: CsvHeader): AsyncIterable<RawBatch> {
	const cursor: CsvCursor = { text: '', place: 0, line: 1, brokenLines: new Set(), isLast: false }
	let nextBlockLine = 1
	for await (const block of readTextBlocks(path)) {
		cursor.text = cursor.text.slice(cursor.place) + block.text
		cursor.place = 0
		for (const line of block.brokenLines) cursor.brokenLines.add(nextBlockLine + line)
		nextBlockLine += countLineFeeds(block.text)
		skipHeader(cursor, header)
		yield* readBlock(cursor, header)
	}
	cursor.isLast = true
	yield* readBlock(cursor, header)
}

function skipHeader(cursor: CsvCursor, header: CsvHeader): void {
	while (cursor.line <= header.lines && cursor.place < cursor.text.length) skipLine(cursor)
}

function skipLine(cursor: CsvCursor): string {
	const feed = cursor.text.indexOf('\n', cursor.place)
	const end = feed < 0 ? cursor.text.length : feed
	const line = cursor.text.slice(cursor.place, end)
	cursor.place = feed < 0 ? end : feed + 1
	cursor.line++
	return line
}

function* readBlock(cursor: CsvCursor, header: CsvHeader): Iterable<RawBatch> {
	let batch: RawBatch = { rows: [], rejects: [] }
	while (cursor.place < cursor.text.length) {
		if (batch.rows.length + batch.rejects.length >= rowsPerBatch) {
			yield batch
			batch = { rows: [], rejects: [] }
		}
		const record = readNextRecord(cursor, header)
		if (!record) break
		if ('reason' in record) batch.rejects.push(record)
		else if (!isBlank(record.cells)) batch.rows.push(record)
	}
	if (batch.rows.length + batch.rejects.length > 0) yield batch
}

/** The record at the cursor, which is moved behind it; undefined where its end may be in text that follows. */
export function readNextRecord(
	cursor: CsvCursor,
	header: Pick<CsvHeader, 'columns' | 'delimiter'>,
): RawRow | RawReject | undefined {
	const { line } = cursor
	const reject = (reason: string) => ({ line, value: shorten(skipLine(cursor).trimEnd()), reason })
	const record = readCsvRecord(cursor.text, cursor.place, header.delimiter)
	if (record.state === 'unfinished') {
		if (!cursor.isLast && cursor.text.length - cursor.place < longestRecord) return undefined
		return reject('a quote opens here and is never closed')
	}
	if (record.state === 'broken') return reject(record.reason)
	const reason = refusalOf(record.cells, record.lines, cursor, header.columns.length)
	if (reason) return reject(reason)
	cursor.place = record.end
	cursor.line += record.lines
	return { line, cells: record.cells }
}

function refusalOf(
	cells: readonly string[],
	lines: number,
	cursor: CsvCursor,
	expected: number,
): string | undefined {
	for (let line = cursor.line; cursor.brokenLines.size > 0 && line < cursor.line + lines; line++) {
		if (cursor.brokenLines.has(line)) {
			return 'not UTF-8: the line has bytes of another encoding (Latin-1 or Windows-1252?); save the file as "CSV UTF-8"'
		}
	}
	if (cells.length === expected || isBlank(cells)) return undefined
	if (cells.length > expected && isBlank(cells.slice(expected))) return undefined
	return `expected ${expected} values as in the header, got ${cells.length}`
}

/** Whether nothing but white space stands in any cell. */
export function isBlank(cells: readonly string[]): boolean {
	for (const cell of cells) if (cell !== '' && cell.trim() !== '') return false
	return true
}
