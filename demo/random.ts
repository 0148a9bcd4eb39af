/** A stream of random numbers that depends on nothing but its keys. */
export interface Random {
	/** Uniform in [0, 1). */
	next(): number
	/** Standard normal, or with the given mean and standard deviation. */
	normal(mean?: number, deviation?: number): number
	/** Whole number from `low` to `high`, both included. */
	whole(low: number, high: number): number
	/** Uniform in [low, high). */
	between(low: number, high: number): number
	chance(probability: number): boolean
	pick<Item>(items: readonly Item[]): Item
	/** One of the names, with the given relative weights. */
	weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name
	/** Poisson count; the mean should be below about 50. */
	poisson(mean: number): number
}

function mix(hash: number, word: number): number {
	let h = Math.imul(hash ^ word, 0x9e3779b1)
	h = Math.imul(h ^ (h >>> 15), 0x85ebca6b)
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
	return (h ^ (h >>> 16)) >>> 0
}

function hashKeys(keys: readonly (string | number)[], start: number): number {
	let hash = start
	for (const key of keys) {
		if (typeof key === 'number') hash = mix(mix(hash, key >>> 0), Math.floor(key / 2 ** 32) >>> 0)
		else for (let index = 0; index < key.length; index++) hash = mix(hash, key.charCodeAt(index))
		hash = mix(hash, 0x5bd1e995)
	}
	return hash
}

/** The generator sfc32 (Doty-Humphrey, PractRand), seeded by four hashes of the keys. */
function createUniform(keys: readonly (string | number)[]): () => number {
	let a = hashKeys(keys, 1)
	let b = hashKeys(keys, 2)
	let c = hashKeys(keys, 3)
	let counter = hashKeys(keys, 4)
	function next(): number {
		const sum = (a + b + counter) | 0
		counter = (counter + 1) | 0
		a = b ^ (b >>> 9)
		b = (c + (c << 3)) | 0
		c = (((c << 21) | (c >>> 11)) + sum) | 0
		return (sum >>> 0) / 4294967296
	}
	for (let round = 0; round < 12; round++) next()
	return next
}

/** The stream of the keys. Streams of different keys are unrelated, so one account never moves another's draws. */
export function createRandom(...keys: (string | number)[]): Random {
	const next = createUniform(keys)
	let spare: number | undefined
	function normal(mean = 0, deviation = 1): number {
		if (spare !== undefined) {
			const value = spare
			spare = undefined
			return mean + deviation * value
		}
		const radius = Math.sqrt(-2 * Math.log(1 - next()))
		const angle = 2 * Math.PI * next()
		spare = radius * Math.sin(angle)
		return mean + deviation * radius * Math.cos(angle)
	}
	function poisson(mean: number): number {
		const limit = Math.exp(-mean)
		let count = 0
		for (let product = next(); product > limit; product *= next()) count++
		return count
	}
	return {
		next,
		normal,
		poisson,
		whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
		between: (low, high) => low + next() * (high - low),
		chance: probability => next() < probability,
		pick: items => items[Math.floor(next() * items.length)]!,
		weighted: weights => pickWeighted(weights, next()),
	}
}

function pickWeighted<Name extends string>(weights: Readonly<Record<Name, number>>, uniform: number): Name {
	const names = Object.keys(weights) as Name[]
	const total = names.reduce((sum, name) => sum + weights[name], 0)
	let left = uniform * total
	for (const name of names) {
		left -= weights[name]
		if (left < 0) return name
	}
	return names[names.length - 1]!
}
