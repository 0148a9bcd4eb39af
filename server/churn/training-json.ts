import type { RowsReport, TrainingReport } from '../../core/churn/training-report.ts'
import { formatDay } from '../../core/time/day.ts'
import type { StoredPredictor } from './predictor-store.ts'

function rowsJson(rows: RowsReport, outcome: TrainingReport['outcome']) {
	return {
		from: rows.from === null ? null : formatDay(rows.from),
		to: rows.to === null ? null : formatDay(rows.to),
		cases: rows.rows,
		accounts: rows.accounts,
		churns: outcome === 'churn' ? rows.outcomes : rows.rows - rows.outcomes,
	}
}

/** A trained version with the keys of the contract. */
export function trainingJson({ kind, version, trainedAt, trainedOn, predictor, report }: StoredPredictor) {
	const tested = rowsJson(report.testedOn, report.outcome)
	return {
		kind,
		version,
		method: predictor.method,
		trained_at: trainedAt.toISOString(),
		known_until: formatDay(trainedOn),
		trained_on: rowsJson(report.trainedOn, report.outcome),
		tested_on: tested,
		cases: tested.cases,
		churns: tested.churns,
		auc: report.auc,
		brier: report.brier,
		log_loss: report.logLoss,
		calibration: report.calibration,
		lift_top_tenth: report.liftTopTenth,
		baselines: report.baselines.map(({ name, auc, brier, logLoss, gain }) => ({
			name,
			auc,
			brier,
			log_loss: logLoss,
			gain,
		})),
		strongest: report.strongest,
		says: report.says,
	}
}
export type TrainingJson = ReturnType<typeof trainingJson>
