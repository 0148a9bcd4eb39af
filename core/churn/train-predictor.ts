import type { Predictor } from '../model/predictor.ts'
import { calibrationLine } from '../stats/calibration-line.ts'
import { logLoss } from '../stats/log-loss.ts'
import { logisticRegression } from '../stats/logistic-regression.ts'
import { assessPredictor, type Baseline } from './assess-predictor.ts'
import { bandRates } from './band-rates.ts'
import { chooseMetrics } from './choose-metrics.ts'
import { fitPredictor, fitPredictors, linearScores, predictRows } from './fit-predictor.ts'
import type { TrainingReport } from './training-report.ts'
import { countOutcomes, splitByTime, type TrainingTable, takeMetrics } from './training-table.ts'

export interface TrainOptions {
	/** Models that the whole one has to beat, by name and by the metrics that they have; none: the base rate. */
	baselines: readonly Baseline[]
	/** Share of the rows that are kept to judge by. */
	testShare?: number
	resamples?: number
	/** What is foretold, in the report's sentences. */
	outcome: 'churn' | 'renewal'
}

export interface TrainedPredictor {
	predictor: Predictor
	report: TrainingReport
}

const penalties = [1, 10, 30, 100, 300, 1_000, 5_000]
const leastRows = 30
const leastOfEither = 10

function isEnough(table: TrainingTable): boolean {
	const hits = countOutcomes(table)
	return table.rows >= leastRows && hits >= leastOfEither && table.rows - hits >= leastOfEither
}

/**
 * Fits and judges a model. Metrics, penalty and calibration are chosen on earlier rows, the report is of later ones that
 * nothing was chosen by, and the model that is kept is fitted on all rows the same way. How far its log-odds are drawn
 * together is what the later rows asked for; its level is that of all rows, since the few accounts of the later ones
 * say too little of it: an error of the level is shared by everything that a forecast adds up. With too little history
 * on either side it is the rates by band, and says so.
 */
export function trainPredictor(table: TrainingTable, options: TrainOptions): TrainedPredictor {
	const split = splitByTime(table, options.testShare ?? 0.3)
	if (!isEnough(split.train) || !isEnough(split.test)) {
		return {
			predictor: bandRates(table),
			report: assessPredictor(split, undefined, options),
		}
	}
	const chosen = tune(split.train)
	const early = fitPredictor(takeMetrics(split.train, chosen.keeps), chosen.penalty)
	const judged = { ...early, calibration: chosen.calibration }
	const report = assessPredictor(split, judged, options)
	const keeps = idsOf(chooseMetrics(table))
	const { slope } = calibrationOf(linearScores(early, split.test), split.test) ?? chosen.calibration
	const whole = fitPredictor(takeMetrics(table, keeps), chosen.penalty, { withCovariance: true })
	const calibration = { slope, intercept: levelAt(slope, linearScores(whole, table), table) }
	return { predictor: { ...whole, calibration }, report }
}

function idsOf(ids: readonly string[]): (id: string) => boolean {
	const set = new Set(ids)
	return id => set.has(id)
}

interface Tuning {
	keeps: (id: string) => boolean
	penalty: number
	calibration: { slope: number; intercept: number }
}

/** Penalty with the least log loss on the later part of the rows, and the calibration that this part asks for. */
function tune(train: TrainingTable): Tuning {
	const inner = splitByTime(train, 0.3)
	const plain = { slope: 1, intercept: 0 }
	if (!isEnough(inner.train) || !isEnough(inner.test)) {
		return { keeps: idsOf(chooseMetrics(train)), penalty: 100, calibration: plain }
	}
	const keeps = idsOf(chooseMetrics(inner.train))
	const early = takeMetrics(inner.train, keeps)
	const fits = fitPredictors(early, penalties)
	const losses = fits.map(fit => logLoss(predictRows(fit, inner.test), inner.test.outcomes))
	const best = losses.indexOf(Math.min(...losses))
	return {
		keeps: idsOf(chooseMetrics(train)),
		penalty: penalties[best]!,
		calibration: calibrationOf(linearScores(fits[best]!, inner.test), inner.test) ?? plain,
	}
}

/**
 * A slope from few outcomes is mostly chance, so it is drawn to 1, as far as so many accounts with the rarer outcome
 * would draw it.
 */
const slopePriorAccounts = 100

/**
 * What makes the log-odds right on rows that they were not learned from: a slope drawn to 1, and the intercept that goes
 * with it. undefined with one outcome only.
 */
function calibrationOf(
	scores: Float64Array,
	table: TrainingTable,
): { slope: number; intercept: number } | undefined {
	const line = calibrationLine(
		scores.map(score => 1 / (1 + Math.exp(-score))),
		table.outcomes,
	)
	if (!line) return undefined
	const share = rarerAccounts(table) / (rarerAccounts(table) + slopePriorAccounts)
	const slope = 1 + (Math.max(0, line.slope) - 1) * share
	return { slope, intercept: levelAt(slope, scores, table) }
}

/** The intercept with which scores times the slope are right on average over the rows. */
function levelAt(slope: number, scores: Float64Array, table: TrainingTable): number {
	const shifted = { rows: table.rows, columns: 1, values: scores }
	// So strong a penalty that only the intercept moves.
	const fit = logisticRegression(shifted, table.outcomes, { penalty: 1e12, prior: Float64Array.of(slope) })
	return fit.intercept
}

/** Accounts that had the rarer of the two outcomes. */
function rarerAccounts(table: TrainingTable): number {
	const hits = countOutcomes(table)
	const rarer = hits * 2 <= table.rows ? 1 : 0
	return new Set(table.groups.filter((_, row) => table.outcomes[row] === rarer)).size
}
