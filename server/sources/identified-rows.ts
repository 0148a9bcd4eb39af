import { bytesPerTuple, packHead, viewTuples } from '../../core/facts/usage-tuples.ts'

/** What the latest version of a row with an id says. */
export interface IdentifiedRow {
	/** The two words of the id's hash. */
	high: number
	low: number
	monthNumber: number
	/** For each measure that the row counts in: head without lag, user number, value. The event's count is first. */
	parts: number[]
}

// In a block of row_tuples the lag of a tuple says whether a row begins with it.
const beginsRow = packHead(1, 0, 1)

/** Same month, day, measures, user and values. */
export function isSameRow(first: IdentifiedRow, second: IdentifiedRow): boolean {
	return (
		first.monthNumber === second.monthNumber &&
		first.parts.length === second.parts.length &&
		first.parts.every((part, index) => part === second.parts[index])
	)
}

/** The rows of a block: `ids` sorted hashes of 8 bytes, `tuples` those of each row in the same order. */
export function unpackIdentifiedRows(
	monthNumber: number,
	ids: Uint8Array,
	tuples: Uint8Array,
): IdentifiedRow[] {
	const hashes = viewHashes(ids)
	const { words, doubles, count } = viewTuples(tuples)
	const rows: IdentifiedRow[] = []
	let row: IdentifiedRow | undefined
	for (let index = 0; index < count; index++) {
		const head = words[4 * index]!
		if ((head & beginsRow) !== 0) {
			const at = 2 * rows.length
			row = { high: hashes[at + 1]!, low: hashes[at]!, monthNumber, parts: [] }
			rows.push(row)
		}
		row?.parts.push((head & ~beginsRow) >>> 0, words[4 * index + 1]!, doubles[2 * index + 1]!)
	}
	if (2 * rows.length !== hashes.length) {
		throw new Error(`expected ${hashes.length / 2} usage rows with an id in the block, got ${rows.length}`)
	}
	return rows
}

/** Rows in any order → `ids` and `row_tuples`. */
export function packIdentifiedRows(rows: IdentifiedRow[]): { ids: Uint8Array; tuples: Uint8Array } {
	rows.sort((a, b) => a.high - b.high || a.low - b.low)
	const hashes = new Uint32Array(2 * rows.length)
	const partCount = rows.reduce((sum, row) => sum + row.parts.length / 3, 0)
	const buffer = new ArrayBuffer(partCount * bytesPerTuple)
	const words = new Uint32Array(buffer)
	const doubles = new Float64Array(buffer)
	let index = 0
	for (const [at, { high, low, parts }] of rows.entries()) {
		hashes[2 * at] = low
		hashes[2 * at + 1] = high
		for (let part = 0; part < parts.length; part += 3) {
			words[4 * index] = part === 0 ? parts[part]! | beginsRow : parts[part]!
			words[4 * index + 1] = parts[part + 1]!
			doubles[2 * index + 1] = parts[part + 2]!
			index++
		}
	}
	return { ids: new Uint8Array(hashes.buffer), tuples: new Uint8Array(buffer) }
}

/** Hashes of a block as words, the low one first. */
export function viewHashes(ids: Uint8Array): Uint32Array {
	const aligned = ids.byteOffset % 4 === 0 ? ids : new Uint8Array(ids)
	return new Uint32Array(aligned.buffer, aligned.byteOffset, ids.length / 4)
}
