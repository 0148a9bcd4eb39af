import { describe, expect, it } from 'vitest'
import { crossProducts } from './cross-products.ts'
import { seededGenerator } from './seeded-generator.ts'

const next = seededGenerator(3)
const number = () => next() / 2 ** 31 - 1

/** Σ w a b over the rows; the column −1 is that of ones. */
function naive(
	rows: number,
	values: Float64Array,
	weights: Float64Array,
	left: number,
	right: number,
): number {
	const cell = (column: number, row: number) => (column < 0 ? 1 : values[column * rows + row]!)
	let sum = 0
	for (let row = 0; row < rows; row++) sum += weights[row]! * cell(left, row) * cell(right, row)
	return sum
}

describe('crossProducts', () => {
	it.each([
		[1, 5],
		[2, 5],
		[4, 7],
		[5, 2_047],
		[9, 2_048],
		[14, 5_000],
	])('of %i columns and %i rows are the sums of products', (columns, rows) => {
		const values = Float64Array.from({ length: columns * rows }, number)
		const weights = Float64Array.from({ length: rows }, () => Math.abs(number()))
		// In another order and without the first, as where columns take no part.
		const used = Array.from({ length: columns }, (_, column) => columns - 1 - column).slice(0, columns - 1)
		const size = used.length + 1
		const products = crossProducts({ rows, values }, used, weights)
		expect(products.length).toBe(size * size)
		for (let left = 0; left < size; left++) {
			for (let right = 0; right < size; right++) {
				const expected = naive(rows, values, weights, used[left - 1] ?? -1, used[right - 1] ?? -1)
				expect(products[left * size + right]!).toBeCloseTo(expected, 9)
				expect(products[left * size + right]).toBe(products[right * size + left])
			}
		}
	})
})
