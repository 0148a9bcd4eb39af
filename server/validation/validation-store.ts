import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { readModel } from '../model/model-store.ts'
import type { ValidationJson } from './validation-json.ts'

export interface StoredValidation {
	ranAt: Date
	modelVersion: number
	/** One per population. */
	parts: ValidationJson[]
}

/** Keeps a run of the validation: both populations of one horizon and label. */
export async function saveValidation(
	client: Pool | ClientBase,
	parts: readonly ValidationJson[],
	now: Date,
): Promise<void> {
	const first = parts[0]
	if (!first) return
	const { version } = await readModel(client, now)
	await client.query(
		`insert into validation (ran_at, as_of, horizon_days, label, model_version, report)
		values ($1, $2, $3, $4, $5, $6)`,
		[now, first.as_of, first.horizon_days, first.label, version, JSON.stringify(parts)],
	)
}

/** The latest run of the horizon and label; undefined before the first. */
export async function findValidation(
	client: Pool | ClientBase,
	horizonDays: number,
	label: string,
): Promise<StoredValidation | undefined> {
	const { rows } = await client.query<{ ran_at: Date; model_version: number; report: ValidationJson[] }>(
		`select ran_at, model_version, report from validation where horizon_days = $1 and label = $2
		order by validation_id desc limit 1`,
		[horizonDays, label],
	)
	const row = rows[0]
	return row && { ranAt: row.ran_at, modelVersion: row.model_version, parts: row.report }
}

export interface StoredReview {
	reviewedOn: Day
	reviewedBy: string
	note: string | null
}

/** All reviews, the latest first. */
export async function listReviews(client: Pool | ClientBase): Promise<StoredReview[]> {
	const { rows } = await client.query<{ reviewed_on: string; reviewed_by: string; note: string | null }>(
		'select reviewed_on, reviewed_by, note from review order by review_id desc',
	)
	return rows.map(row => ({
		reviewedOn: getDay(row.reviewed_on),
		reviewedBy: row.reviewed_by,
		note: row.note,
	}))
}

/** Records that somebody reviewed whether the scores still predict, with its audit row. */
export async function saveReview(
	client: ClientBase,
	review: StoredReview & { reviewedAt: Date },
): Promise<void> {
	const on = formatDay(review.reviewedOn)
	await client.query(
		'insert into review (reviewed_at, reviewed_on, reviewed_by, note) values ($1, $2, $3, $4)',
		[review.reviewedAt, on, review.reviewedBy, review.note],
	)
	await client.query(
		`insert into audit (at, actor, action, subject, after) values ($1, $2, 'health.review', $3, $4)`,
		[review.reviewedAt, review.reviewedBy, `review of ${on}`, JSON.stringify({ note: review.note })],
	)
}
