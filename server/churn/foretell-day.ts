import type { Pool } from 'pg'
import { type PredictorKind, predictorKinds } from '../../core/model/predictor.ts'
import type { Day } from '../../core/time/day.ts'
import { readModel } from '../model/model-store.ts'
import { type PredictedAccount, predictAccounts } from './predict-accounts.ts'
import { findPredictor, thinPredictions } from './predictor-store.ts'

export interface ForetellOptions {
	now: Date
	/** Trains these kinds on what is known by the day; only called when that is due. */
	train: (kinds: PredictorKind[]) => Promise<unknown>
	onProgress?: (progress: { doing: string; done: number; total: number }) => void
}

export interface ForetoldDay {
	/** Kinds of models that learned anew. */
	trained: PredictorKind[]
	/** Kinds that have too little history, so that rates by band stand in for a model. */
	withoutModel: PredictorKind[]
	predictions: PredictedAccount[]
}

/**
 * Churn and renewals of a stored day: trains what is due, then foretells. With too little history the versions are rates
 * by band, which learn anew as often as models do. The same day again trains nothing and stores the same predictions.
 */
export async function foretellDay(pool: Pool, asOf: Day, options: ForetellOptions): Promise<ForetoldDay> {
	const { settings } = (await readModel(pool, options.now)).model
	const due: PredictorKind[] = []
	for (const kind of predictorKinds) {
		const version = await findPredictor(pool, kind, asOf)
		if (!version || version.trainedOn <= asOf - settings.retrainDays) due.push(kind)
	}
	if (due.length > 0) {
		options.onProgress?.({ doing: 'learning', done: 0, total: 0 })
		await options.train(due)
	}
	options.onProgress?.({ doing: 'foretelling', done: 0, total: 0 })
	const predictions = (await predictAccounts(pool, asOf)) ?? []
	await thinPredictions(pool, asOf)
	const withoutModel: PredictorKind[] = []
	for (const kind of predictorKinds) {
		const version = await findPredictor(pool, kind, asOf)
		if (version?.predictor.method !== 'logistic') withoutModel.push(kind)
	}
	return { trained: due, withoutModel, predictions }
}
