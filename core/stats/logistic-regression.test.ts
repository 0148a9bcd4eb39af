import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { auc } from './auc.ts'
import { brierScore } from './brier-score.ts'
import { type ColumnTable, logisticRegression } from './logistic-regression.ts'
import { signedLogistic } from './signed-logistic.ts'

const shared = join(import.meta.dirname, '../../../shared/data')
const telcoFile = join(shared, 'telco_ibm/Telco-Customer-Churn.csv')

interface Telco {
	rows: Record<string, string>[]
	outcomes: Uint8Array
}

function readTelco(): Telco {
	const [head = '', ...lines] = readFileSync(telcoFile, 'utf8').trim().split(/\r?\n/)
	const names = head.split(',')
	const rows = lines.map(line =>
		Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell])),
	)
	return { rows, outcomes: Uint8Array.from(rows, row => (row.Churn === 'Yes' ? 1 : 0)) }
}

function tableOf(
	rows: Record<string, string>[],
	columns: ((row: Record<string, string>) => number)[],
): ColumnTable {
	const values = new Float64Array(rows.length * columns.length)
	for (const [column, read] of columns.entries()) {
		for (const [row, record] of rows.entries()) values[column * rows.length + row] = read(record)
	}
	return { rows: rows.length, columns: columns.length, values }
}

/** A term of R's formula: a name of a number, or a name with the level it stands for. */
function readTerm(term: string): (row: Record<string, string>) => number {
	if (/^(SeniorCitizen|tenure|MonthlyCharges|TotalCharges)$/.test(term)) return row => Number(row[term])
	const name = [
		'gender',
		'Partner',
		'Dependents',
		'PhoneService',
		'Contract',
		'PaperlessBilling',
		'PaymentMethod',
		'InternetService',
	].find(prefix => term.startsWith(prefix))
	if (!name) throw new Error(`no column for the term ${term}`)
	return row => (row[name] === term.slice(name.length) ? 1 : 0)
}

describe.runIf(existsSync(telcoFile))('Telco against R', () => {
	it("has glm's coefficients, deviance, AUC and Brier score to 1e-6", () => {
		const { rows, outcomes } = readTelco()
		const expected = readFileSync(
			join(shared, 'survival_reference/expected/telco_logit_glm_coefficients.csv'),
			'utf8',
		)
			.trim()
			.split('\n')
			.slice(1)
			.map(line => line.split(',').map(cell => cell.replaceAll('"', '')))
		const table = tableOf(
			rows,
			expected.slice(1).map(([term]) => readTerm(term ?? '')),
		)
		const fit = logisticRegression(table, outcomes)
		expect(fit.converged).toBe(true)
		expect(Math.abs(fit.deviance - 5930.113672)).toBeLessThan(1e-6)
		expect(Math.abs(fit.intercept - Number(expected[0]?.[1]))).toBeLessThan(1e-6)
		for (const [index, value] of fit.coefficients.entries()) {
			expect(Math.abs(value - Number(expected[index + 1]?.[1]))).toBeLessThan(1e-6)
		}
		const probabilities = predict(table, fit)
		expect(Math.abs(auc(probabilities, outcomes) - 0.841163724950637)).toBeLessThan(1e-9)
		expect(Math.abs(brierScore(probabilities, outcomes) - 0.137201984744342)).toBeLessThan(1e-9)
	})
})

function predict(table: ColumnTable, fit: { intercept: number; coefficients: Float64Array }): Float64Array {
	return Float64Array.from({ length: table.rows }, (_, row) => {
		let linear = fit.intercept
		for (let column = 0; column < table.columns; column++) {
			linear += fit.coefficients[column]! * table.values[column * table.rows + row]!
		}
		return 1 / (1 + Math.exp(-linear))
	})
}

describe('logistic regression', () => {
	const xs = [0, 1, 2, 3, 4, 5, 6, 7]
	const mixed = [0, 0, 1, 0, 1, 0, 1, 1]
	const oneColumn: ColumnTable = { rows: 8, columns: 1, values: Float64Array.from(xs) }

	it('meets the score equations: residuals are orthogonal to every column', () => {
		const fit = logisticRegression(oneColumn, mixed)
		const residuals = predict(oneColumn, fit).map((probability, row) => mixed[row]! - probability)
		expect(residuals.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 8)
		expect(residuals.reduce((sum, value, row) => sum + value * xs[row]!, 0)).toBeCloseTo(0, 7)
	})
	it('says that separable data have no fit without a penalty, and has one with it', () => {
		const separable = [0, 0, 0, 0, 1, 1, 1, 1]
		const free = logisticRegression(oneColumn, separable)
		expect(free.deviance).toBeLessThan(1e-3)
		const held = logisticRegression(oneColumn, separable, { penalty: 1 })
		expect(held.converged).toBe(true)
		expect(held.coefficients[0]).toBeGreaterThan(0)
		expect(held.coefficients[0]).toBeLessThan(3)
	})
	it('leaves a constant column and one class only without harm', () => {
		const constant: ColumnTable = { rows: 8, columns: 1, values: new Float64Array(8).fill(3) }
		const fit = logisticRegression(constant, mixed, { penalty: 1 })
		expect(predict(constant, fit)[0]).toBeCloseTo(0.5, 6)
		const none = logisticRegression(oneColumn, new Uint8Array(8), { penalty: 1 })
		expect(predict(oneColumn, none).every(probability => probability < 0.2)).toBe(true)
	})
	it('is pulled to the prior by a strong penalty', () => {
		const fit = logisticRegression(oneColumn, mixed, { penalty: 1e9, prior: Float64Array.of(0.7) })
		expect(fit.coefficients[0]).toBeCloseTo(0.7, 5)
	})
	it('counts a row of weight 2 as two rows', () => {
		const weights = Float64Array.from([2, 1, 1, 1, 1, 1, 1, 1])
		const twice: ColumnTable = { rows: 9, columns: 1, values: Float64Array.from([0, ...xs]) }
		const one = logisticRegression(oneColumn, mixed, { weights })
		const other = logisticRegression(twice, [0, ...mixed])
		expect(one.coefficients[0]).toBeCloseTo(other.coefficients[0]!, 9)
	})
	it('takes out what points the wrong way when signs are held', () => {
		const values = Float64Array.from([...xs, ...xs.map(x => -x + (x % 3))])
		const fit = signedLogistic({ rows: 8, columns: 2, values }, mixed, { penalty: 0.1 })
		expect(fit.coefficients[0]).toBeGreaterThan(0)
		expect(fit.coefficients[1]).toBeGreaterThanOrEqual(0)
		const against = signedLogistic(oneColumn, mixed.toReversed(), { penalty: 0.1 })
		expect(against.coefficients[0]).toBe(0)
	})
})
