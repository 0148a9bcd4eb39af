import { choleskyFactor, choleskySolve } from './cholesky.ts'
import { crossProducts } from './cross-products.ts'
import { logOdds } from './log-odds.ts'

/** A table of numbers, column by column: the value of a row in a column stands at `column * rows + row`. */
export interface ColumnTable {
	rows: number
	columns: number
	values: Float64Array
}

export interface LogisticFit {
	intercept: number
	/** By column. */
	coefficients: Float64Array
	/** −2 ln L, the penalty not included. */
	deviance: number
	iterations: number
	/** false: no minimum within the steps allowed, as with data that a line separates and no penalty. */
	converged: boolean
}

export interface LogisticOptions {
	/** Strength of ½ λ (β − prior)² per column; one number for all. The intercept is never penalised. Default 0. */
	penalty?: number | Float64Array
	/** Towards which the penalty pulls; 0 where absent. */
	prior?: Float64Array
	/** How often each row counts; once where absent. */
	weights?: Float64Array
	/** Columns that take part; the others keep the coefficient 0. All where absent. */
	active?: Uint8Array
	maximumIterations?: number
}

const tolerance = 1e-11

/**
 * Logistic regression P(outcome) = 1 / (1 + e^−(b + xβ)) by Newton's method (iteratively reweighted least squares;
 * McCullagh & Nelder 4.4) on the penalised likelihood −ln L + ½ Σ λ (β − prior)². A step that does not lower it is
 * halved until it does: plain Newton steps diverge on data that are nearly separable.
 *
 * @param outcomes 1 or 0 per row
 */
export function logisticRegression(
	table: ColumnTable,
	outcomes: ArrayLike<number>,
	options: LogisticOptions = {},
): LogisticFit {
	const problem = prepare(table, outcomes, options)
	const { size } = problem
	let beta = startOf(problem)
	let state = evaluate(problem, beta)
	let iterations = 0
	let converged = false
	const most = options.maximumIterations ?? 60
	while (iterations < most && !converged) {
		iterations++
		const step = newtonStep(problem, state)
		if (!step) break
		let share = 1
		let next = state
		let moved = beta
		for (; share > 1e-8; share /= 2) {
			moved = beta.map((value, index) => value + share * step[index]!)
			next = evaluate(problem, moved)
			if (next.objective <= state.objective + 1e-12 * Math.abs(state.objective)) break
		}
		const gain = state.objective - next.objective
		converged = Math.abs(gain) <= tolerance * (Math.abs(next.objective) + 1e-3)
		if (share <= 1e-8) converged = true
		else [beta, state] = [moved, next]
	}
	const coefficients = new Float64Array(table.columns)
	for (let index = 1; index < size; index++) coefficients[problem.used[index - 1]!] = beta[index]!
	return { intercept: beta[0]!, coefficients, deviance: 2 * state.loss, iterations, converged }
}

interface Problem {
	table: ColumnTable
	outcomes: ArrayLike<number>
	weights: Float64Array | undefined
	/** Columns that take part. */
	used: number[]
	/** Intercept first. */
	penalties: Float64Array
	priors: Float64Array
	size: number
}

interface State {
	objective: number
	/** −ln L */
	loss: number
	probabilities: Float64Array
	beta: Float64Array
}

function prepare(table: ColumnTable, outcomes: ArrayLike<number>, options: LogisticOptions): Problem {
	const used: number[] = []
	for (let column = 0; column < table.columns; column++) {
		if (!options.active || options.active[column]) used.push(column)
	}
	const size = used.length + 1
	const penalties = new Float64Array(size)
	const priors = new Float64Array(size)
	const penalty = options.penalty ?? 0
	for (const [index, column] of used.entries()) {
		penalties[index + 1] = typeof penalty === 'number' ? penalty : penalty[column]!
		priors[index + 1] = options.prior?.[column] ?? 0
	}
	return { table, outcomes, weights: options.weights, used, penalties, priors, size }
}

/** The priors, with the intercept that fits the base rate. */
function startOf({ outcomes, weights, priors }: Problem): Float64Array {
	let hits = 0
	let total = 0
	for (let row = 0; row < outcomes.length; row++) {
		const weight = weights?.[row] ?? 1
		hits += weight * outcomes[row]!
		total += weight
	}
	const start = priors.slice()
	start[0] = logOdds((hits + 0.5) / (total + 1))
	return start
}

function evaluate(problem: Problem, beta: Float64Array): State {
	const { table, outcomes, weights, used, penalties, priors } = problem
	const { rows, values } = table
	const linear = new Float64Array(rows).fill(beta[0]!)
	for (const [index, column] of used.entries()) {
		const coefficient = beta[index + 1]!
		if (coefficient === 0) continue
		const start = column * rows
		for (let row = 0; row < rows; row++) linear[row]! += coefficient * values[start + row]!
	}
	let loss = 0
	for (let row = 0; row < rows; row++) {
		const eta = linear[row]!
		// ln(1 + e^η) without overflow.
		const softplus = eta > 0 ? eta + Math.log1p(Math.exp(-eta)) : Math.log1p(Math.exp(eta))
		loss += (weights ? weights[row]! : 1) * (softplus - outcomes[row]! * eta)
		linear[row] = 1 / (1 + Math.exp(-eta))
	}
	let objective = loss
	for (let index = 0; index < beta.length; index++) {
		objective += 0.5 * penalties[index]! * (beta[index]! - priors[index]!) ** 2
	}
	return { objective, loss, probabilities: linear, beta }
}

function newtonStep(problem: Problem, state: State): Float64Array | undefined {
	const { table, outcomes, weights, used, penalties, priors, size } = problem
	const residuals = new Float64Array(table.rows)
	const spreads = new Float64Array(table.rows)
	for (let row = 0; row < table.rows; row++) {
		const weight = weights ? weights[row]! : 1
		const probability = state.probabilities[row]!
		residuals[row] = weight * (outcomes[row]! - probability)
		spreads[row] = weight * probability * (1 - probability)
	}
	const hessian = crossProducts(table, used, spreads)
	const slope = new Float64Array(size)
	for (let index = 0; index < size; index++) {
		let sum = 0
		const start = index === 0 ? 0 : used[index - 1]! * table.rows
		for (let row = 0; row < table.rows; row++) {
			sum += residuals[row]! * (index === 0 ? 1 : table.values[start + row]!)
		}
		slope[index] = sum - penalties[index]! * (state.beta[index]! - priors[index]!)
		hessian[index * size + index]! += penalties[index]!
	}
	return solveDamped(hessian, size, slope)
}

/** A matrix that is singular (constant or repeated columns) is made a little steeper until it can be solved. */
function solveDamped(hessian: Float64Array, size: number, slope: Float64Array): Float64Array | undefined {
	let largest = 0
	for (let index = 0; index < size; index++) largest = Math.max(largest, hessian[index * size + index]!)
	for (let damping = 0; damping <= 1; damping = damping === 0 ? 1e-10 : damping * 100) {
		const matrix = hessian.slice()
		for (let index = 0; index < size; index++) {
			matrix[index * size + index]! += damping * Math.max(largest, 1e-8)
		}
		const factor = choleskyFactor(matrix, size)
		if (factor) return choleskySolve(factor, size, slope)
	}
	return undefined
}
