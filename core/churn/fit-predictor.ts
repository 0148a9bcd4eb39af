import type { LogisticPredictor, MetricSpread } from '../model/predictor.ts'
import { clusterCovariance } from '../stats/cluster-covariance.ts'
import { logOdds } from '../stats/log-odds.ts'
import { type ColumnTable, logisticRegression } from '../stats/logistic-regression.ts'
import { quantile } from '../stats/quantile.ts'
import { encodeFeature, encodeTable, scalesOf } from './encode-features.ts'
import type { TrainingTable } from './training-table.ts'

/**
 * A logistic model of the outcome on all metrics of the table: standardised values, with a column of their own for what
 * is missing. Not calibrated beyond what the fit itself does.
 *
 * @param penalty strength of ½ Σ λ β² on the standardised coefficients, on average over the columns (`doubtsOf`)
 */
export function fitPredictor(
	table: TrainingTable,
	penalty: number,
	options: { withCovariance?: boolean } = {},
): LogisticPredictor {
	const [predictor] = fitPredictors(table, [penalty], options)
	if (!predictor) throw new Error('expected one model for one penalty')
	return predictor
}

/** The same for several penalties. */
export function fitPredictors(
	table: TrainingTable,
	penalties: readonly number[],
	options: { withCovariance?: boolean } = {},
): LogisticPredictor[] {
	const scales = table.metrics.flatMap((metric, index) => scalesOf(metric, table.columns[index]!))
	const encoded = encodeTable(table, scales)
	const doubts = doubtsOf(encoded, table.outcomes)
	return penalties.map(penalty => {
		const own = doubts.map(doubt => penalty * doubt)
		const fit = logisticRegression(encoded, table.outcomes, { penalty: own })
		const covariance = options.withCovariance
			? clusterCovariance(encoded, table.outcomes, table.groups, fit, own)
			: undefined
		return {
			method: 'logistic',
			intercept: fit.intercept,
			features: scales.map((scale, index) => ({ ...scale, coefficient: fit.coefficients[index]! })),
			penalty,
			calibration: { slope: 1, intercept: 0 },
			covariance: covariance ? [...covariance] : null,
			spreads: options.withCovariance ? spreadsOf(table) : [],
		}
	})
}

/** A column that tells less than this alone, in log-odds per deviation, is not doubted more for it. */
const leastSlope = 0.1

/**
 * How strongly the coefficient of each column is drawn to 0, 1 on average: the less, the more the column tells alone.
 * With λ ∝ 1 ÷ s², where s is its slope alone (the first Newton step from the base rate), a hundred columns of which few
 * tell anything cost the few but little of theirs. The weights of the adaptive lasso (Zou, Journal of the American
 * Statistical Association 101, 2006) on a ridge, from slopes alone, since those of correlated columns together are
 * mostly chance.
 */
function doubtsOf({ rows, columns, values }: ColumnTable, outcomes: Uint8Array): Float64Array {
	const rate = outcomes.reduce((sum, outcome) => sum + outcome, 0) / rows
	const squares = Float64Array.from({ length: columns }, (_, column) => {
		let sum = 0
		for (let row = 0; row < rows; row++) sum += values[column * rows + row]! * (outcomes[row]! - rate)
		const slope = rate > 0 && rate < 1 ? sum / rows / (rate * (1 - rate)) : 0
		return slope * slope + leastSlope * leastSlope
	})
	const mean = squares.reduce((sum, square) => sum + square, 0) / columns
	return squares.map(square => mean / square)
}

const spreadParts = 10

function spreadsOf(table: TrainingTable): MetricSpread[] {
	return table.metrics.map(({ id }, index) => {
		const column = table.columns[index]!
		const known = column.filter(value => !Number.isNaN(value)).sort()
		const cuts = [
			...new Set(
				Array.from({ length: spreadParts - 1 }, (_, part) => quantile(known, (part + 1) / spreadParts)),
			),
		].filter(cut => !Number.isNaN(cut))
		return { metric: id, cuts, counts: countSpread(cuts, column) }
	})
}

/** Values per part of a spread, those without a value last. */
export function countSpread(cuts: readonly number[], values: Iterable<number>): number[] {
	const counts = new Array<number>(cuts.length + 2).fill(0)
	for (const value of values) {
		const part = Number.isNaN(value) ? cuts.length + 1 : cuts.findIndex(cut => value <= cut)
		counts[part < 0 ? cuts.length : part]!++
	}
	return counts
}

/** Log-odds per row, calibrated. */
export function linearScores(predictor: LogisticPredictor, table: TrainingTable): Float64Array {
	const { slope, intercept } = predictor.calibration
	const places = new Map(table.metrics.map(({ id }, index) => [id, index]))
	const linear = new Float64Array(table.rows).fill(predictor.intercept)
	for (const feature of predictor.features) {
		const column = table.columns[places.get(feature.metric) ?? -1]
		if (!column || feature.coefficient === 0) continue
		for (let row = 0; row < table.rows; row++) {
			linear[row]! += feature.coefficient * encodeFeature(feature, column[row]!)
		}
	}
	return linear.map(value => intercept + slope * value)
}

/** Probabilities per row. */
export function predictRows(predictor: LogisticPredictor, table: TrainingTable): Float64Array {
	return linearScores(predictor, table).map(value => 1 / (1 + Math.exp(-value)))
}

/** The same probability for everybody: how often the outcome happened. */
export function baseRateScores(train: TrainingTable, rows: number): Float64Array {
	const hits = train.outcomes.reduce((sum, outcome) => sum + outcome, 0)
	return new Float64Array(rows).fill(logOdds((hits + 0.5) / (train.rows + 1)))
}
