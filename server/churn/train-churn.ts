import type { Pool } from 'pg'
import {
	type LabelledHistory,
	labelDecisions,
	labelMonthEnds,
	takeSample,
} from '../../core/churn/label-days.ts'
import { type TrainedPredictor, trainPredictor } from '../../core/churn/train-predictor.ts'
import type { PredictorKind } from '../../core/model/predictor.ts'
import type { Day } from '../../core/time/day.ts'
import { readModel } from '../model/model-store.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { type StoredPredictor, savePredictor } from './predictor-store.ts'
import {
	daysToGoColumn,
	healthScoreColumn,
	readTrainingTable,
	renewalDateColumns,
	trainingColumns,
} from './read-training.ts'

export interface TrainChurnOptions {
	now: Date
	history: LabelledHistory
	/** Kinds of data that the model may learn from; null: all. */
	sources?: readonly string[] | null
	/** Makes sure that results are stored, and says which stored date stands for each day. */
	findDates: (days: readonly Day[]) => Promise<ReadonlyMap<Day, Day>>
	resamples?: number
}

/** Fits one kind of model on the history, judges it on later cases, and keeps it as the next version. */
export async function trainChurn(
	pool: Pool,
	kind: PredictorKind,
	options: TrainChurnOptions,
): Promise<StoredPredictor> {
	const trained = await fitKind(pool, kind, options)
	const fitted = { kind, trainedAt: options.now, trainedOn: options.history.today, ...trained }
	const version = await inTransaction(pool, client => savePredictor(client, fitted))
	return { ...fitted, version }
}

/** More rows than these tell a model of a hundred columns nothing that it does not know, and take up memory. */
const mostRows = 200_000

/** The fit alone; stores nothing. */
export async function fitKind(
	pool: Pool,
	kind: PredictorKind,
	options: TrainChurnOptions,
): Promise<TrainedPredictor> {
	const { model } = await readModel(pool, options.now)
	const { metrics } = trainingColumns(model, kind, options.sources ?? null)
	const labelled = takeSample(
		kind === 'churn' ? labelMonthEnds(options.history) : labelDecisions(options.history),
		mostRows,
	)
	const dates = await options.findDates([...new Set(labelled.map(({ storedOn }) => storedOn))])
	const stored = labelled.map(item => ({ ...item, storedOn: dates.get(item.storedOn) ?? item.storedOn }))
	const table = await readTrainingTable(pool, stored, metrics)
	const baselines = [
		{ name: 'the base rate', metrics: [] },
		{ name: 'the health score', metrics: [healthScoreColumn] },
		{
			name: 'the renewal date',
			metrics: kind === 'churn' ? [...renewalDateColumns] : [daysToGoColumn],
		},
	]
	return trainPredictor(table, {
		baselines,
		outcome: kind,
		...(options.resamples === undefined ? {} : { resamples: options.resamples }),
	})
}
