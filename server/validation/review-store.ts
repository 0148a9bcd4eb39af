import type { ClientBase, Pool } from 'pg'
import type { Interval } from '../../core/stats/bootstrap.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import type { ValidationJson } from './validation-json.ts'

/** One population's verdict as a review shows it. */
export interface ReviewedScore {
	population: ValidationJson['population']
	verdict: ValidationJson['verdict']
	cases: number
	churns: number
	auc: { [End in keyof Interval]: number | null } | null
	says: string[]
}

/** What stood on the page when a review was held. */
export interface ReviewSnapshot {
	verdicts: ReviewedScore[]
	false_alarms: number
	misses: number
	drifted: string[]
}

export interface StoredReview {
	reviewedOn: Day
	reviewedBy: string
	note: string | null
	/** null for reviews before this was kept. */
	snapshot: ReviewSnapshot | null
}

/** All reviews, the latest first. */
export async function listReviews(client: Pool | ClientBase): Promise<StoredReview[]> {
	const { rows } = await client.query<{
		reviewed_on: string
		reviewed_by: string
		note: string | null
		report: ReviewSnapshot | null
	}>('select reviewed_on, reviewed_by, note, report from review order by review_id desc')
	return rows.map(row => ({
		reviewedOn: getDay(row.reviewed_on),
		reviewedBy: row.reviewed_by,
		note: row.note,
		snapshot: row.report,
	}))
}

/** Records that somebody reviewed whether the scores still predict, with its audit row. */
export async function saveReview(
	client: ClientBase,
	review: StoredReview & { reviewedAt: Date },
): Promise<void> {
	const on = formatDay(review.reviewedOn)
	await client.query(
		'insert into review (reviewed_at, reviewed_on, reviewed_by, note, report) values ($1, $2, $3, $4, $5)',
		[review.reviewedAt, on, review.reviewedBy, review.note, JSON.stringify(review.snapshot)],
	)
	await client.query(
		`insert into audit (at, actor, action, subject, after) values ($1, $2, 'health.review', $3, $4)`,
		[review.reviewedAt, review.reviewedBy, `review of ${on}`, JSON.stringify({ note: review.note })],
	)
}
