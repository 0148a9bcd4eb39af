import { logOdds } from './log-odds.ts'
import { logisticRegression } from './logistic-regression.ts'

/** What made probabilities right: logit(true) = intercept + slope × logit(given). Right ones have 0 and 1. */
export interface CalibrationLine {
	/** Below 1: the probabilities are too far from the base rate (overfitted). */
	slope: number
	intercept: number
}

const closest = 1e-9

/**
 * Calibration slope and intercept: a logistic regression of the outcome on the log-odds given (D. R. Cox, Biometrika 45,
 * 1958; Platt 1999). null with one class only, or where all probabilities are the same.
 */
export function calibrationLine(
	probabilities: ArrayLike<number>,
	outcomes: ArrayLike<number>,
): CalibrationLine | null {
	const rows = outcomes.length
	const values = Float64Array.from({ length: rows }, (_, row) =>
		logOdds(Math.min(1 - closest, Math.max(closest, probabilities[row]!))),
	)
	const isConstant = values.every(value => Math.abs(value - values[0]!) < 1e-12)
	const hits = Array.from(outcomes).reduce((sum, outcome) => sum + outcome, 0)
	if (isConstant || hits === 0 || hits === rows) return null
	const fit = logisticRegression({ rows, columns: 1, values }, outcomes)
	return fit.converged ? { slope: fit.coefficients[0]!, intercept: fit.intercept } : null
}
