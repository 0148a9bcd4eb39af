import type { RowTarget } from './add-usage-row.ts'
import { type CsvCursor, isBlank, longestRecord, readNextRecord } from './csv-file.ts'
import type { FilePlan } from './file-plan.ts'
import type { RawRow } from './raw-row.ts'
import type { Reject } from './reject.ts'
import { LineSplitter, oddLine } from './split-line.ts'
import { UsageRowTaker } from './take-usage-row.ts'
import { decodeBlock, readByteBlocks } from './text-blocks.ts'

const lineFeed = 10

export interface UsageScan extends RowTarget {
	/** Takes a row as texts, with all checks. */
	addRow: (row: RawRow) => Reject | undefined
}

/** Whether a plan takes every column of a CSV file as it stands, so that `scanUsageCsv` can read it. */
export function isScannable({ format, takes, columns, table }: FilePlan): boolean {
	return (
		format === 'csv' &&
		!takes &&
		table.delimiter !== undefined &&
		columns.every(item => item.index !== undefined)
	)
}

/**
 * Reads a CSV file of usage from its bytes. A row in plain spelling whose account and event are known goes straight
 * into the writer; every other row, and whatever may be wrong, goes through the reader and the checks of all files.
 */
export async function scanUsageCsv(scan: UsageScan): Promise<Reject[]> {
	const scanner = new UsageCsvScanner(scan)
	let rest: Buffer | undefined
	for await (const block of readByteBlocks(scan.plan.path)) {
		const ended = block.at(-1) === lineFeed ? block : Buffer.concat([block, Buffer.of(lineFeed)])
		const bytes: Buffer = rest ? Buffer.concat([rest, ended]) : ended
		const done = scanner.scan(bytes, false)
		rest = done < bytes.length ? bytes.subarray(done) : undefined
	}
	if (rest) scanner.scan(rest, true)
	return scanner.rejects
}

class UsageCsvScanner {
	readonly rejects: Reject[] = []
	private readonly scanOf: UsageScan
	private readonly splitter: LineSplitter
	private readonly taker: UsageRowTaker
	/** Whether the plan leaves columns of the file out. */
	private readonly hasUnused: boolean
	private bytes: Buffer = Buffer.alloc(0)
	private line = 1

	constructor(scan: UsageScan) {
		const { plan, layout, writer, localDays } = scan
		const { columns } = plan.table
		this.scanOf = scan
		this.splitter = new LineSplitter(columns.length, plan.table.delimiter ?? ',')
		const { starts, ends } = this.splitter
		const cellOf = (position: number) => plan.columns[position]?.index ?? -1
		this.taker = new UsageRowTaker(layout, writer, localDays, { cellOf, starts, ends, cellsAre: 'bytes' })
		this.hasUnused = new Set(plan.columns.map(({ index }) => index)).size < columns.length
	}

	/** Reads whole lines; how many of the bytes it could read, as a quoted cell may go on in the next ones. */
	scan(bytes: Buffer, isLast: boolean): number {
		const { splitter } = this
		const headerLines = this.scanOf.plan.table.headerLines ?? 1
		this.bytes = bytes
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
		let at = 0
		while (at < bytes.length) {
			if (this.line <= headerLines) {
				at = bytes.indexOf(lineFeed, at) + 1
				this.line++
				continue
			}
			const next = splitter.split(bytes, at)
			if (next !== oddLine && (splitter.isEmpty || this.takeSimpleRow(view))) {
				at = next
				this.line++
				continue
			}
			const read = this.addOddRow(at, isLast)
			if (read === 0) break
			at += read
		}
		return at
	}

	private takeSimpleRow(view: DataView): boolean {
		// What nobody looks at may be no UTF-8 at all.
		if (this.splitter.hasOthers && this.hasUnused) return false
		return this.taker.take(this.bytes, view)
	}

	/** Reads the record at a place as text; how many bytes it has, 0 where its end may be in bytes that follow. */
	private addOddRow(at: number, isLast: boolean): number {
		const { plan, addRow } = this.scanOf
		const header = { columns: plan.table.columns, delimiter: plan.table.delimiter ?? ',' }
		const { bytes } = this
		for (let end = bytes.indexOf(lineFeed, at) + 1; ; end = this.laterLineEnd(at, end)) {
			const isAll = end === bytes.length
			const { text, brokenLines } = decodeBlock(bytes.subarray(at, end))
			const broken = new Set([...brokenLines].map(line => this.line + line))
			const cursor: CsvCursor = {
				text,
				place: 0,
				line: this.line,
				brokenLines: broken,
				isLast: isAll && (isLast || end - at >= longestRecord),
			}
			const record = readNextRecord(cursor, header)
			if (!record) {
				if (isAll) return 0
				continue
			}
			const lines = cursor.line - this.line
			this.line = cursor.line
			const reject = 'reason' in record ? { file: plan.file, column: null, ...record } : undefined
			const refused = reject ?? ('cells' in record && !isBlank(record.cells) ? addRow(record) : undefined)
			if (refused) this.rejects.push(refused)
			return this.lengthOfLines(at, lines)
		}
	}

	/** The end of a line some way behind, for a record that goes on. */
	private laterLineEnd(at: number, end: number): number {
		const feed = this.bytes.indexOf(lineFeed, Math.min(end + 4 * (end - at), this.bytes.length - 1))
		return feed < 0 ? this.bytes.length : feed + 1
	}

	private lengthOfLines(at: number, lines: number): number {
		let end = at
		for (let line = 0; line < lines; line++) end = this.bytes.indexOf(lineFeed, end) + 1
		return end - at
	}
}
