/**
 * Lower triangle L with A = L Lᵀ of a symmetric positive definite matrix, row by row (A.-L. Cholesky; Golub & Van Loan,
 * Matrix Computations, 4.2). undefined where it is not positive definite to working precision.
 *
 * @param matrix size × size, row by row; only the lower triangle is read
 */
export function choleskyFactor(matrix: Float64Array, size: number): Float64Array | undefined {
	const factor = new Float64Array(size * size)
	for (let row = 0; row < size; row++) {
		for (let column = 0; column <= row; column++) {
			let sum = matrix[row * size + column]!
			for (let index = 0; index < column; index++) {
				sum -= factor[row * size + index]! * factor[column * size + index]!
			}
			if (row === column) {
				if (!(sum > matrix[row * size + row]! * 1e-13)) return undefined
				factor[row * size + row] = Math.sqrt(sum)
			} else factor[row * size + column] = sum / factor[column * size + column]!
		}
	}
	return factor
}

/** x with L Lᵀ x = b. */
export function choleskySolve(factor: Float64Array, size: number, b: ArrayLike<number>): Float64Array {
	const x = Float64Array.from(b)
	for (let row = 0; row < size; row++) {
		for (let index = 0; index < row; index++) x[row]! -= factor[row * size + index]! * x[index]!
		x[row]! /= factor[row * size + row]!
	}
	for (let row = size - 1; row >= 0; row--) {
		for (let index = row + 1; index < size; index++) x[row]! -= factor[index * size + row]! * x[index]!
		x[row]! /= factor[row * size + row]!
	}
	return x
}

/** A⁻¹ from the factor of A, row by row. */
export function choleskyInverse(factor: Float64Array, size: number): Float64Array {
	const inverse = new Float64Array(size * size)
	const unit = new Float64Array(size)
	for (let column = 0; column < size; column++) {
		unit.fill(0)
		unit[column] = 1
		const solved = choleskySolve(factor, size, unit)
		for (let row = 0; row < size; row++) inverse[row * size + column] = solved[row]!
	}
	return inverse
}
