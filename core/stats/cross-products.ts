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
			for (let right = 1; right <= left; right++) {
				const start = columns[right - 1]! * rows + from
				let sum = 0
				for (let row = 0; row < to - from; row++) sum += weighted[row]! * values[start + row]!
				products[left * size + right]! += sum
			}
		}
	}
	for (let left = 0; left < size; left++) {
		for (let right = 0; right < left; right++) products[right * size + left] = products[left * size + right]!
	}
	return products
}
