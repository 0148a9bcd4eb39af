import type { Pool } from 'pg'
import { isPayingIn } from '../../core/churn/paying-spells.ts'
import { type TrainedPredictor, trainPredictor } from '../../core/churn/train-predictor.ts'
import { churnHorizonDays, type PredictorKind } from '../../core/model/predictor.ts'
import { type Day, monthEndsBetween } from '../../core/time/day.ts'
import { readModel } from '../model/model-store.ts'
import { inTransaction } from '../postgres/transaction.ts'
import type { AccountOutcomes } from '../validation/outcome-store.ts'
import { type StoredPredictor, savePredictor } from './predictor-store.ts'
import {
	daysToGoColumn,
	healthScoreColumn,
	type LabelledDay,
	readTrainingTable,
	renewalDateColumns,
	trainingColumns,
} from './read-training.ts'

export interface TrainingHistory {
	accounts: readonly AccountOutcomes[]
	/** Outcomes are known up to the end of it. */
	today: Day
	/** First day that scores can have seen anything. */
	firstDataDay: Day
}

export interface TrainChurnOptions {
	now: Date
	history: TrainingHistory
	/** Kinds of data that the model may learn from; null: all. */
	sources?: readonly string[] | null
	/** Makes sure that results are stored, and says which stored date stands for each day. */
	findDates: (days: readonly Day[]) => Promise<ReadonlyMap<Day, Day>>
	resamples?: number
}

/** A metric needs some weeks of data before it says anything. */
const warmUpDays = 28
/** Days before a decision that the renewal model learns from. */
const daysToGo = [180, 120, 90, 60, 30] as const

/** Customers at month ends, and whether they paid nothing 90 days later. */
export function labelMonthEnds({ accounts, today, firstDataDay }: TrainingHistory): LabelledDay[] {
	return monthEndsBetween(firstDataDay + warmUpDays, today - churnHorizonDays).flatMap(day =>
		accounts
			.filter(({ spells }) => isPayingIn(spells, day))
			.map(({ accountId, spells }) => ({
				accountId,
				storedOn: day,
				knownOn: day + churnHorizonDays,
				outcome: !isPayingIn(spells, day + churnHorizonDays),
				daysToGo: null,
			})),
	)
}

/** Decisions at some distances before them, and whether they renewed. */
function labelDecisions({ accounts, firstDataDay }: TrainingHistory): LabelledDay[] {
	return accounts.flatMap(({ accountId, decisions }) =>
		decisions
			.filter(({ outcome }) => outcome !== null)
			.flatMap(({ decidesOn, outcome, closedOn }) =>
				daysToGo
					.map(days => ({
						accountId,
						storedOn: decidesOn - days,
						knownOn: Math.max(decidesOn, closedOn ?? decidesOn),
						outcome: outcome === 'renewed',
						daysToGo: days,
					}))
					.filter(({ storedOn }) => storedOn >= firstDataDay + warmUpDays),
			),
	)
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

/** The fit alone; stores nothing. */
export async function fitKind(
	pool: Pool,
	kind: PredictorKind,
	options: TrainChurnOptions,
): Promise<TrainedPredictor> {
	const { model } = await readModel(pool, options.now)
	const { metrics } = trainingColumns(model, kind, options.sources ?? null)
	const labelled = kind === 'churn' ? labelMonthEnds(options.history) : labelDecisions(options.history)
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
