/**
 * QR codes of ISO/IEC 18004, byte mode, error correction level M, versions 1 to 12: texts of up to 287 bytes.
 * Rows of modules, true is dark.
 */

interface Version {
	/** Error correction code words of each block. */
	correction: number
	/** Data code words of each block, short blocks first. */
	blocks: readonly number[]
	/** Centres of the alignment patterns. */
	alignment: readonly number[]
}

function blocks(...groups: [count: number, words: number][]): number[] {
	return groups.flatMap(([count, words]) => Array.from({ length: count }, () => words))
}

/** Tables 9 and E.1 of the standard, level M. */
const versions: readonly Version[] = [
	{ correction: 10, blocks: blocks([1, 16]), alignment: [] },
	{ correction: 16, blocks: blocks([1, 28]), alignment: [6, 18] },
	{ correction: 26, blocks: blocks([1, 44]), alignment: [6, 22] },
	{ correction: 18, blocks: blocks([2, 32]), alignment: [6, 26] },
	{ correction: 24, blocks: blocks([2, 43]), alignment: [6, 30] },
	{ correction: 16, blocks: blocks([4, 27]), alignment: [6, 34] },
	{ correction: 18, blocks: blocks([4, 31]), alignment: [6, 22, 38] },
	{ correction: 22, blocks: blocks([2, 38], [2, 39]), alignment: [6, 24, 42] },
	{ correction: 22, blocks: blocks([3, 36], [2, 37]), alignment: [6, 26, 46] },
	{ correction: 26, blocks: blocks([4, 43], [1, 44]), alignment: [6, 28, 50] },
	{ correction: 30, blocks: blocks([1, 50], [4, 51]), alignment: [6, 30, 54] },
	{ correction: 22, blocks: blocks([6, 36], [2, 37]), alignment: [6, 32, 58] },
]

/** Product in the field of 256 elements with the polynomial 0x11d. */
function multiply(left: number, right: number): number {
	let product = 0
	for (let bit = 7; bit >= 0; bit -= 1) {
		product = (product << 1) ^ ((product >>> 7) * 0x11d)
		product ^= ((right >>> bit) & 1) * left
	}
	return product
}

function generator(degree: number): number[] {
	const polynomial = [...Array.from({ length: degree - 1 }, () => 0), 1]
	let root = 1
	for (let step = 0; step < degree; step += 1) {
		for (const [index, value] of polynomial.entries()) {
			polynomial[index] = multiply(value, root) ^ (polynomial[index + 1] ?? 0)
		}
		root = multiply(root, 2)
	}
	return polynomial
}

function correctionOf(data: readonly number[], divisor: readonly number[]): number[] {
	const rest = divisor.map(() => 0)
	for (const word of data) {
		const factor = word ^ (rest.shift() ?? 0)
		rest.push(0)
		for (const [index, value] of divisor.entries()) rest[index] = (rest[index] ?? 0) ^ multiply(value, factor)
	}
	return rest
}

/** The text as data code words: mode, length, bytes, end, filling. */
function dataWords(bytes: Uint8Array, capacity: number, lengthBits: number): number[] {
	const bits: number[] = []
	const put = (value: number, size: number) => {
		for (let bit = size - 1; bit >= 0; bit -= 1) bits.push((value >>> bit) & 1)
	}
	put(0b0100, 4)
	put(bytes.length, lengthBits)
	for (const byte of bytes) put(byte, 8)
	put(0, Math.min(4, capacity * 8 - bits.length))
	put(0, (8 - (bits.length % 8)) % 8)
	const words = Array.from({ length: bits.length / 8 }, (_, word) =>
		bits.slice(word * 8, word * 8 + 8).reduce((value, bit) => value * 2 + bit, 0),
	)
	for (let filling = 0xec; words.length < capacity; filling ^= 0xec ^ 0x11) words.push(filling)
	return words
}

/** Blocks with their correction words, taken in turns. */
function interleave(words: readonly number[], version: Version): number[] {
	const divisor = generator(version.correction)
	let start = 0
	const parts = version.blocks.map(length => {
		const data = words.slice(start, start + length)
		start += length
		return { data, correction: correctionOf(data, divisor) }
	})
	const longest = Math.max(...version.blocks)
	const result: number[] = []
	for (let index = 0; index < longest; index += 1) {
		for (const { data } of parts) if (index < data.length) result.push(data[index] ?? 0)
	}
	for (let index = 0; index < version.correction; index += 1) {
		for (const { correction } of parts) result.push(correction[index] ?? 0)
	}
	return result
}

class Grid {
	readonly size: number
	readonly dark: boolean[][]
	/** Modules that carry no data. */
	readonly fixed: boolean[][]

	constructor(size: number) {
		this.size = size
		this.dark = Array.from({ length: size }, () => Array.from({ length: size }, () => false))
		this.fixed = Array.from({ length: size }, () => Array.from({ length: size }, () => false))
	}

	fix(x: number, y: number, isDark: boolean): void {
		const [darkRow, fixedRow] = [this.dark[y], this.fixed[y]]
		if (!darkRow || !fixedRow || x < 0 || x >= this.size) return
		darkRow[x] = isDark
		fixedRow[x] = true
	}
}

function drawPatterns(grid: Grid, number: number, { alignment }: Version): void {
	const { size } = grid
	for (let at = 0; at < size; at += 1) {
		grid.fix(6, at, at % 2 === 0)
		grid.fix(at, 6, at % 2 === 0)
	}
	for (const [x, y] of [
		[3, 3],
		[size - 4, 3],
		[3, size - 4],
	] as const) {
		for (let dy = -4; dy <= 4; dy += 1) {
			for (let dx = -4; dx <= 4; dx += 1) {
				const distance = Math.max(Math.abs(dx), Math.abs(dy))
				grid.fix(x + dx, y + dy, distance !== 2 && distance !== 4)
			}
		}
	}
	const last = alignment.at(-1)
	for (const x of alignment) {
		for (const y of alignment) {
			if ((x === 6 && y === 6) || (x === 6 && y === last) || (x === last && y === 6)) continue
			for (let dy = -2; dy <= 2; dy += 1) {
				for (let dx = -2; dx <= 2; dx += 1) {
					grid.fix(x + dx, y + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1)
				}
			}
		}
	}
	if (number >= 7) drawVersion(grid, number)
}

function drawVersion(grid: Grid, number: number): void {
	let rest = number
	for (let step = 0; step < 12; step += 1) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25)
	const bits = (number << 12) | rest
	for (let bit = 0; bit < 18; bit += 1) {
		const isDark = ((bits >>> bit) & 1) === 1
		const [far, near] = [grid.size - 11 + (bit % 3), Math.floor(bit / 3)]
		grid.fix(far, near, isDark)
		grid.fix(near, far, isDark)
	}
}

/** Level M (00) and the mask, twice. */
function drawFormat(grid: Grid, mask: number): void {
	let rest = mask
	for (let step = 0; step < 10; step += 1) rest = (rest << 1) ^ ((rest >>> 9) * 0x537)
	const bits = ((mask << 10) | rest) ^ 0x5412
	const { size } = grid
	for (let bit = 0; bit < 15; bit += 1) {
		const isDark = ((bits >>> bit) & 1) === 1
		if (bit < 6) grid.fix(8, bit, isDark)
		else if (bit < 8) grid.fix(8, bit + 1, isDark)
		else if (bit === 8) grid.fix(7, 8, isDark)
		else grid.fix(14 - bit, 8, isDark)
		if (bit < 8) grid.fix(size - 1 - bit, 8, isDark)
		else grid.fix(8, size - 15 + bit, isDark)
	}
	grid.fix(8, size - 8, true)
}

/** Two columns at a time from the right, up and down in turns, past the column of the timing pattern. */
function drawWords(grid: Grid, words: readonly number[]): void {
	const { size } = grid
	let bit = 0
	for (let right = size - 1; right >= 1; right -= 2) {
		if (right === 6) right = 5
		for (let step = 0; step < size; step += 1) {
			for (const x of [right, right - 1]) {
				const y = ((right + 1) & 2) === 0 ? size - 1 - step : step
				const row = grid.dark[y]
				if (!row || grid.fixed[y]?.[x] || bit >= words.length * 8) continue
				row[x] = (((words[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1) === 1
				bit += 1
			}
		}
	}
}

/** Of the eight masks the third: any is right, and readers take all; the choice only spares them work. */
const maskNumber = 2

function applyMask(grid: Grid): void {
	for (const [y, row] of grid.dark.entries()) {
		for (const [x, isDark] of row.entries()) {
			if (!grid.fixed[y]?.[x] && x % 3 === 0) row[x] = !isDark
		}
	}
}

/** The modules of the text's QR code. Throws where it is too long. */
export function makeQrCode(text: string): boolean[][] {
	const bytes = new TextEncoder().encode(text)
	const index = versions.findIndex(({ blocks: words }, at) => {
		const capacity = words.reduce((sum, count) => sum + count, 0)
		return bytes.length <= capacity - (at < 9 ? 2 : 3)
	})
	const version = versions[index]
	if (!version) throw new Error(`expected a text of at most 287 bytes, got ${bytes.length}`)
	const number = index + 1
	const capacity = version.blocks.reduce((sum, count) => sum + count, 0)
	const grid = new Grid(17 + 4 * number)
	drawPatterns(grid, number, version)
	drawFormat(grid, maskNumber)
	drawWords(grid, interleave(dataWords(bytes, capacity, number < 10 ? 8 : 16), version))
	applyMask(grid)
	return grid.dark
}
