import { PairTable } from './pair-table.ts'

/**
 * Keys of usage rows without an id: 8 bytes each, the hash of all the row's values mixed with its occurrence
 * number in the file (the first keeps the hash), stored sorted as unsigned 64-bit numbers, little endian. A row is
 * a duplicate when its key is there: so a file loaded twice changes nothing, and three equal rows in one file are
 * three.
 */
export interface NewKeys {
	/** All keys, old and new, sorted; null where nothing is new. */
	merged: Uint8Array | null
	/** For each row whether it is new. Null: all are. */
	isNew: Uint8Array | null
	accepted: number
}

/** Key of the nth occurrence of a row (n ≥ 1) as its two words. */
export function keyOfOccurrence(
	high: number,
	low: number,
	occurrence: number,
): { high: number; low: number } {
	if (occurrence === 1) return { high, low }
	const first = mixWord(low ^ Math.imul(occurrence, 0x9e3779b1))
	const second = mixWord(high ^ Math.imul(occurrence, 0xc2b2ae35) ^ first)
	return { high: second, low: mixWord(first ^ Math.imul(second, 0x27d4eb2f)) }
}

/** The mixing function of MurmurHash3: a permutation of 32-bit words. */
function mixWord(word: number): number {
	let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
	mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
	return (mixed ^ (mixed >>> 16)) >>> 0
}

const seen = new PairTable()
let occurrences = new Int32Array(1024)

/**
 * Which rows of one account and month are new. `keys` holds the hashes of one file's rows in its order and is
 * overwritten; `merged` can be the same memory. `stored` are the keys that are there (null: none).
 */
export function findNewKeys(keys: BigUint64Array, stored: Uint8Array | null): NewKeys {
	const words = new Uint32Array(keys.buffer, keys.byteOffset, keys.length * 2)
	numberOccurrences(words)
	if (stored === null || stored.length === 0) {
		keys.sort()
		return {
			merged: new Uint8Array(keys.buffer, keys.byteOffset, keys.byteLength),
			isNew: null,
			accepted: keys.length,
		}
	}
	const old = viewKeys(stored)
	const oldWords = new Uint32Array(old.buffer, old.byteOffset, old.length * 2)
	seen.clear()
	for (let index = 0; index < keys.length; index++) seen.add(words[2 * index + 1]!, words[2 * index]!)
	const known = new Uint8Array(seen.size)
	for (let index = 0; index < old.length; index++) {
		const pair = seen.find(oldWords[2 * index + 1]!, oldWords[2 * index]!)
		if (pair >= 0) known[pair] = 1
	}
	const isNew = new Uint8Array(keys.length)
	const added = new BigUint64Array(keys.length)
	let accepted = 0
	for (let index = 0; index < keys.length; index++) {
		const pair = seen.find(words[2 * index + 1]!, words[2 * index]!)
		if (known[pair] === 1) continue
		isNew[index] = 1
		added[accepted++] = keys[index]!
	}
	if (accepted === 0) return { merged: null, isNew, accepted }
	const merged = new BigUint64Array(old.length + accepted)
	merged.set(old)
	merged.set(added.subarray(0, accepted), old.length)
	merged.sort()
	return { merged: new Uint8Array(merged.buffer), isNew, accepted }
}

/** Replaces the hashes by the keys of their occurrences, in the order of the file. */
function numberOccurrences(words: Uint32Array): void {
	seen.clear()
	for (let at = 0; at < words.length; at += 2) {
		const low = words[at]!
		const high = words[at + 1]!
		const before = seen.size
		const pair = seen.add(high, low)
		if (pair === before) {
			if (pair === occurrences.length) {
				const larger = new Int32Array(pair * 2)
				larger.set(occurrences)
				occurrences = larger
			}
			occurrences[pair] = 1
			continue
		}
		const key = keyOfOccurrence(high, low, ++occurrences[pair]!)
		words[at] = key.low
		words[at + 1] = key.high
	}
}

/** Stored keys as unsigned 64-bit numbers: a copy only where they do not start at a multiple of eight. */
export function viewKeys(bytes: Uint8Array): BigUint64Array {
	if (bytes.length % 8 !== 0)
		throw new Error(`expected usage keys of 8 bytes each, got ${bytes.length} bytes`)
	const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes)
	return new BigUint64Array(aligned.buffer, aligned.byteOffset, bytes.length / 8)
}
