/** Rows that are multiplied at a time, so that their columns stay in the processor's cache. */
const blockRows = 2_048

/**
 * Xᵀ diag(w) X of some columns of a table (column by column) with a leading column of ones, as a full symmetric matrix
 * of `columns.length + 1`, row by row.
 */
export function crossProducts(
	table: { rows: number; values: Float64Array },
	columns: readonly number[],
	weights: Float64Array,
): Float64Array {
	const { rows, values } = table
	const size = columns.length + 1
	const products = new Float64Array(size * size)
	const weighted = new Float64Array(blockRows)
	for (let from = 0; from < rows; from += blockRows) {
		const to = Math.min(rows, from + blockRows)
		for (let left = 0; left < size; left++) {
			const leftStart = left === 0 ? 0 : columns[left - 1]! * rows
			let total = 0
			for (let row = from; row < to; row++) {
				const value = left === 0 ? weights[row]! : weights[row]! * values[leftStart + row]!
				weighted[row - from] = value
				total += value
			}
			products[left * size]! += total
			const at = left * size
			let right = 1
			for (; right + 3 <= left; right += 4) {
				const starts = [0, 1, 2, 3].map(next => columns[right + next - 1]! * rows + from)
				addFour(products, at + right, weighted, values, starts, to - from)
			}
			for (; right <= left; right++) {
				const start = columns[right - 1]! * rows + from
				let sum = 0
				for (let row = 0; row < to - from; row++) sum += weighted[row]! * values[start + row]!
				products[at + right]! += sum
			}
		}
	}
	for (let left = 0; left < size; left++) {
		for (let right = 0; right < left; right++) products[right * size + left] = products[left * size + right]!
	}
	return products
}

/**
 * Four columns at once: a sum waits for its own last addition, four sums do not wait for one another. Each is added up in
 * the same order as alone, so that the digits are the same.
 */
function addFour(
	products: Float64Array,
	at: number,
	weighted: Float64Array,
	values: Float64Array,
	starts: readonly number[],
	rows: number,
): void {
	const [first = 0, second = 0, third = 0, fourth = 0] = starts
	let [one, two, three, four] = [0, 0, 0, 0]
	for (let row = 0; row < rows; row++) {
		const weight = weighted[row]!
		one += weight * values[first + row]!
		two += weight * values[second + row]!
		three += weight * values[third + row]!
		four += weight * values[fourth + row]!
	}
	products[at]! += one
	products[at + 1]! += two
	products[at + 2]! += three
	products[at + 3]! += four
}
