/**
 * Numbers pairs of unsigned 32-bit words in the order in which they are first seen: a hash table on typed arrays,
 * because a `Map` of bigints or strings costs ten times as much at twenty million rows. Emptied and used again
 * for every account.
 */
export class PairTable {
	size = 0
	/** First and second word of pair n, for n < size. */
	highs = new Uint32Array(1024)
	lows = new Uint32Array(1024)
	private slots = new Int32Array(2048).fill(-1)
	private slotOfPair = new Int32Array(1024)

	/** Number of the pair; a new one gets the next. */
	add(high: number, low: number): number {
		const mask = this.slots.length - 1
		let slot = hashPair(high, low) & mask
		for (let pair = this.slots[slot]!; pair >= 0; pair = this.slots[slot]!) {
			if (this.lows[pair] === low && this.highs[pair] === high) return pair
			slot = (slot + 1) & mask
		}
		if (this.size === this.highs.length) {
			this.grow()
			return this.add(high, low)
		}
		this.slots[slot] = this.size
		this.slotOfPair[this.size] = slot
		this.highs[this.size] = high
		this.lows[this.size] = low
		return this.size++
	}

	/** Number of the pair, −1 where it was never added. */
	find(high: number, low: number): number {
		const mask = this.slots.length - 1
		let slot = hashPair(high, low) & mask
		for (let pair = this.slots[slot]!; pair >= 0; pair = this.slots[slot]!) {
			if (this.lows[pair] === low && this.highs[pair] === high) return pair
			slot = (slot + 1) & mask
		}
		return -1
	}

	clear(): void {
		for (let pair = 0; pair < this.size; pair++) this.slots[this.slotOfPair[pair]!] = -1
		this.size = 0
	}

	private grow(): void {
		const { highs, lows, size } = this
		this.highs = new Uint32Array(size * 2)
		this.lows = new Uint32Array(size * 2)
		this.slotOfPair = new Int32Array(size * 2)
		this.slots = new Int32Array(size * 4).fill(-1)
		this.size = 0
		for (let pair = 0; pair < size; pair++) this.add(highs[pair]!, lows[pair]!)
	}
}

/** Multiplications and shifts of MurmurHash3's last step. */
function hashPair(high: number, low: number): number {
	let hash = Math.imul(high, 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b)
	hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
	return (hash ^ (hash >>> 15)) >>> 0
}
