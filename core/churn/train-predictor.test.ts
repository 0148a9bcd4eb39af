import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogisticPredictor } from '../model/predictor.ts'
import { logOdds } from '../stats/log-odds.ts'
import { seededGenerator } from '../stats/seeded-generator.ts'
import { fitPredictor, predictRows } from './fit-predictor.ts'
import { measureDrift } from './measure-drift.ts'
import { predictChurn, shortenReasons } from './predict-churn.ts'
import { trainPredictor } from './train-predictor.ts'
import { splitByTime, type TrainingTable } from './training-table.ts'

interface Made {
	accounts: number
	months: number
	/** Share of the outcome that the metric `signal` decides: 0 is chance. */
	strength: number
	seed?: number
}

/** Accounts at month ends; `signal` moves the log-odds, `noise` does not, `date` is the baseline's. */
function makeTable({ accounts, months, strength, seed = 5 }: Made): TrainingTable {
	const next = seededGenerator(seed)
	const uniform = () => next() / 2 ** 32
	const rows = accounts * months
	const columns = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)]
	const outcomes = new Uint8Array(rows)
	const days = new Int32Array(rows)
	for (let row = 0; row < rows; row++) {
		const [signal, noise, date] = [uniform() * 4 - 2, uniform() * 4 - 2, uniform() * 4 - 2]
		columns[0]![row] = uniform() < 0.1 ? Number.NaN : signal
		columns[1]![row] = noise
		columns[2]![row] = date
		days[row] = Math.floor(row / accounts) * 30
		outcomes[row] = uniform() < 1 / (1 + Math.exp(-(strength * signal + date - 2))) ? 1 : 0
	}
	return {
		rows,
		metrics: ['signal', 'noise', 'date'].map(id => ({ id, unit: 'score' })),
		columns,
		groups: Int32Array.from({ length: rows }, (_, row) => row % accounts),
		days,
		knownOn: days.map(day => day + 90),
		outcomes,
		scores: new Float64Array(rows).fill(Number.NaN),
		bands: Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? 'healthy' : 'critical')),
	}
}

const options = {
	outcome: 'churn' as const,
	baselines: [
		{ name: 'the base rate', metrics: [] },
		{ name: 'the renewal date', metrics: ['date'] },
	],
	resamples: 300,
}

describe('training', () => {
	it('splits by time with an embargo as long as the outcome takes', () => {
		const { on, train, test } = splitByTime(makeTable({ accounts: 10, months: 24, strength: 1 }), 0.3)
		expect(Math.max(...train.days) + 90).toBeLessThanOrEqual(on)
		expect(Math.min(...test.days)).toBeGreaterThanOrEqual(on)
	})
	it('finds what there is, is calibrated, and says what it adds', () => {
		const { predictor, report } = trainPredictor(
			makeTable({ accounts: 200, months: 24, strength: 1 }),
			options,
		)
		expect(predictor.method).toBe('logistic')
		expect(report.auc!.low).toBeGreaterThan(0.7)
		expect(report.calibration!.slope).toBeGreaterThan(0.85)
		expect(report.calibration!.slope).toBeLessThan(1.15)
		expect(report.baselines[1]!.gain!.low).toBeGreaterThan(0)
		expect(report.says.join(' ')).toContain('It adds to the renewal date alone')
	})
	it.each([3, 5, 8, 13])('has the level of all rows, not of the few latest ones (%i)', seed => {
		const table = makeTable({ accounts: 60, months: 24, strength: 1, seed })
		const { predictor } = trainPredictor(table, { ...options, resamples: 10 })
		if (predictor.method !== 'logistic') throw new Error('expected a logistic model')
		const told = predictRows(predictor, table).reduce((sum, value) => sum + value, 0)
		const came = table.outcomes.reduce((sum, outcome) => sum + outcome, 0)
		expect(told / came).toBeCloseTo(1, 4)
	})
	it('says that it adds nothing where there is nothing but the date', () => {
		const { report } = trainPredictor(makeTable({ accounts: 150, months: 24, strength: 0 }), options)
		const gain = report.baselines[1]!.gain!
		expect(gain.low).toBeLessThanOrEqual(0)
		expect(report.says.join(' ')).toMatch(/It (adds nothing to|is worse than) the renewal date alone/)
	})
	it('does not judge by what it learned from: later outcomes change no figure of the model that is judged', () => {
		const table = makeTable({ accounts: 120, months: 24, strength: 1 })
		const { on } = splitByTime(table, 0.3)
		const other = {
			...table,
			columns: table.columns.map((column, index) =>
				index === 1 ? column.map((value, row) => (table.days[row]! >= on ? -value : value)) : column,
			),
		}
		const judged = (of: TrainingTable) => trainPredictor(of, { ...options, resamples: 10 }).report.strongest
		expect(judged(other)).toEqual(judged(table))
	})
	it('gives the same numbers to the last digit every time', () => {
		const run = () =>
			JSON.stringify(trainPredictor(makeTable({ accounts: 60, months: 20, strength: 1 }), options))
		expect(run()).toBe(run())
	})
	it('falls back to rates by band with too little history, and says so', () => {
		const few = trainPredictor(makeTable({ accounts: 4, months: 6, strength: 1 }), options)
		expect(few.predictor.method).toBe('band rates')
		expect(few.report.auc).toBeNull()
		expect(few.report.says[0]).toMatch(/^Not enough history/)
		const prediction = predictChurn(few.predictor, { read: () => Number.NaN, band: 'healthy' })!
		expect(prediction.probability).toBeGreaterThan(0)
		expect(prediction.high).toBeLessThanOrEqual(1)
	})
	it.each([
		['nobody', 0],
		['everybody', 1],
	])('has no model where %s churned', (_, outcome) => {
		const table = makeTable({ accounts: 50, months: 20, strength: 1 })
		table.outcomes.fill(outcome)
		const { predictor, report } = trainPredictor(table, options)
		expect(predictor.method).toBe('band rates')
		expect(report.isEnough).toBe(false)
		const probability = predictChurn(predictor, { read: () => 0, band: 'critical' })!.probability
		expect(probability).toBeGreaterThan(0)
		expect(probability).toBeLessThan(1)
	})
	it('has no probability at all without any case', () => {
		const { predictor } = trainPredictor(makeTable({ accounts: 0, months: 0, strength: 1 }), options)
		expect(predictChurn(predictor, { read: () => 0, band: null })).toBeNull()
	})
	it('warns of a metric that knows the answer', () => {
		const table = makeTable({ accounts: 100, months: 24, strength: 1 })
		const leaking = {
			...table,
			metrics: [...table.metrics, { id: 'refund', unit: 'score' as const }],
			columns: [...table.columns, Float64Array.from(table.outcomes, outcome => outcome * 3)],
		}
		const { report } = trainPredictor(leaking, options)
		expect(report.auc!.value).toBeGreaterThan(0.97)
		expect(report.says.join(' ')).toContain('too good to be foresight')
		expect(report.strongest[0]!.metric).toBe('refund')
	})
})

describe('a prediction', () => {
	const table = makeTable({ accounts: 100, months: 20, strength: 1 })
	const { predictor } = trainPredictor(table, options)
	it('has reasons that sum to its log-odds', () => {
		for (const signal of [-2, 0, 1.7, Number.NaN]) {
			const { probability, reasons, low, high } = predictChurn(predictor, {
				read: metric => (metric === 'signal' ? signal : 0.5),
				band: null,
			})!
			const sum = reasons.reduce((total, { contribution }) => total + contribution, 0)
			expect(sum).toBeCloseTo(logOdds(probability), 10)
			expect(low!).toBeLessThan(probability)
			expect(high!).toBeGreaterThan(probability)
		}
	})
	it('has them whatever is known of the account, and in any shortening', () => {
		const value = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(Number.NaN))
		fc.assert(
			fc.property(value, value, value, fc.integer({ min: 1, max: 4 }), (signal, noise, date, most) => {
				const values = new Map([
					['signal', signal],
					['noise', noise],
					['date', date],
				])
				const made = predictChurn(predictor, { read: id => values.get(id) ?? Number.NaN, band: null })!
				const sumOf = (reasons: typeof made.reasons) =>
					reasons.reduce((total, { contribution }) => total + contribution, 0)
				expect(sumOf(made.reasons)).toBeCloseTo(logOdds(made.probability), 8)
				expect(sumOf(shortenReasons(made.reasons, most))).toBeCloseTo(logOdds(made.probability), 8)
			}),
			{ seed: 4, numRuns: 200 },
		)
	})
	it('rises with what speaks for it', () => {
		const at = (signal: number) =>
			predictChurn(predictor, { read: metric => (metric === 'signal' ? signal : 0), band: null })!.probability
		expect(at(1)).toBeGreaterThan(at(-1))
	})
	it('takes a metric that is gone as unknown', () => {
		const gone = predictChurn(predictor, { read: () => Number.NaN, band: null })!
		expect(gone.probability).toBeGreaterThan(0)
		expect(gone.reasons.every(({ value }) => value === null)).toBe(true)
	})
})

describe('drift', () => {
	it('is none on the same accounts, and seen where they change', () => {
		const table = makeTable({ accounts: 100, months: 10, strength: 1 })
		const fitted: LogisticPredictor = fitPredictor(table, 1, { withCovariance: true })
		const columns = new Map(table.metrics.map(({ id }, index) => [id, table.columns[index]!]))
		expect(measureDrift(fitted, id => columns.get(id)).some(({ hasDrifted }) => hasDrifted)).toBe(false)
		const moved = measureDrift(fitted, id =>
			columns.get(id)?.map(value => (id === 'noise' ? value + 2 : value)),
		)
		expect(moved[0]).toMatchObject({ metric: 'noise', hasDrifted: true })
		expect(moved.slice(1).some(({ hasDrifted }) => hasDrifted)).toBe(false)
		expect(measureDrift(fitted, () => undefined)).toEqual([])
	})
})
