import {
	type ColumnTable,
	type LogisticFit,
	type LogisticOptions,
	logisticRegression,
} from './logistic-regression.ts'

/**
 * Logistic regression in which no coefficient may be below 0, by an active set: fit, take out the columns that came out
 * below 0, fit again; then put back a column whose slope at 0 points upwards (Lawson & Hanson, Solving Least Squares
 * Problems, 23: the conditions of Karush, Kuhn and Tucker). Columns taken out have exactly 0.
 */
export function signedLogistic(
	table: ColumnTable,
	outcomes: ArrayLike<number>,
	options: LogisticOptions = {},
): LogisticFit {
	const active = new Uint8Array(table.columns).fill(1)
	let fit = logisticRegression(table, outcomes, { ...options, active })
	for (let round = 0; round < 3 * table.columns; round++) {
		const negative = fit.coefficients.findIndex(value => value < 0)
		if (negative >= 0) {
			for (const [column, value] of fit.coefficients.entries()) if (value < 0) active[column] = 0
		} else {
			const column = steepestOut(table, outcomes, fit, active, options)
			if (column === undefined) return fit
			active[column] = 1
		}
		const next = logisticRegression(table, outcomes, { ...options, active })
		// A column that goes out at once again would go round for ever.
		if (negative < 0 && next.coefficients.some(value => value < -1e-9)) return fit
		fit = next
	}
	return fit
}

function steepestOut(
	table: ColumnTable,
	outcomes: ArrayLike<number>,
	fit: LogisticFit,
	active: Uint8Array,
	options: LogisticOptions,
): number | undefined {
	const linear = new Float64Array(table.rows).fill(fit.intercept)
	for (let column = 0; column < table.columns; column++) {
		for (let row = 0; row < table.rows; row++) {
			linear[row]! += fit.coefficients[column]! * table.values[column * table.rows + row]!
		}
	}
	let best: number | undefined
	let steepest = 1e-6 * table.rows
	for (let column = 0; column < table.columns; column++) {
		if (active[column]) continue
		const penalty = typeof options.penalty === 'number' ? options.penalty : (options.penalty?.[column] ?? 0)
		let slope = penalty * (options.prior?.[column] ?? 0)
		for (let row = 0; row < table.rows; row++) {
			const weight = options.weights?.[row] ?? 1
			const residual = outcomes[row]! - 1 / (1 + Math.exp(-linear[row]!))
			slope += weight * residual * table.values[column * table.rows + row]!
		}
		if (slope > steepest) [steepest, best] = [slope, column]
	}
	return best
}
