import type { Pool } from 'pg'
import { predictChurn } from '../../core/churn/predict-churn.ts'
import type { Prediction } from '../../core/model/predictor.ts'
import { type Day, getDay } from '../../core/time/day.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { findPredictor, saveChurnPredictions, saveRenewalPredictions } from './predictor-store.ts'
import { daysToGoColumn, healthScoreColumn } from './read-training.ts'
import { readSnapshots, type Snapshot, type Snapshots } from './snapshot-store.ts'

export interface PredictedAccount extends Prediction {
	accountId: number
	externalId: string
}

/** Renewals further off than this are not asked about. */
const furthestRenewalDays = 200

/**
 * Foretells churn of every customer of a stored date, and the outcome of the renewals that are near, by the versions in
 * force on it, and stores both. undefined where no model was ever trained. Results of the date must be stored.
 */
export async function predictAccounts(pool: Pool, asOf: Day): Promise<PredictedAccount[] | undefined> {
	const churn = await findPredictor(pool, 'churn', asOf)
	if (!churn) return undefined
	const renewal = await findPredictor(pool, 'renewal', asOf)
	const stored = await readSnapshots(pool, asOf)
	const predictions = stored.snapshots.flatMap(snapshot => {
		const made = predictChurn(churn.predictor, { read: readerOf(stored, snapshot), band: snapshot.band })
		return made ? [{ ...made, accountId: snapshot.accountId, externalId: snapshot.externalId }] : []
	})
	const renewals = renewal
		? stored.snapshots.flatMap(snapshot => {
				const days = daysToDecision(stored, snapshot, asOf)
				if (days === null || snapshot.renewalOn === null) return []
				const made = predictChurn(renewal.predictor, {
					read: readerOf(stored, snapshot, days),
					band: snapshot.band,
				})
				return made ? [{ ...made, accountId: snapshot.accountId, renewalOn: snapshot.renewalOn }] : []
			})
		: []
	await inTransaction(pool, async client => {
		await saveChurnPredictions(client, asOf, churn.version, predictions)
		if (renewal) await saveRenewalPredictions(client, asOf, renewal.version, renewals)
	})
	return predictions.sort((a, b) => b.probability - a.probability || a.accountId - b.accountId)
}

/** Days to the notice date where it is still to come, else to the term's end; null where that is far off or unknown. */
function daysToDecision({ metricIndex }: Snapshots, snapshot: Snapshot, asOf: Day): number | null {
	if (snapshot.renewalOn === null) return null
	const toEnd = getDay(snapshot.renewalOn) - asOf
	const toNotice = snapshot.values[metricIndex.get('days_to_notice') ?? -1] ?? Number.NaN
	const days = toNotice >= 0 ? Math.min(toEnd, toNotice) : toEnd
	return days >= 0 && days <= furthestRenewalDays ? days : null
}

function readerOf({ metricIndex }: Snapshots, snapshot: Snapshot, days?: number): (id: string) => number {
	return id => {
		if (id === healthScoreColumn) return snapshot.score ?? Number.NaN
		if (id === daysToGoColumn) return days ?? Number.NaN
		return snapshot.values[metricIndex.get(id) ?? -1] ?? Number.NaN
	}
}
