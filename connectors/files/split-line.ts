const [space, quote, carriageReturn, lineFeed] = [32, 34, 13, 10]
/** What a byte means for the reader of a line. */
const plain = 0
const delimiterByte = 1
const lineEnd = 2
const quoteByte = 3
const nul = 4
const notAscii = 5

/** Outcomes of `LineSplitter.split` besides the place where the next line begins. */
export const oddLine = -1

/**
 * Splits the lines of a CSV file into cells where that is simple, as bytes: as many cells as columns, quotes around
 * whole cells or nowhere, no line feeds within. All else is an odd line, for the reader that knows every case.
 */
export class LineSplitter {
	/** Where the cells begin and end, without quotes and without spaces around them. */
	readonly starts: Int32Array
	readonly ends: Int32Array
	/** Whether the line has bytes that are not ASCII. */
	hasOthers = false
	/** Whether the line has no cells at all. */
	isEmpty = false
	private readonly meanings = new Uint8Array(256)

	constructor(columnCount: number, delimiter: string) {
		this.starts = new Int32Array(columnCount)
		this.ends = new Int32Array(columnCount)
		this.meanings.fill(notAscii, 128)
		this.meanings[0] = nul
		this.meanings[lineFeed] = lineEnd
		this.meanings[quote] = quoteByte
		this.meanings[delimiter.charCodeAt(0)] = delimiterByte
	}

	/** Splits the line at `from`, which must end with a line feed. Where the next one begins, or `oddLine`. */
	split(bytes: Uint8Array, from: number): number {
		const { starts, ends, meanings } = this
		const columnCount = starts.length
		this.hasOthers = false
		this.isEmpty = false
		let at = from
		for (let column = 0; column < columnCount; column++) {
			let start = at
			let end: number
			let meaning = meanings[bytes[at]!]!
			if (meaning === quoteByte) {
				start++
				at = this.findClosingQuote(bytes, start)
				if (at < 0) return oddLine
				end = at++
				if (bytes[at] === carriageReturn && bytes[at + 1] === lineFeed) at++
				meaning = meanings[bytes[at]!]!
			} else {
				for (; meaning === plain || meaning === notAscii; meaning = meanings[bytes[++at]!]!) {
					if (meaning === notAscii) this.hasOthers = true
				}
				end = meaning === lineEnd && at > start && bytes[at - 1] === carriageReturn ? at - 1 : at
			}
			const isLast = column === columnCount - 1
			if (meaning !== (isLast ? lineEnd : delimiterByte)) {
				this.isEmpty = column === 0 && meaning === lineEnd && start === end
				return this.isEmpty ? at + 1 : oddLine
			}
			while (start < end && bytes[start] === space) start++
			while (end > start && bytes[end - 1] === space) end--
			starts[column] = start
			ends[column] = end
			at++
		}
		return at
	}

	/** −1 where the cell is not simple. */
	private findClosingQuote(bytes: Uint8Array, from: number): number {
		const { meanings } = this
		let at = from
		for (;;) {
			const meaning = meanings[bytes[at]!]!
			if (meaning === quoteByte) return bytes[at + 1] === quote ? -1 : at
			if (meaning === lineEnd || meaning === nul) return -1
			if (meaning === notAscii) this.hasOthers = true
			at++
		}
	}
}
