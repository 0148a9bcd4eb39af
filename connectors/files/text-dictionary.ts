import { RowHash } from '../../core/facts/row-hash.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const textHash = new RowHash()

/**
 * Numbers texts in the order in which they are added, found by their bytes: twenty million rows name a few thousand
 * accounts, and making a string for each look-up would cost more than everything else. The same text of two owners is
 * two entries.
 */
export class TextDictionary {
	size = 0
	owners = new Int32Array(64)
	/** Words of the texts' hashes (`RowHash`). */
	lows = new Int32Array(64)
	highs = new Int32Array(64)
	private offsets = new Float64Array(65)
	private bytes = new Uint8Array(1024)
	private slots = new Int32Array(128).fill(-1)

	/** Number of the text that stands in `bytes` from `start` to `end` and has the hash; −1: none. */
	find(owner: number, hash: RowHash, bytes: Uint8Array, start: number, end: number): number {
		const { low, high } = hash
		const mask = this.slots.length - 1
		for (let slot = slotOf(owner, low) & mask; ; slot = (slot + 1) & mask) {
			const entry = this.slots[slot]!
			if (entry < 0) return -1
			if (this.lows[entry] !== low || this.highs[entry] !== high || this.owners[entry] !== owner) continue
			if (this.isSame(entry, bytes, start, end)) return entry
		}
	}

	/** Number of a text that `find` did not find, now added. */
	add(owner: number, hash: RowHash, bytes: Uint8Array, start: number, end: number): number {
		if (this.size === this.lows.length) this.grow()
		const entry = this.size++
		const from = this.offsets[entry]!
		const to = from + end - start
		if (to > this.bytes.length) {
			const larger = new Uint8Array(to * 2)
			larger.set(this.bytes.subarray(0, from))
			this.bytes = larger
		}
		for (let at = start; at < end; at++) this.bytes[from + at - start] = bytes[at]!
		this.offsets[entry + 1] = to
		this.owners[entry] = owner
		this.lows[entry] = hash.low
		this.highs[entry] = hash.high
		this.place(entry)
		return entry
	}

	/** Number of a text, added where it is new. */
	number(text: string, owner = 0): number {
		const bytes = encoder.encode(text)
		const hash = textHash.hashText(text)
		const entry = this.find(owner, hash, bytes, 0, bytes.length)
		return entry >= 0 ? entry : this.add(owner, hash, bytes, 0, bytes.length)
	}

	/** Number of a text, −1 where it was never added. */
	findText(text: string, owner = 0): number {
		const bytes = encoder.encode(text)
		return this.find(owner, textHash.hashText(text), bytes, 0, bytes.length)
	}

	textOf(entry: number): string {
		return decoder.decode(this.bytes.subarray(this.offsets[entry], this.offsets[entry + 1]))
	}

	private isSame(entry: number, bytes: Uint8Array, start: number, end: number): boolean {
		const from = this.offsets[entry]!
		if (this.offsets[entry + 1]! - from !== end - start) return false
		for (let at = start; at < end; at++) if (this.bytes[from + at - start] !== bytes[at]) return false
		return true
	}

	private place(entry: number): void {
		const mask = this.slots.length - 1
		let slot = slotOf(this.owners[entry]!, this.lows[entry]!) & mask
		while (this.slots[slot]! >= 0) slot = (slot + 1) & mask
		this.slots[slot] = entry
	}

	private grow(): void {
		const size = this.size * 2
		const enlarge = (words: Int32Array) => {
			const larger = new Int32Array(size)
			larger.set(words)
			return larger
		}
		this.owners = enlarge(this.owners)
		this.lows = enlarge(this.lows)
		this.highs = enlarge(this.highs)
		const offsets = new Float64Array(size + 1)
		offsets.set(this.offsets)
		this.offsets = offsets
		this.slots = new Int32Array(size * 2).fill(-1)
		for (let entry = 0; entry < this.size; entry++) this.place(entry)
	}
}

function slotOf(owner: number, low: number): number {
	const mixed = low ^ Math.imul(owner, 0x9e3779b1)
	return mixed ^ (mixed >>> 16)
}
