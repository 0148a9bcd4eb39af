/** The beginning of a file as it lies on the person's machine: what a mapping is made by pointing at. */
export interface FileHead {
	columns: readonly string[]
	/** The first rows, one text per column. */
	rows: readonly (readonly string[])[]
}

export type HeadFormat = 'csv' | 'json lines' | 'parquet'

const formats: Readonly<Record<string, HeadFormat>> = {
	csv: 'csv',
	tsv: 'csv',
	txt: 'csv',
	jsonl: 'json lines',
	ndjson: 'json lines',
	parquet: 'parquet',
}

/** By the file's ending; undefined where nothing of the kind can be loaded. */
export function formatOfName(name: string): HeadFormat | undefined {
	const ending = /\.([a-z0-9]+)(?:\.gz)?$/i.exec(name)?.[1]
	return ending ? formats[ending.toLowerCase()] : undefined
}

/** The separator that the header has most of, outside quotes. */
function findSeparator(text: string): string {
	const header = (text.split(/\r?\n/, 1)[0] ?? '').replaceAll(/"[^"]*"/g, '')
	const counted = [',', ';', '\t'].map(separator => ({
		separator,
		count: header.split(separator).length,
	}))
	return counted.reduce((most, next) => (next.count > most.count ? next : most)).separator
}

/** Rows of CSV (RFC 4180), at most so many. */
function parseCsv(text: string, separator: string, most: number): string[][] {
	const rows: string[][] = []
	let row: string[] = []
	let cell = ''
	let isQuoted = false
	const endRow = () => {
		row.push(cell)
		if (row.length > 1 || row[0] !== '') rows.push(row)
		row = []
		cell = ''
	}
	for (let at = 0; at < text.length && rows.length < most; at += 1) {
		const letter = text[at]
		if (isQuoted) {
			if (letter !== '"') cell += letter
			else if (text[at + 1] === '"') {
				cell += '"'
				at += 1
			} else isQuoted = false
		} else if (letter === '"' && cell === '') isQuoted = true
		else if (letter === separator) {
			row.push(cell)
			cell = ''
		} else if (letter === '\n') endRow()
		else if (letter !== '\r') cell += letter
	}
	if (rows.length < most && (cell !== '' || row.length > 0)) endRow()
	return rows
}

function readCsvHead(text: string, most: number): FileHead | undefined {
	const [columns, ...rows] = parseCsv(text, findSeparator(text), most + 1)
	if (!columns) return undefined
	return {
		columns: columns.map(column => column.trim()),
		rows: rows.map(row => columns.map((_, index) => row[index]?.trim() ?? '')),
	}
}

function printJson(value: unknown): string {
	if (value === null || value === undefined) return ''
	return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function readJsonLinesHead(text: string, most: number): FileHead | undefined {
	const records: Record<string, unknown>[] = []
	for (const line of text.split('\n', most)) {
		if (line.trim() === '') continue
		try {
			const record: unknown = JSON.parse(line)
			if (typeof record === 'object' && record !== null) records.push({ ...record })
		} catch {
			// A broken line is rejected when the file is loaded; the last one may be cut.
		}
	}
	const columns = [...new Set(records.flatMap(record => Object.keys(record)))]
	if (columns.length === 0) return undefined
	return { columns, rows: records.map(record => columns.map(column => printJson(record[column]))) }
}

/** Columns and first rows of a text. `isCut`: it goes on, so that the last line may be half a line. */
export function readHead(
	given: string,
	format: HeadFormat,
	{ isCut, most = 50 }: { isCut: boolean; most?: number },
): FileHead | undefined {
	const text = given.replace(/^\uFEFF/, '')
	const whole = isCut ? text.slice(0, text.lastIndexOf('\n') + 1) : text
	if (format === 'parquet') return undefined
	return format === 'csv' ? readCsvHead(whole, most) : readJsonLinesHead(whole, most)
}

const headBytes = 256 * 1024

/** Unpacks as much as is wanted; what follows is left alone. */
async function unpackHead(file: Blob): Promise<{ bytes: Uint8Array; isCut: boolean }> {
	const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader()
	const parts: Uint8Array[] = []
	let size = 0
	while (size < headBytes) {
		const { done, value } = await reader.read()
		if (done) return { bytes: joinBytes(parts, size), isCut: false }
		parts.push(value)
		size += value.length
	}
	await reader.cancel()
	return { bytes: joinBytes(parts, size), isCut: true }
}

function joinBytes(parts: readonly Uint8Array[], size: number): Uint8Array {
	const bytes = new Uint8Array(size)
	let at = 0
	for (const part of parts) {
		bytes.set(part, at)
		at += part.length
	}
	return bytes
}

/** Looks into a file without loading it whole. undefined: only the server can (Parquet), or it is no such file. */
export async function peekFile(file: File): Promise<FileHead | undefined> {
	const format = formatOfName(file.name)
	if (!format || format === 'parquet') return undefined
	try {
		if (/\.gz$/i.test(file.name)) {
			const { bytes, isCut } = await unpackHead(file)
			return readHead(new TextDecoder().decode(bytes), format, { isCut })
		}
		const text = await file.slice(0, headBytes).text()
		return readHead(text, format, { isCut: file.size > headBytes })
	} catch {
		// Not gzip, or not readable: the server says what is wrong with it.
		return undefined
	}
}
