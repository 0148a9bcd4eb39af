import { type ClientBase, escapeIdentifier } from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { type Day, formatDay } from '../../core/time/day.ts'

// https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format"
const signature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const trailer = Buffer.from([0xff, 0xff])
/** PostgreSQL counts dates from 2000-01-01. */
const postgresEpochDay = 10_957
const piecesBytes = 1 << 18

/**
 * Rows in COPY's binary format, gathered in memory. Start a row, then write its values in the order of the
 * columns, each with the method of the column's type: PostgreSQL refuses a wrong width, but cannot notice an
 * int4 written where a date was meant.
 */
export class BinaryRows {
	private buffer = Buffer.allocUnsafe(1 << 16)
	private end = 0
	rowCount = 0

	get byteLength(): number {
		return this.end
	}
	/** The rows so far, valid until the next is written. */
	get bytes(): Buffer {
		return this.buffer.subarray(0, this.end)
	}

	startRow(columnCount: number): void {
		this.reserve(2)
		this.end = this.buffer.writeInt16BE(columnCount, this.end)
		this.rowCount++
	}
	writeNull(): void {
		this.reserve(4)
		this.end = this.buffer.writeInt32BE(-1, this.end)
	}
	writeInt4(value: number): void {
		this.reserve(8)
		this.end = this.buffer.writeInt32BE(4, this.end)
		this.end = this.buffer.writeInt32BE(value, this.end)
	}
	/** A safe integer as int8. */
	writeInt8(value: number): void {
		this.reserve(12)
		this.end = this.buffer.writeInt32BE(8, this.end)
		this.end = this.buffer.writeInt32BE(Math.floor(value / 0x1_0000_0000), this.end)
		this.end = this.buffer.writeUInt32BE(value >>> 0, this.end)
	}
	writeDate(day: Day): void {
		this.writeInt4(day - postgresEpochDay)
	}
	writeBytes(value: Uint8Array): void {
		this.reserve(4 + value.length)
		this.end = this.buffer.writeInt32BE(value.length, this.end)
		this.buffer.set(value, this.end)
		this.end += value.length
	}
	writeText(value: string): void {
		const most = value.length * 3
		this.reserve(4 + most)
		const length = this.buffer.write(value, this.end + 4)
		this.buffer.writeInt32BE(length, this.end)
		this.end += 4 + length
	}
	clear(): void {
		this.end = 0
		this.rowCount = 0
	}

	private reserve(bytes: number): void {
		if (this.end + bytes <= this.buffer.length) return
		const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.end + bytes))
		larger.set(this.buffer.subarray(0, this.end))
		this.buffer = larger
	}
}

/** Sends rows into a table. On an error the COPY fails as a whole and the connection stays usable. */
export async function copyBinaryIn(
	client: ClientBase,
	table: string,
	columns: readonly string[],
	rows: BinaryRows,
): Promise<void> {
	if (rows.rowCount === 0) return
	const target = table.split('.').map(escapeIdentifier).join('.')
	const stream = client.query(
		copyFrom(`copy ${target} (${columns.map(escapeIdentifier).join(', ')}) from stdin (format binary)`),
	)
	await new Promise<void>((resolve, reject) => {
		stream.on('error', reject)
		stream.on('finish', resolve)
		stream.write(signature)
		const { bytes } = rows
		for (let at = 0; at < bytes.length; at += piecesBytes) stream.write(bytes.subarray(at, at + piecesBytes))
		stream.end(trailer)
	})
}

/** One row of `copyBinaryOut`: where each value starts, and its length (−1: null). Reused for every row. */
export interface BinaryRow {
	buffer: Buffer
	offsets: Int32Array
	lengths: Int32Array
}

export function readInt4(row: BinaryRow, column: number): number {
	return row.buffer.readInt32BE(row.offsets[column]!)
}
export function readInt8(row: BinaryRow, column: number): number {
	const at = row.offsets[column]!
	return row.buffer.readInt32BE(at) * 0x1_0000_0000 + row.buffer.readUInt32BE(at + 4)
}
export function readDate(row: BinaryRow, column: number): Day {
	return readInt4(row, column) + postgresEpochDay
}
export function readText(row: BinaryRow, column: number): string {
	const at = row.offsets[column]!
	return row.buffer.toString('utf8', at, at + row.lengths[column]!)
}
/** The bytes of a value, valid until the next row: copy what must stay. */
export function readBytes(row: BinaryRow, column: number): Buffer {
	const at = row.offsets[column]!
	return row.buffer.subarray(at, at + row.lengths[column]!)
}

/**
 * The rows of a query by binary COPY. COPY takes no parameters, so `query` may hold only what the program itself
 * wrote: identifiers of the schema, and numbers and dates by `sqlInteger` and `sqlDate`. The row
 * object and its bytes are reused: read what you need before taking the next.
 */
export async function* copyBinaryOut(
	client: ClientBase,
	query: string,
	columnCount: number,
): AsyncGenerator<BinaryRow> {
	const stream = client.query(copyTo(`copy (${query}) to stdout (format binary)`))
	const row: BinaryRow = {
		buffer: Buffer.alloc(0),
		offsets: new Int32Array(columnCount),
		lengths: new Int32Array(columnCount),
	}
	// Not `for await`: a reader that stops early would destroy the stream with rows still on the connection.
	const pieces = stream.iterator({ destroyOnReturn: false })
	let isOpen = true
	const takePiece = async (): Promise<Buffer | undefined> => {
		isOpen = false
		const { done, value } = await pieces.next()
		isOpen = !done
		return done ? undefined : value
	}
	let rest: Buffer = row.buffer
	let isHeaderRead = false
	try {
		for (let piece = await takePiece(); piece; piece = await takePiece()) {
			rest = row.buffer = rest.length > 0 ? Buffer.concat([rest, piece]) : piece
			if (!isHeaderRead && rest.length < signature.length) continue
			let at = isHeaderRead ? 0 : signature.length
			isHeaderRead = true
			for (let next = readRow(row, at, columnCount); next >= 0; next = readRow(row, at, columnCount)) {
				at = next
				yield row
			}
			rest = row.buffer.subarray(at)
		}
	} finally {
		while (isOpen) await takePiece()
	}
}

/** Finds the values of the row at `at`; gives where the next one starts, −1 where the row is not all there. */
function readRow(row: BinaryRow, at: number, columnCount: number): number {
	const { buffer, offsets, lengths } = row
	if (at + 2 > buffer.length) return -1
	const count = buffer.readInt16BE(at)
	if (count === -1) return -1
	if (count !== columnCount) throw new Error(`expected ${columnCount} columns by COPY, got ${count}`)
	let next = at + 2
	for (let column = 0; column < columnCount; column++) {
		if (next + 4 > buffer.length) return -1
		const length = buffer.readInt32BE(next)
		next += 4
		offsets[column] = next
		lengths[column] = length
		if (length > 0) next += length
		if (next > buffer.length) return -1
	}
	return next
}

/** A whole number as SQL text. */
export function sqlInteger(value: number): string {
	if (!Number.isSafeInteger(value)) throw new RangeError(`expected a whole number for SQL, got ${value}`)
	return String(value)
}

/** A date as SQL text. */
export function sqlDate(day: Day): string {
	return `date '${formatDay(day)}'`
}
