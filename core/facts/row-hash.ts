/**
 * A hash of 64 bits over pairs of 32-bit words: the two lanes of MurmurHash3 (as in its x86 128-bit variant, with two
 * lanes in place of four), seed 0. One pair more maps states to states without loss, so values that differ in one pair
 * alone never collide. Keys made of it are stored: it must never change.
 */
export class RowHash {
	/** Signed words; together the hash once `finish` was called. */
	low = 0
	high = 0
	private pairs = 0

	start(): this {
		this.low = 0
		this.high = 0
		this.pairs = 0
		return this
	}

	addPair(first: number, second: number): void {
		let one = Math.imul(first, 0x239b961b)
		one = Math.imul((one << 15) | (one >>> 17), 0xab0e9789)
		let low = this.low ^ one
		low = (Math.imul(((low << 19) | (low >>> 13)) + this.high, 5) + 0x561ccd1b) | 0
		let two = Math.imul(second, 0xab0e9789)
		two = Math.imul((two << 16) | (two >>> 16), 0x38b34ae5)
		const high = this.high ^ two
		this.high = (Math.imul(((high << 17) | (high >>> 15)) + low, 5) + 0x0bcaa747) | 0
		this.low = low
		this.pairs++
	}

	/** The two words of a number; 0 and −0 are the same. */
	addNumber(value: number): void {
		numberScratch[0] = value + 0
		this.addPair(wordScratch[0]!, wordScratch[1]!)
	}

	finish(): this {
		this.scramble(this.pairs * 8)
		return this
	}

	/** The whole hash of bytes: their words, little endian, the last pair filled up with zeros, then their number. */
	hashBytes(view: DataView, start: number, end: number): this {
		this.start()
		let at = start
		for (; at + 8 <= end; at += 8) this.addPair(view.getInt32(at, true), view.getInt32(at + 4, true))
		if (at < end) {
			let first = 0
			let second = 0
			for (let shift = 0; at < end; at++, shift += 8) {
				if (shift < 32) first |= view.getUint8(at) << shift
				else second |= view.getUint8(at) << (shift - 32)
			}
			this.addPair(first, second)
		}
		this.scramble(end - start)
		return this
	}

	/** The same of a text as UTF-8. */
	hashText(text: string): this {
		const bytes = encoder.encode(text)
		return this.hashBytes(new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length)
	}

	private scramble(length: number): void {
		let low = this.low ^ length
		let high = this.high ^ length
		low = (low + high) | 0
		high = (high + low) | 0
		low = mixWord(low)
		high = mixWord(high)
		low = (low + high) | 0
		this.low = low
		this.high = (high + low) | 0
	}
}

/** The hash of a text as one unsigned number. */
export function keyOfText(text: string): bigint {
	const { low, high } = new RowHash().hashText(text)
	return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)
}

const encoder = new TextEncoder()
const numberScratch = new Float64Array(1)
const wordScratch = new Int32Array(numberScratch.buffer)

/** MurmurHash3's last step: a permutation of 32-bit words. */
function mixWord(word: number): number {
	let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
	mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
	return mixed ^ (mixed >>> 16)
}
