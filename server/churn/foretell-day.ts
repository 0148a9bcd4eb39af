import type { Pool } from 'pg'
import { predictorKinds } from '../../core/model/predictor.ts'
import type { Day } from '../../core/time/day.ts'
import { type PredictedAccount, predictAccounts } from './predict-accounts.ts'
import { findPredictor } from './predictor-store.ts'
import { type TrainChurnOptions, trainChurn } from './train-churn.ts'

/** The models learn anew when the version in force is this old. */
export const trainEveryDays = 30

export interface ForetellOptions {
	now: Date
	/** Reads what became of all accounts; only called when a training is due. */
	readHistory: () => Promise<TrainChurnOptions['history']>
	findDates: TrainChurnOptions['findDates']
}

export interface ForetoldDay {
	/** Kinds of models that learned anew. */
	trained: string[]
	predictions: PredictedAccount[]
}

/**
 * Churn and renewals of a stored day: trains what is due, then foretells. With too little history the versions are rates
 * by band. The same day again trains nothing and stores the same predictions.
 */
export async function foretellDay(pool: Pool, asOf: Day, options: ForetellOptions): Promise<ForetoldDay> {
	const trained: string[] = []
	let history: TrainChurnOptions['history'] | undefined
	for (const kind of predictorKinds) {
		const present = await findPredictor(pool, kind, asOf)
		if (present && present.trainedOn > asOf - trainEveryDays) continue
		history ??= await options.readHistory()
		await trainChurn(pool, kind, { now: options.now, history, findDates: options.findDates })
		trained.push(kind)
	}
	return { trained, predictions: (await predictAccounts(pool, asOf)) ?? [] }
}
