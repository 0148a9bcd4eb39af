import type { ClientBase, Pool } from 'pg'
import { countSpread } from '../../core/churn/fit-predictor.ts'
import { measureDriftOf } from '../../core/churn/measure-drift.ts'
import { predictChurn, shortenReasons } from '../../core/churn/predict-churn.ts'
import type { MetricSpread, Prediction } from '../../core/model/predictor.ts'
import { type Day, getDay } from '../../core/time/day.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { saveDrift } from './drift-store.ts'
import {
	addChurnPredictions,
	addRenewalPredictions,
	clearPredictions,
	findPredictor,
	type StoredPredictor,
} from './predictor-store.ts'
import { daysToGoColumn, healthScoreColumn } from './read-training.ts'
import { listCustomerIds, readSnapshots, type Snapshot, type Snapshots } from './snapshot-store.ts'

export interface PredictedAccount extends Prediction {
	accountId: number
	externalId: string
}

/** Renewals further off than this are not asked about. */
const furthestRenewalDays = 200
/** Accounts that are read at a time: what is read of them waits in memory. */
const chunkAccounts = 2_000
/** Reasons that are kept by name; the others are kept as one. */
const reasonsKept = 12

/**
 * Foretells churn of every customer of a stored date, and the outcome of the renewals that are near, by the versions in
 * force on it, and stores both with how far the customers are from those that were learned from. undefined where no model
 * was ever trained. Results of the date must be stored. Memory holds one chunk of accounts and the list that is returned.
 */
export async function predictAccounts(pool: Pool, asOf: Day): Promise<PredictedAccount[] | undefined> {
	const churn = await findPredictor(pool, 'churn', asOf)
	if (!churn) return undefined
	const renewal = await findPredictor(pool, 'renewal', asOf)
	const predicted: PredictedAccount[] = []
	const drifts = [churn, renewal].flatMap(model => (model ? [startDrift(model)] : []))
	await inTransaction(pool, async client => {
		await clearPredictions(client, asOf)
		const ids = await listCustomerIds(client, asOf)
		for (let start = 0; start < ids.length; start += chunkAccounts) {
			const stored = await readSnapshots(client, asOf, ids.slice(start, start + chunkAccounts))
			predicted.push(...(await predictChunk(client, asOf, stored, { churn, renewal })))
			for (const drift of drifts) countDrift(drift, stored)
		}
		for (const { model, spreads } of drifts) {
			await saveDrift(client, model.kind, asOf, model.version, measureDriftOf(spreads))
		}
	})
	return predicted.sort((a, b) => b.probability - a.probability || a.accountId - b.accountId)
}

async function predictChunk(
	client: ClientBase,
	asOf: Day,
	stored: Snapshots,
	{ churn, renewal }: { churn: StoredPredictor; renewal: StoredPredictor | undefined },
): Promise<PredictedAccount[]> {
	const short = (made: Prediction) => ({ ...made, reasons: shortenReasons(made.reasons, reasonsKept) })
	const predictions = stored.snapshots.flatMap(snapshot => {
		const made = predictChurn(churn.predictor, { read: readerOf(stored, snapshot), band: snapshot.band })
		return made ? [{ ...short(made), accountId: snapshot.accountId, externalId: snapshot.externalId }] : []
	})
	await addChurnPredictions(client, asOf, churn.version, predictions)
	if (!renewal) return predictions
	const renewals = stored.snapshots.flatMap(snapshot => {
		const days = daysToDecision(stored, snapshot, asOf)
		if (days === null || snapshot.renewalOn === null) return []
		const read = readerOf(stored, snapshot, days)
		const made = predictChurn(renewal.predictor, { read, band: snapshot.band })
		return made ? [{ ...short(made), accountId: snapshot.accountId, renewalOn: snapshot.renewalOn }] : []
	})
	await addRenewalPredictions(client, asOf, renewal.version, renewals)
	return predictions
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

interface RunningDrift {
	model: StoredPredictor
	/** What was learned from, and as many counts of today. */
	spreads: { spread: MetricSpread; today: number[] }[]
}

function startDrift(model: StoredPredictor): RunningDrift {
	const spreads = model.predictor.method === 'logistic' ? model.predictor.spreads : []
	return { model, spreads: spreads.map(spread => ({ spread, today: spread.counts.map(() => 0) })) }
}

function countDrift({ spreads }: RunningDrift, { metricIndex, snapshots }: Snapshots): void {
	for (const { spread, today } of spreads) {
		const index = metricIndex.get(spread.metric)
		if (index === undefined) continue
		const counts = countSpread(
			spread.cuts,
			snapshots.map(({ values }) => values[index] ?? Number.NaN),
		)
		for (const [part, count] of counts.entries()) today[part]! += count
	}
}
