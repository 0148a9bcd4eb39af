import type { Pool } from 'pg'
import { shippedMetrics } from '../../core/catalog/metrics.ts'
import { type MetricDrift, measureDrift } from '../../core/churn/measure-drift.ts'
import { usualHorizonDays } from '../../core/model/validation-case.ts'
import { diffModels } from '../../core/operating-model/diff-models.ts'
import { addMonths, type Day } from '../../core/time/day.ts'
import { findPredictor } from '../churn/predictor-store.ts'
import { readSnapshots } from '../churn/snapshot-store.ts'
import { findLastDate } from '../days/day-run-store.ts'
import { listModels } from '../model/model-store.ts'
import { readWorkspace, todayOf } from '../workspace/workspace-store.ts'
import { listCases } from './case-store.ts'
import { type EvidenceReport, findEvidence } from './evidence-store.ts'
import { listReviews, type ReviewedScore, type ReviewSnapshot, type StoredReview } from './review-store.ts'
import { type CaseJson, caseJson } from './validation-json.ts'
import { findValidation } from './validation-store.ts'

const reviewEveryMonths = 6
/** As many of each list stand on the page. */
const shownCases = 200

export interface ReviewState {
	today: Day
	/** Day of the last review; null before the first. */
	lastOn: Day | null
	/** The next review is due on it: six months after the last, or after the first data. */
	dueOn: Day
	isDue: boolean
}

/** What a review looks at: what the score got wrong since the last one, and whether the accounts are still alike. */
export interface ReviewReport extends ReviewState {
	/** Decisions after it are listed. */
	since: Day
	reviews: StoredReview[]
	/** Day of the validation that the lists are from; null where none was ever run. */
	validatedOn: string | null
	currency: string | null
	verdicts: ReviewedScore[]
	falseAlarms: CaseJson[]
	misses: CaseJson[]
	/** Metrics that are spread over other accounts than those the churn model learned from. */
	drift: (MetricDrift & { name: string })[]
	trainedOn: Day | null
	/** What history says should change, in words. */
	proposals: string[]
	leaks: { metric: string; name: string; leak: string }[]
	modelChanges: { version: number; appliedOn: Day; note: string | null; changes: string[] }[]
}

/** Whether a review is due. */
export async function readReviewState(pool: Pool, now: Date): Promise<ReviewState> {
	const workspace = await readWorkspace(pool)
	const today = todayOf(workspace, now)
	const lastOn = (await listReviews(pool))[0]?.reviewedOn ?? null
	const dueOn = addMonths(lastOn ?? workspace.liveFrom ?? today, reviewEveryMonths)
	return { today, lastOn, dueOn, isDue: dueOn <= today }
}

/** Everything of the six-monthly review: what was wrong, what drifted, and what history would change. */
export async function readReview(pool: Pool, now: Date): Promise<ReviewReport> {
	const state = await readReviewState(pool, now)
	const { today } = state
	const validation = await findValidation(pool, { horizonDays: usualHorizonDays, label: 'mrr' })
	const parts = validation?.parts ?? []
	const since = addMonths(today, -reviewEveryMonths)
	const pick = async (list: 'misses' | 'false_alarms') => {
		const found: CaseJson[] = []
		for (const { population, currency } of parts) {
			const query = { population, list, threshold: null, after: since, segment: null }
			const { cases } = await listCases(
				pool,
				{ ...query, validationId: validation?.validationId ?? 0 },
				{ from: 0, limit: shownCases },
			)
			found.push(...cases.map(item => caseJson(item, currency)))
		}
		return found
	}
	const { drift, trainedOn } = await readDrift(pool, today)
	const evidence = (await findEvidence(pool))?.report
	const versions = await listModels(pool)
	const names = new Map(
		[...shippedMetrics, ...(versions[0]?.model.metrics ?? [])].map(({ id, name }) => [id, name]),
	)
	return {
		...state,
		since,
		reviews: await listReviews(pool),
		validatedOn: parts[0]?.as_of ?? null,
		currency: parts[0]?.currency ?? null,
		verdicts: parts.map(({ population, verdict, cases, churns, auc, says }) => ({
			population,
			verdict,
			cases,
			churns,
			auc,
			says,
		})),
		falseAlarms: await pick('false_alarms'),
		misses: await pick('misses'),
		drift: drift.map(item => ({ ...item, name: names.get(item.metric) ?? item.metric })),
		trainedOn,
		proposals: evidence ? sayProposals(evidence) : [],
		leaks: (evidence?.metrics ?? []).flatMap(({ metric, name, leak }) =>
			leak === null ? [] : [{ metric, name, leak }],
		),
		modelChanges: versions.flatMap(({ version, appliedOn, note, model }, index) => {
			const before = versions[index + 1]
			if (!before || appliedOn <= since) return []
			return [{ version, appliedOn, note, changes: diffModels(before.model, model).map(({ text }) => text) }]
		}),
	}
}

/** What of a review is kept when it is held. */
export function snapshotOf(review: ReviewReport): ReviewSnapshot {
	return {
		verdicts: review.verdicts,
		false_alarms: review.falseAlarms.length,
		misses: review.misses.length,
		drifted: review.drift.flatMap(({ name, hasDrifted }) => (hasDrifted ? [name] : [])),
	}
}

/** Proposed changes in words, from what history told. */
export function sayProposals({ proposals, metrics, signals }: EvidenceReport): string[] {
	const weights = proposals.flatMap(({ name, weights: list, gain, says }) => {
		if (!list) return [`${name}: ${says}`]
		const moved = list.filter(({ present, proposed }) => Math.round(present) !== proposed)
		if (moved.length === 0 || !gain || gain.low <= 0) return [`${name}: ${says}`]
		const changes = moved.map(item => `${item.name} ${Math.round(item.present)} → ${item.proposed}`)
		return [`${name}: ${changes.join(', ')}. ${says}`]
	})
	const away = signals
		.filter(({ pointsAway }) => pointsAway)
		.map(({ name }) => `The signal “${name}” points the wrong way: look at its threshold, or switch it off.`)
	const against = metrics
		.filter(({ isAgainstDefinition }) => isAgainstDefinition)
		.map(({ name }) => `${name} told the opposite of what its definition says.`)
	return [...weights, ...away, ...against]
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
