/** Gives uniform whole numbers from 0 to 2³² − 1, always the same for the same seed. */
export type SeededGenerator = () => number

/**
 * sfc32 (C. Doty-Humphrey, PractRand): small, fast, and the same on every machine. Started from the seed with twelve
 * numbers thrown away, as its author says.
 */
export function seededGenerator(seed: number): SeededGenerator {
	let [a, b, c, counter] = [seed | 0, (seed / 2 ** 32) | 0, 0x9e3779b9 | 0, 1]
	const next = () => {
		const sum = (((a + b) | 0) + counter) | 0
		counter = (counter + 1) | 0
		a = b ^ (b >>> 9)
		b = (c + (c << 3)) | 0
		c = ((c << 21) | (c >>> 11)) + sum
		c |= 0
		return sum >>> 0
	}
	for (let round = 0; round < 12; round++) next()
	return next
}
