import { choleskyFactor, choleskyInverse } from './cholesky.ts'
import { crossProducts } from './cross-products.ts'
import type { ColumnTable, LogisticFit } from './logistic-regression.ts'

/**
 * Covariance of the coefficients of a (penalised) logistic regression, intercept first, where rows of one group are no
 * independent cases: H⁻¹ (Σ s sᵀ) H⁻¹ with H the penalised information and s the sum of a group's scores (Liang & Zeger,
 * Biometrika 73, 1986). Row by row; undefined where H is singular.
 *
 * @param groups number of the group of each row, 0, 1, …
 * @param penalty λ of the fit, one for all columns or one each
 */
export function clusterCovariance(
	table: ColumnTable,
	outcomes: ArrayLike<number>,
	groups: ArrayLike<number>,
	fit: LogisticFit,
	penalty: number | Float64Array,
): Float64Array | undefined {
	const size = table.columns + 1
	const probabilities = probabilitiesOf(table, fit)
	const spreads = probabilities.map(probability => probability * (1 - probability))
	const columns = Array.from({ length: table.columns }, (_, column) => column)
	const information = crossProducts(table, columns, spreads)
	for (let index = 1; index < size; index++) {
		information[index * size + index]! += typeof penalty === 'number' ? penalty : penalty[index - 1]!
	}
	const factor = choleskyFactor(information, size)
	if (!factor) return undefined
	const meat = sumOfSquares(groupScores(table, outcomes, groups, probabilities), size)
	const inverse = choleskyInverse(factor, size)
	return multiply(multiply(inverse, meat, size), inverse, size)
}

function probabilitiesOf(table: ColumnTable, fit: LogisticFit): Float64Array {
	const linear = new Float64Array(table.rows).fill(fit.intercept)
	for (let column = 0; column < table.columns; column++) {
		const start = column * table.rows
		for (let row = 0; row < table.rows; row++)
			linear[row]! += fit.coefficients[column]! * table.values[start + row]!
	}
	return linear.map(eta => 1 / (1 + Math.exp(-eta)))
}

function groupScores(
	table: ColumnTable,
	outcomes: ArrayLike<number>,
	groups: ArrayLike<number>,
	probabilities: Float64Array,
): Float64Array[] {
	const size = table.columns + 1
	const scores: Float64Array[] = []
	for (let row = 0; row < table.rows; row++) {
		const group = groups[row]!
		let score = scores[group]
		if (!score) scores[group] = score = new Float64Array(size)
		const residual = outcomes[row]! - probabilities[row]!
		score[0]! += residual
		for (let column = 0; column < table.columns; column++) {
			score[column + 1]! += residual * table.values[column * table.rows + row]!
		}
	}
	return scores.filter(score => score !== undefined)
}

function sumOfSquares(scores: readonly Float64Array[], size: number): Float64Array {
	const sum = new Float64Array(size * size)
	for (const score of scores) {
		for (let row = 0; row < size; row++) {
			for (let column = 0; column < size; column++) sum[row * size + column]! += score[row]! * score[column]!
		}
	}
	return sum
}

function multiply(left: Float64Array, right: Float64Array, size: number): Float64Array {
	const product = new Float64Array(size * size)
	for (let row = 0; row < size; row++) {
		for (let inner = 0; inner < size; inner++) {
			const value = left[row * size + inner]!
			for (let column = 0; column < size; column++) {
				product[row * size + column]! += value * right[inner * size + column]!
			}
		}
	}
	return product
}
