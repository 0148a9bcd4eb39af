import { RowHash } from '../../core/facts/row-hash.ts'
import { largestNumber, longestId } from './check-value.ts'
import type { LocalDays } from './local-days.ts'
import { scanNumber } from './scan-number.ts'
import { TimeScanner } from './scan-time.ts'
import type { UsageLayout } from './usage-layout.ts'
import { propertyState, type UsageWriter } from './usage-writer.ts'

/** Where the rows that a taker gets have their cells, without white space around them. */
export interface TakenCells {
	/** Which cell is the plan's column; −1: none. */
	cellOf: (position: number) => number
	starts: Int32Array
	ends: Int32Array
	/** Bytes as they stand in a file, or what is known to be well-formed text and trimmed as JavaScript does it. */
	cellsAre: 'bytes' | 'text'
}

/**
 * Takes rows of usage in plain spelling into the writer, without making a string of any cell. It only takes what
 * the checks would pass, with what they would give: new accounts and events, unusual times and numbers, and all that
 * is wrong it leaves to them.
 */
export class UsageRowTaker {
	private readonly layout: UsageLayout
	private readonly writer: UsageWriter
	private readonly localDays: LocalDays
	private readonly time = new TimeScanner()
	private readonly hash = new RowHash()
	private readonly cells: Omit<UsageLayout, 'isDaily' | 'properties'>
	private readonly propertyCells: number[]
	private readonly starts: Int32Array
	private readonly ends: Int32Array
	private readonly cellsAre: TakenCells['cellsAre']
	private bytes: Buffer = Buffer.alloc(0)
	private view: DataView = new DataView(new ArrayBuffer(0))

	constructor(layout: UsageLayout, writer: UsageWriter, localDays: LocalDays, taken: TakenCells) {
		const { cellOf } = taken
		this.layout = layout
		this.writer = writer
		this.localDays = localDays
		this.starts = taken.starts
		this.ends = taken.ends
		this.cellsAre = taken.cellsAre
		this.cells = {
			account: cellOf(layout.account),
			event: cellOf(layout.event),
			time: cellOf(layout.time),
			user: cellOf(layout.user),
			id: cellOf(layout.id),
			amount: cellOf(layout.amount),
			line: cellOf(layout.line),
		}
		this.propertyCells = layout.properties.map(({ position }) => cellOf(position))
	}

	/** Adds the row whose cells stand in these bytes; false where it is not plain. */
	take(bytes: Buffer, view: DataView): boolean {
		this.bytes = bytes
		this.view = view
		const { cells, hash, starts, ends, writer, layout } = this
		if (!this.scanTime(starts[cells.time]!, ends[cells.time]!)) return false
		if (!this.scanAmount() || !this.scanProperties()) return false
		writer.account = this.find(writer.accounts, cells.account)
		if (writer.account < 0) return false
		writer.event = this.find(writer.events, cells.event)
		if (writer.event < 0) return false
		writer.line = -1
		if (cells.line >= 0 && starts[cells.line] !== ends[cells.line]) {
			writer.line = this.find(writer.lines, cells.line)
			if (writer.line < 0) return false
		}
		writer.hasId = cells.id >= 0 && starts[cells.id] !== ends[cells.id]
		if (writer.hasId) {
			if (!this.isPlainId(cells.id)) return false
			hash.hashBytes(this.view, starts[cells.id]!, ends[cells.id]!)
			writer.idLow = hash.low
			writer.idHigh = hash.high
		}
		writer.user = -1
		if (cells.user >= 0 && starts[cells.user] !== ends[cells.user]) {
			const start = starts[cells.user]!
			const end = ends[cells.user]!
			hash.hashBytes(this.view, start, end)
			writer.user = writer.users.find(writer.account, hash, bytes, start, end)
			if (writer.user < 0) {
				if (!this.isPlainId(cells.user)) return false
				writer.user = writer.users.add(writer.account, hash, bytes, start, end)
			}
		}
		if (layout.isDaily) writer.day = this.time.clockDay
		writer.add()
		return true
	}

	/** Number of a text that passed the checks once already. */
	private find(dictionary: UsageWriter['accounts'], cell: number): number {
		const start = this.starts[cell]!
		const end = this.ends[cell]!
		if (start === end) return -1
		return dictionary.find(0, this.hash.hashBytes(this.view, start, end), this.bytes, start, end)
	}

	/** Whether an id passes the checks without a second look. */
	private isPlainId(cell: number): boolean {
		const { starts, ends } = this
		return ends[cell]! - starts[cell]! <= longestId && this.isPlainText(starts[cell]!, ends[cell]!)
	}

	/** Of bytes: printable ASCII. Of trimmed, well-formed text: no NUL. */
	private isPlainText(start: number, end: number): boolean {
		const [lowest, highest] = this.cellsAre === 'bytes' ? [32, 126] : [1, 255]
		for (let at = start; at < end; at++) {
			if (this.bytes[at]! < lowest || this.bytes[at]! > highest) return false
		}
		return true
	}

	private scanTime(start: number, end: number): boolean {
		const { time, writer, layout, localDays } = this
		if (layout.isDaily) return end - start === 10 && time.scan(this.bytes, start, end)
		if (!time.scan(this.bytes, start, end)) return false
		writer.isZoned = time.isZoned
		writer.seconds = time.clockSeconds - time.offsetSeconds
		writer.nanoseconds = time.nanoseconds
		writer.day = time.isZoned ? localDays.dayOf(writer.seconds) : time.clockDay
		return true
	}

	private scanAmount(): boolean {
		const { amount } = this.cells
		const { writer, layout } = this
		writer.amount = 1
		if (amount < 0) return true
		const start = this.starts[amount]!
		const end = this.ends[amount]!
		if (start === end) return !layout.isDaily
		writer.amount = scanNumber(this.bytes, start, end)
		return !Number.isNaN(writer.amount)
	}

	private scanProperties(): boolean {
		const { propertyCells, bytes } = this
		const { writer, layout } = this
		for (let property = 0; property < propertyCells.length; property++) {
			const start = this.starts[propertyCells[property]!]!
			const end = this.ends[propertyCells[property]!]!
			if (start === end) {
				writer.states[property] = propertyState.none
				continue
			}
			const value = scanNumber(bytes, start, end)
			if (!Number.isNaN(value)) {
				// The users of usage_daily are whole, and fewer than the checks allow.
				if (layout.isDaily && end - start > 9) return false
				if (layout.isDaily && !Number.isInteger(value)) return false
				writer.states[property] = propertyState.number
				writer.numbers[property] = value
			} else {
				if (layout.isDaily || !this.isPlainText(start, end)) return false
				this.takeText(property, start, end)
			}
		}
		return true
	}

	/** Takes a property that is no number in plain spelling. */
	private takeText(property: number, start: number, end: number): void {
		const { writer, bytes, hash } = this
		if (mayBeginNumber(bytes[start]!)) {
			setProperty(writer, property, bytes.toString('utf8', start, end))
			return
		}
		hash.hashBytes(this.view, start, end)
		writer.states[property] = propertyState.text
		writer.textLows[property] = hash.low
		writer.textHighs[property] = hash.high
	}
}

/** Whether a text that begins with the byte may be a number: a digit, a sign or a point. */
function mayBeginNumber(byte: number): boolean {
	return (byte >= 48 && byte <= 57) || byte === 43 || byte === 45 || byte === 46
}

const propertyHash = new RowHash()

/** Puts a property into the fields of the writer. `text` is trimmed; undefined or empty: the row does not say. */
export function setProperty(writer: UsageWriter, property: number, text: string | undefined): void {
	if (text === undefined || text === '') {
		writer.states[property] = propertyState.none
		return
	}
	const value = numberOf(text)
	writer.states[property] = value === undefined ? propertyState.text : propertyState.number
	if (value !== undefined) {
		writer.numbers[property] = value
		return
	}
	propertyHash.hashText(text)
	writer.textLows[property] = propertyHash.low
	writer.textHighs[property] = propertyHash.high
}

const number = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/

/** The number below the largest that a text is; undefined: it is none. */
function numberOf(text: string): number | undefined {
	if (text.length > 60 || !number.test(text)) return undefined
	const value = Number(text)
	return Math.abs(value) < largestNumber ? value : undefined
}
