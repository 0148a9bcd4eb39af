import { hash } from 'node:crypto'
import { z } from 'zod'
import { Problem } from '../problem.ts'

// A backup is one gzip stream of frames: a byte that says which, four bytes of length (big endian), the payload.
// Rows are PostgreSQL's own text form, in pieces; everything else is JSON.

const BackupHead = z.strictObject({
	format: z.literal(1),
	backupId: z.uuid(),
	/** ISO instant. Everything in the backup is of this moment. */
	madeAt: z.iso.datetime(),
	/** What the schema was, so that a newer version can read it. */
	migrations: z.array(z.strictObject({ name: z.string(), checksum: z.string() })),
	/** Partitions with their bounds as PostgreSQL prints them. */
	partitions: z.array(z.strictObject({ parent: z.string(), name: z.string(), bounds: z.string() })),
	sequences: z.array(z.strictObject({ name: z.string(), last: z.string(), isCalled: z.boolean() })),
	tables: z.int(),
})
export type BackupHead = z.infer<typeof BackupHead>

const TableStart = z.strictObject({ table: z.string(), columns: z.array(z.string()) })
const TableEnd = z.strictObject({ rows: z.int(), digest: z.string() })
const BackupFoot = z.strictObject({ rows: z.int() })

export type BackupPart =
	| { kind: 'head'; head: BackupHead }
	| { kind: 'table'; start: z.infer<typeof TableStart> }
	| { kind: 'rows'; bytes: Uint8Array }
	| { kind: 'tableEnd'; end: z.infer<typeof TableEnd> }
	| { kind: 'foot'; foot: z.infer<typeof BackupFoot> }

const letters = { head: 'P', table: 'T', rows: 'R', tableEnd: 'E', foot: 'F' } as const
const lengthBytes = 4
const maximumFrameBytes = 256 * 1024 * 1024

/** One part as a frame. */
export function encodePart(part: BackupPart): Buffer[] {
	const payload = part.kind === 'rows' ? part.bytes : Buffer.from(JSON.stringify(bodyOf(part)))
	const prefix = Buffer.alloc(1 + lengthBytes)
	prefix.write(letters[part.kind], 'latin1')
	prefix.writeUInt32BE(payload.length, 1)
	return [prefix, Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)]
}

function bodyOf(part: Exclude<BackupPart, { kind: 'rows' }>): unknown {
	if (part.kind === 'head') return part.head
	if (part.kind === 'table') return part.start
	return part.kind === 'tableEnd' ? part.end : part.foot
}

/** The parts of a stream of frames. Throws a `Problem` where it is none, is damaged, or ends before its foot. */
export async function* decodeParts(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<BackupPart> {
	let rest = Buffer.alloc(0)
	let last: BackupPart['kind'] | undefined
	for await (const chunk of chunks) {
		rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk])
		for (;;) {
			const frame = takeFrame(rest)
			if (!frame) break
			rest = rest.subarray(frame.bytes)
			const part = readPart(frame.letter, frame.payload)
			if ((last === undefined) !== (part.kind === 'head') || last === 'foot') {
				throw damagedBackup(`a part "${part.kind}" stands in a wrong place`)
			}
			last = part.kind
			yield part
		}
	}
	if (last !== 'foot' || rest.length > 0) throw damagedBackup('it ends before its last part')
}

function takeFrame(bytes: Buffer): { letter: string; payload: Buffer; bytes: number } | undefined {
	if (bytes.length < 1 + lengthBytes) return undefined
	const length = bytes.readUInt32BE(1)
	if (length > maximumFrameBytes) throw damagedBackup(`a part of ${length} bytes is longer than any can be`)
	const end = 1 + lengthBytes + length
	if (bytes.length < end) return undefined
	return { letter: bytes.toString('latin1', 0, 1), payload: bytes.subarray(1 + lengthBytes, end), bytes: end }
}

function readPart(letter: string, payload: Buffer): BackupPart {
	if (letter === letters.rows) return { kind: 'rows', bytes: payload }
	if (letter === letters.head) return { kind: 'head', head: readBody(BackupHead, payload) }
	if (letter === letters.table) return { kind: 'table', start: readBody(TableStart, payload) }
	if (letter === letters.tableEnd) return { kind: 'tableEnd', end: readBody(TableEnd, payload) }
	if (letter === letters.foot) return { kind: 'foot', foot: readBody(BackupFoot, payload) }
	throw damagedBackup(`it has a part "${letter}" that no backup has`)
}

function readBody<T>(schema: z.ZodType<T>, payload: Buffer): T {
	try {
		return schema.parse(JSON.parse(payload.toString('utf8')))
	} catch (error) {
		throw damagedBackup(error instanceof z.ZodError ? z.prettifyError(error) : String(error))
	}
}

export function damagedBackup(what: string, cause?: unknown): Problem {
	return new Problem(
		'backup_damaged',
		`The file is not a whole backup: ${what}.`,
		'Nothing was changed. Use another backup.',
		{ cause },
	)
}

const laneCount = 8

/**
 * What a table holds, whatever the order of its rows: the number of rows, and the sum of the SHA-256 of each in lanes of
 * 32 bits. Takes COPY's text form in pieces of any size.
 */
export class RowDigest {
	rows = 0
	readonly #lanes = new Uint32Array(laneCount)
	#rest = Buffer.alloc(0)

	add(piece: Uint8Array): void {
		const bytes = this.#rest.length === 0 ? Buffer.from(piece) : Buffer.concat([this.#rest, piece])
		let from = 0
		// A line end within a value is written as \n, so that each byte 10 ends a row.
		for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, from)) {
			this.#addRow(bytes.subarray(from, at))
			from = at + 1
		}
		this.#rest = bytes.subarray(from)
	}

	/** `rows:hex`. */
	end(): string {
		if (this.#rest.length > 0) throw damagedBackup('a row has no end')
		const lanes = Array.from(this.#lanes, lane => lane.toString(16).padStart(8, '0'))
		return `${this.rows}:${lanes.join('')}`
	}

	#addRow(row: Buffer): void {
		const digest = hash('sha256', row, 'buffer')
		for (let lane = 0; lane < laneCount; lane++) {
			this.#lanes[lane] = (this.#lanes[lane] ?? 0) + digest.readUInt32LE(4 * lane)
		}
		this.rows++
	}
}
