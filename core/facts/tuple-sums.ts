import { PairTable } from './pair-table.ts'
import { bytesPerTuple, packHead } from './usage-tuples.ts'

/**
 * Adds up the rows of one account and month by (day, measure, user, whether it is a correction) and gives the
 * result as sorted tuples (`usage-tuples.ts`). Emptied and used again for every account and month.
 *
 * Within one load the lag follows from the day and from whether the row is a correction, so it is not part of the
 * key but asked for when the tuples are written.
 */
export class TupleSums {
	private readonly table = new PairTable()
	private sums = new Float64Array(1024)
	private sortKeys = new Float64Array(1024)
	private words = new Uint32Array(4 * 1024)
	private doubles = new Float64Array(this.words.buffer)

	get size(): number {
		return this.table.size
	}

	add(dayOfMonth: number, measureId: number, userNumber: number, value: number, correction: 0 | 1): void {
		const high = ((dayOfMonth - 1) << 15) | (measureId << 1) | correction
		const before = this.table.size
		const pair = this.table.add(high, userNumber)
		if (pair === before) {
			if (pair === this.sums.length) this.grow()
			this.sums[pair] = value
		} else {
			this.sums[pair]! += value
		}
	}

	/**
	 * The sums as sorted tuples, and empties this. The bytes are valid until the next call. `lagOf(dayOfMonth,
	 * correction)` must differ between correction 0 and 1 of one day where both were added. Corrections that sum to
	 * 0 are left out.
	 */
	take(lagOf: (dayOfMonth: number, correction: 0 | 1) => number): Uint8Array {
		const { table, words, doubles } = this
		let kept = 0
		for (let pair = 0; pair < table.size; pair++) {
			const high = table.highs[pair]!
			const correction = high & 1
			if (correction === 1 && this.sums[pair] === 0) continue
			// Day and measure, then the user, then the lag: 52 bits, exact in a double.
			this.sortKeys[kept++] = ((high >>> 1) * 0x1_0000_0000 + table.lows[pair]!) * 2 + correction
		}
		const sorted = this.sortKeys.subarray(0, kept).sort()
		for (let index = 0; index < kept; index++) {
			const key = sorted[index]!
			const upper = Math.floor(key / 0x2_0000_0000)
			const lower = key - upper * 0x2_0000_0000
			const correction = (lower & 1) as 0 | 1
			const userNumber = (lower - correction) / 2
			const dayOfMonth = (upper >>> 14) + 1
			words[4 * index] = packHead(dayOfMonth, upper & 0x3fff, lagOf(dayOfMonth, correction))
			words[4 * index + 1] = userNumber
			doubles[2 * index + 1] = this.sums[table.find((upper << 1) | correction, userNumber)]!
		}
		table.clear()
		return new Uint8Array(words.buffer, 0, kept * bytesPerTuple)
	}

	private grow(): void {
		const larger = new Float64Array(this.sums.length * 2)
		larger.set(this.sums)
		this.sums = larger
		this.sortKeys = new Float64Array(larger.length)
		this.words = new Uint32Array(4 * larger.length)
		this.doubles = new Float64Array(this.words.buffer)
	}
}
