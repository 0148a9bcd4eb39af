import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type ClientBase, escapeIdentifier } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

/**
 * One value of a row. Arrays and jsonb are passed as the text that PostgreSQL would read; bytes become `bytea`;
 * null is null.
 */
export type CopyValue = string | number | bigint | boolean | null | Uint8Array

const chunkCharacters = 1 << 16
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/**
 * Streams rows into a table by COPY and returns how many there were. Rows are taken only as fast as the server
 * takes them. When the rows end in an error, the COPY fails as a whole and the connection stays usable.
 * `table` may have a schema: `report.account`.
 */
export async function copyRows(
	client: ClientBase,
	table: string,
	columns: readonly string[],
	rows: Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>,
): Promise<number> {
	const target = table.split('.').map(escapeIdentifier).join('.')
	const stream = client.query(
		copyFrom(`copy ${target} (${columns.map(escapeIdentifier).join(', ')}) from stdin`),
	)
	await pipeline(
		Readable.from(toChunks(table, columns, rows), { objectMode: true, highWaterMark: 1 }),
		stream,
	)
	return stream.rowCount
}

async function* toChunks(
	table: string,
	columns: readonly string[],
	rows: Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>,
): AsyncGenerator<Buffer> {
	let chunk = ''
	let rowNumber = 0
	for await (const row of rows) {
		rowNumber++
		if (row.length !== columns.length) {
			throw new Error(
				`copy into ${table}: expected ${columns.length} values, row ${rowNumber} has ${row.length}`,
			)
		}
		for (let index = 0; index < row.length; index++) {
			const text = toCopyText(row[index] ?? null)
			if (text.includes('\0')) {
				throw new Error(
					`copy into ${table}: row ${rowNumber}, column ${columns[index]} has a NUL character, which PostgreSQL cannot store`,
				)
			}
			chunk += index === 0 ? text : `\t${text}`
		}
		chunk += '\n'
		if (chunk.length >= chunkCharacters) {
			yield Buffer.from(chunk)
			chunk = ''
		}
	}
	if (chunk) yield Buffer.from(chunk)
}

/** The text form of one value in COPY's text format. */
export function toCopyText(value: CopyValue): string {
	if (value === null) return '\\N'
	if (typeof value === 'string') {
		return /[\\\t\n\r]/.test(value) ? value.replace(/[\\\t\n\r]/g, found => escapes[found] ?? found) : value
	}
	if (typeof value === 'boolean') return value ? 't' : 'f'
	if (value instanceof Uint8Array) {
		return `\\\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`
	}
	return String(value)
}
