import type { Pool } from 'pg'
import { type MetricDrift, measureDrift } from '../../core/churn/measure-drift.ts'
import { usualHorizonDays } from '../../core/model/validation-case.ts'
import { addMonths, type Day, formatDay } from '../../core/time/day.ts'
import { findPredictor } from '../churn/predictor-store.ts'
import { readSnapshots } from '../churn/snapshot-store.ts'
import { findLastDate } from '../days/day-run-store.ts'
import { readWorkspace, todayOf } from '../workspace/workspace-store.ts'
import type { CaseJson, ValidationJson } from './validation-json.ts'
import { findValidation, listReviews, type StoredReview } from './validation-store.ts'

const reviewEveryMonths = 6

/** What a review looks at: what the score got wrong since the last one, and whether the accounts are still alike. */
export interface ReviewReport {
	today: Day
	/** The next review is due on it: six months after the last, or after the first data. */
	dueOn: Day
	isDue: boolean
	reviews: StoredReview[]
	/** Day of the validation that the lists are from; null where none was ever run. */
	validatedOn: string | null
	verdicts: Pick<ValidationJson, 'population' | 'verdict' | 'says'>[]
	falseAlarms: CaseJson[]
	misses: CaseJson[]
	/** Metrics that are spread over other accounts than those the churn model learned from. */
	drift: MetricDrift[]
	trainedOn: Day | null
}

/** Everything of the six-monthly review but the proposal of weights, which takes longer. */
export async function readReview(pool: Pool, now: Date): Promise<ReviewReport> {
	const workspace = await readWorkspace(pool)
	const today = todayOf(workspace, now)
	const reviews = await listReviews(pool)
	const since = reviews[0]?.reviewedOn ?? workspace.liveFrom ?? today
	const dueOn = addMonths(since, reviewEveryMonths)
	const validation = await findValidation(pool, usualHorizonDays, 'mrr')
	const parts = validation?.parts ?? []
	const lately = addMonths(today, -reviewEveryMonths)
	const pick = (list: (part: ValidationJson) => CaseJson[]) =>
		parts.flatMap(list).filter(({ decided_on }) => decided_on > formatDay(lately))
	const { drift, trainedOn } = await readDrift(pool, today)
	return {
		today,
		dueOn,
		isDue: dueOn <= today,
		reviews,
		validatedOn: parts[0]?.as_of ?? null,
		verdicts: parts.map(({ population, verdict, says }) => ({ population, verdict, says })),
		falseAlarms: pick(part => part.false_alarms),
		misses: pick(part => part.misses),
		drift,
		trainedOn,
	}
}

/** Drift of today's customers against those that the churn model in force learned from. */
export async function readDrift(
	pool: Pool,
	today: Day,
): Promise<{ drift: MetricDrift[]; trainedOn: Day | null }> {
	const stored = await findPredictor(pool, 'churn', today)
	const asOf = await findLastDate(pool, today)
	if (!stored || asOf === undefined || stored.predictor.method !== 'logistic') {
		return { drift: [], trainedOn: stored?.trainedOn ?? null }
	}
	const { metricIndex, snapshots } = await readSnapshots(pool, asOf)
	const drift = measureDrift(stored.predictor, metric => {
		const index = metricIndex.get(metric)
		return index === undefined
			? undefined
			: Float64Array.from(snapshots, ({ values }) => values[index] ?? Number.NaN)
	})
	return { drift, trainedOn: stored.trainedOn }
}
