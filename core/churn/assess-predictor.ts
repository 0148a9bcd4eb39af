import type { LogisticPredictor } from '../model/predictor.ts'
import { rankCases, rankedAuc } from '../stats/auc.ts'
import type { Interval } from '../stats/bootstrap.ts'
import { brierScore } from '../stats/brier-score.ts'
import { calibrationLine } from '../stats/calibration-line.ts'
import { lift } from '../stats/lift.ts'
import { logLoss } from '../stats/log-loss.ts'
import { compareAucs } from '../stats/paired-auc.ts'
import { baseRateScores, fitPredictor, linearScores } from './fit-predictor.ts'
import { sayTraining } from './say-training.ts'
import type { RowsReport, TrainingReport } from './training-report.ts'
import { countOutcomes, type TimeSplit, type TrainingTable, takeMetrics } from './training-table.ts'

/** A simpler model that the whole one is held against. */
export interface Baseline {
	name: string
	/** Metrics that it has; none: the base rate for everybody. */
	metrics: readonly string[]
}

function describeRows(table: TrainingTable): RowsReport {
	return {
		from: table.rows > 0 ? table.days.reduce((least, day) => Math.min(least, day)) : null,
		to: table.rows > 0 ? table.days.reduce((most, day) => Math.max(most, day)) : null,
		rows: table.rows,
		accounts: new Set(table.groups).size,
		outcomes: countOutcomes(table),
	}
}

/** Judges a model by the later rows of the split. Without a model, because of too little history, there is no number. */
export function assessPredictor(
	{ train, test }: TimeSplit,
	model: LogisticPredictor | undefined,
	options: { baselines: readonly Baseline[]; outcome: 'churn' | 'renewal'; resamples?: number },
): TrainingReport {
	const report: TrainingReport = {
		outcome: options.outcome,
		isEnough: model !== undefined,
		trainedOn: describeRows(train),
		testedOn: describeRows(test),
		auc: null,
		brier: null,
		logLoss: null,
		calibration: null,
		liftTopTenth: null,
		baselines: [],
		strongest: model ? strongestOf(model) : [],
		says: [],
	}
	if (model) addFigures(report, { train, test, model, ...options })
	return { ...report, says: sayTraining(report) }
}

function addFigures(
	report: TrainingReport,
	given: {
		train: TrainingTable
		test: TrainingTable
		model: LogisticPredictor
		baselines: readonly Baseline[]
		resamples?: number
	},
): void {
	const { train, test, model, baselines } = given
	const own = linearScores(model, test)
	const probabilities = probabilitiesOf(own)
	const others = baselines.map(({ metrics }) => baselineScores(metrics, train, test))
	const { each, gains } = compareAucs(test, [own, ...others], { resamples: given.resamples ?? 2_000 })
	report.auc = each[0] ?? null
	report.brier = brierScore(probabilities, test.outcomes)
	report.logLoss = logLoss(probabilities, test.outcomes)
	report.calibration = calibrationLine(probabilities, test.outcomes)
	// Lift is about those who leave, whichever way the model is asked.
	const foretellsChurn = report.outcome === 'churn'
	report.liftTopTenth = lift(
		foretellsChurn ? own : own.map(score => -score),
		foretellsChurn ? test.outcomes : test.outcomes.map(outcome => 1 - outcome),
		0.1,
	)
	report.baselines = baselines.map(({ name }, index) => ({
		name,
		auc: rankedAuc(rankCases(others[index]!, test.outcomes)),
		brier: brierScore(probabilitiesOf(others[index]!), test.outcomes),
		logLoss: logLoss(probabilitiesOf(others[index]!), test.outcomes),
		gain: lessThan(gains[index + 1] ?? null),
	}))
}

/** A difference the other way round. */
function lessThan(gain: Interval | null): Interval | null {
	return gain && { value: -gain.value, low: -gain.high, high: -gain.low }
}

function probabilitiesOf(scores: Float64Array): Float64Array {
	return scores.map(score => 1 / (1 + Math.exp(-score)))
}

function baselineScores(metrics: readonly string[], train: TrainingTable, test: TrainingTable): Float64Array {
	const isIn = (id: string) => metrics.includes(id)
	if (metrics.length === 0) return baseRateScores(train, test.rows)
	return linearScores(fitPredictor(takeMetrics(train, isIn), 1), test)
}

/** By metric: root of the summed squares of its coefficients, which are of standardised columns. */
function strongestOf(model: LogisticPredictor): { metric: string; weight: number }[] {
	const weights = new Map<string, number>()
	for (const { metric, coefficient } of model.features) {
		weights.set(metric, (weights.get(metric) ?? 0) + coefficient ** 2)
	}
	return [...weights]
		.map(([metric, squares]) => ({ metric, weight: Math.sqrt(squares) }))
		.sort((a, b) => b.weight - a.weight || (a.metric < b.metric ? -1 : 1))
		.slice(0, 15)
}
