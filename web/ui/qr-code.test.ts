import { expect, it } from 'vitest'
import { makeQrCode } from './qr-code.ts'

// Read back as "perennial" by a decoder that is not ours (jsqr 1.4.0), as were 22 texts of 1 to 287 bytes.
const perennial = `
#######..##...#######
#.....#..#.#..#.....#
#.###.#.#...#.#.###.#
#.###.#.##.#..#.###.#
#.###.#.##..#.#.###.#
#.....#.#..#..#.....#
#######.#.#.#.#######
........###..........
#.#####....#..#####..
.##..#..#####..####.#
#..#######..##...###.
#.#.##.#...###...##..
#.##.###....#.####...
........##..#####.###
#######..#.#.......#.
#.....#.##.....#####.
#.###.#.####....#...#
#.###.#.#.#########..
#.###.#.#...#.#..##..
#.....#...#########..
#######.#...#...#..#.`

it('draws a text as readers expect it', () => {
	const drawn = makeQrCode('perennial').map(row => row.map(isDark => (isDark ? '#' : '.')).join(''))
	expect(drawn.join('\n')).toBe(perennial.trim())
})

it.each([
	[14, 21],
	[15, 25],
	[62, 33],
	[122, 45],
	[287, 65],
])('takes the smallest version that holds %i bytes', (length, size) => {
	expect(makeQrCode('a'.repeat(length))).toHaveLength(size)
})

it('refuses a text that is too long', () => {
	expect(() => makeQrCode('a'.repeat(288))).toThrow('expected a text of at most 287 bytes, got 288')
})
