import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { auc } from '../stats/auc.ts'
import { brierScore } from '../stats/brier-score.ts'
import { logisticRegression } from '../stats/logistic-regression.ts'
import { normalQuantile } from '../stats/normal-quantile.ts'
import { seededGenerator } from '../stats/seeded-generator.ts'
import { encodeTable, scalesOf } from './encode-features.ts'
import { fitPredictor, linearScores, predictRows } from './fit-predictor.ts'
import { selectRows, type TrainingMetric, type TrainingTable, takeRows } from './training-table.ts'

const telcoFile = join(import.meta.dirname, '../../../shared/data/telco_ibm/Telco-Customer-Churn.csv')
const numbers = ['SeniorCitizen', 'tenure', 'MonthlyCharges', 'TotalCharges']

/** A flat file as the table that models are fitted on: texts become flags, an empty cell is unknown. */
function readTelco(): TrainingTable {
	const [head = '', ...lines] = readFileSync(telcoFile, 'utf8').trim().split(/\r?\n/)
	const names = head.split(',')
	const rows = lines.map(line => line.split(','))
	const metrics: TrainingMetric[] = []
	const columns: Float64Array[] = []
	for (const [index, name] of names.entries()) {
		if (name === 'customerID' || name === 'Churn') continue
		const cells = rows.map(row => row[index]?.trim() ?? '')
		if (numbers.includes(name)) {
			metrics.push({ id: name, unit: 'score' })
			columns.push(Float64Array.from(cells, cell => (cell === '' ? Number.NaN : Number(cell))))
			continue
		}
		for (const value of [...new Set(cells)].sort().slice(1)) {
			metrics.push({ id: `${name}=${value}`, unit: 'flag' })
			columns.push(Float64Array.from(cells, cell => (cell === value ? 1 : 0)))
		}
	}
	const churn = names.indexOf('Churn')
	return {
		rows: rows.length,
		metrics,
		columns,
		groups: Int32Array.from(rows.keys()),
		days: new Int32Array(rows.length),
		knownOn: new Int32Array(rows.length),
		outcomes: Uint8Array.from(rows, row => (row[churn] === 'Yes' ? 1 : 0)),
		scores: new Float64Array(rows.length).fill(Number.NaN),
		bands: rows.map(() => null),
	}
}

describe.runIf(existsSync(telcoFile))('Telco through the fitting code', () => {
	it('has the published AUC and Brier score in five folds', () => {
		const table = readTelco()
		const next = seededGenerator(11)
		const folds = Int32Array.from({ length: table.rows }, () => next() % 5)
		const scores = new Float64Array(table.rows)
		for (let fold = 0; fold < 5; fold++) {
			const isTest = (row: number) => folds[row] === fold
			const test = selectRows(table, isTest)
			const train = takeRows(
				table,
				selectRows(table, row => !isTest(row)),
			)
			const predicted = predictRows(fitPredictor(train, 1), takeRows(table, test))
			for (const [index, row] of test.entries()) scores[row] = predicted[index]!
		}
		expect(Math.abs(auc(scores, table.outcomes) - 0.845)).toBeLessThan(0.005)
		expect(brierScore(scores, table.outcomes)).toBeLessThanOrEqual(0.137)
	})
})

describe('features', () => {
	const table = (columns: number[][], outcomes: number[]): TrainingTable => ({
		rows: outcomes.length,
		metrics: columns.map((_, index) => ({ id: `m${index}`, unit: 'score' })),
		columns: columns.map(column => Float64Array.from(column)),
		groups: Int32Array.from(outcomes.keys()),
		days: new Int32Array(outcomes.length),
		knownOn: new Int32Array(outcomes.length),
		outcomes: Uint8Array.from(outcomes),
		scores: new Float64Array(outcomes.length),
		bands: outcomes.map(() => null),
	})
	const outcomes = Array.from({ length: 40 }, (_, index) => (index % 4 === 0 || index > 30 ? 1 : 0))
	const rising = outcomes.map((_, index) => index)

	it('leave out what is constant, and never known', () => {
		const constant = outcomes.map(() => 5)
		const unknown = outcomes.map(() => Number.NaN)
		const fit = fitPredictor(table([rising, constant, unknown], outcomes), 1)
		expect(fit.features.map(({ metric }) => metric)).toEqual(['m0'])
	})
	it('give what is missing for half a column of its own', () => {
		const half = rising.map(value => (value % 2 === 0 ? value : Number.NaN))
		const fit = fitPredictor(table([half], outcomes), 1)
		expect(fit.features.map(({ of }) => of)).toEqual(['value', 'missing'])
		const scores = linearScores(fit, table([half], outcomes))
		expect(scores.every(score => Number.isFinite(score))).toBe(true)
	})
	it('stay finite on data that a line separates', () => {
		const split = outcomes.map((_, index) => (index < 20 ? 0 : 1))
		const fit = fitPredictor(table([rising], split), 1)
		expect(Math.abs(fit.features[0]!.coefficient)).toBeLessThan(10)
		expect(auc(linearScores(fit, table([rising], split)), split)).toBe(1)
	})
	it('do not let one account with a value of its own turn the model', () => {
		const wild = [...rising.slice(1), 1e12]
		const tame = [...rising.slice(1), 45]
		const slope = (column: number[]) => {
			const [feature] = fitPredictor(table([column], outcomes), 1).features
			return feature!.coefficient / feature!.deviation
		}
		expect(slope(wild)).toBeGreaterThan(0)
		expect(Number.isFinite(slope(tame))).toBe(true)
	})
})

describe('metrics that tell nothing alone', () => {
	/** One metric moves the log-odds by 0.8 a deviation, so many others do not. */
	const make = (rows: number, others: number, seed: number): TrainingTable => {
		const next = seededGenerator(seed)
		const uniform = () => next() / 2 ** 32
		const normal = () => normalQuantile((next() + 0.5) / 2 ** 32)
		const columns = Array.from({ length: others + 1 }, () => Float64Array.from({ length: rows }, normal))
		return {
			rows,
			metrics: columns.map((_, index) => ({ id: `m${index}`, unit: 'score' })),
			columns,
			groups: Int32Array.from({ length: rows }, (_, row) => row),
			days: new Int32Array(rows),
			knownOn: new Int32Array(rows),
			outcomes: Uint8Array.from(columns[0]!, value =>
				uniform() < 1 / (1 + Math.exp(1.8 - 0.8 * value)) ? 1 : 0,
			),
			scores: new Float64Array(rows).fill(Number.NaN),
			bands: Array.from({ length: rows }, () => null),
		}
	}
	it.each([2, 7, 19])('take less from one that does than if all were drawn to nothing alike (%i)', seed => {
		const [table, later] = [make(1_500, 80, seed), make(4_000, 80, seed + 1)]
		const scales = table.metrics.flatMap((metric, index) => scalesOf(metric, table.columns[index]!))
		const alike = logisticRegression(encodeTable(table, scales), table.outcomes, { penalty: 100 })
		const ownScores = linearScores(fitPredictor(table, 100), later)
		const encoded = encodeTable(later, scales)
		const alikeScores = Float64Array.from({ length: later.rows }, (_, row) =>
			scales.reduce(
				(sum, _scale, column) =>
					sum + alike.coefficients[column]! * encoded.values[column * later.rows + row]!,
				0,
			),
		)
		expect(auc(ownScores, later.outcomes)).toBeGreaterThan(auc(alikeScores, later.outcomes) + 0.005)
	})
	it('are drawn to nothing more strongly than it is', () => {
		const table = make(1_500, 80, 3)
		const coefficients = (penalty: number) =>
			fitPredictor(table, penalty).features.map(({ coefficient }) => coefficient)
		const [free, drawn] = [coefficients(1e-6), coefficients(100)]
		const left = (from: number, to: number) =>
			Math.hypot(...drawn.slice(from, to)) / Math.hypot(...free.slice(from, to))
		expect(left(0, 1)).toBeGreaterThan(0.8)
		expect(left(1, 81)).toBeLessThan(0.6)
	})
	it('stay finite where one outcome never happened', () => {
		const table = make(60, 3, 5)
		table.outcomes.fill(1)
		const scores = linearScores(fitPredictor(table, 1), table)
		expect(scores.every(score => Number.isFinite(score) && score > 0)).toBe(true)
	})
})
