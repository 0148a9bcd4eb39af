import type { Interval } from '../stats/bootstrap.ts'
import type { CalibrationLine } from '../stats/calibration-line.ts'
import type { Day } from '../time/day.ts'

/** A simpler model that the whole one was held against. */
export interface BaselineReport {
	name: string
	auc: number
	brier: number
	logLoss: number
	/** AUC of the model minus that of the baseline, on the same resamples of accounts. */
	gain: Interval | null
}

/** A part of the history in numbers. */
export interface RowsReport {
	from: Day | null
	to: Day | null
	rows: number
	accounts: number
	outcomes: number
}

/** How good a model is on rows later than those it learned from. */
export interface TrainingReport {
	outcome: 'churn' | 'renewal'
	isEnough: boolean
	trainedOn: RowsReport
	testedOn: RowsReport
	auc: Interval | null
	brier: number | null
	logLoss: number | null
	calibration: CalibrationLine | null
	liftTopTenth: number | null
	baselines: BaselineReport[]
	/** Metrics by how much they move the log-odds, most first. */
	strongest: { metric: string; weight: number }[]
	says: string[]
}
