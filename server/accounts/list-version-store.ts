import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay } from '../../core/time/day.ts'

/** What a list of accounts was made from: while it stays the same, so does the list. */
export interface ListVersion {
	asOf: Day
	computedAtMs: number
	modelVersion: number
	currency: string | null
	/** Another number after each merge and each undo of one. */
	merges: number
	/** Another text when predictions were written anew; empty before the first. */
	predictions: string
	/** Whether single accounts were computed again since. */
	hasChanges: boolean
}

/** The latest computed date on or before the day, and what its list depends on. One small query. */
export async function readListVersion(client: Pool | ClientBase, day: Day): Promise<ListVersion | undefined> {
	const { rows } = await client.query<{
		as_of: number
		computed_at: Date
		model_version: number
		currency: string | null
		merges: number
		predictions: string
		has_changes: boolean
	}>(
		`select as_of - date '1970-01-01' as as_of, computed_at,
			(select coalesce(max(version), 0) from operating_model) as model_version,
			(select currency from workspace) as currency,
			(select count(*) + count(undone_at) from account_merge) as merges,
			coalesce((
				select as_of || ' ' || churn_prediction.xmin::text from churn_prediction where as_of <= $1
				order by as_of desc limit 1
			), '') as predictions,
			exists (select from score_change where score_change.as_of = day_run.as_of) as has_changes
		from day_run where as_of <= $1 order by day_run.as_of desc limit 1`,
		[formatDay(day)],
	)
	const row = rows[0]
	return (
		row && {
			asOf: row.as_of,
			computedAtMs: row.computed_at.getTime(),
			modelVersion: row.model_version,
			currency: row.currency,
			merges: row.merges,
			predictions: row.predictions,
			hasChanges: row.has_changes,
		}
	)
}

/** Accounts of the date that were computed again by themselves, each with a mark that is another at each change. */
export async function listChangesOf(
	client: Pool | ClientBase,
	{ asOf }: Pick<ListVersion, 'asOf'>,
): Promise<{ accountId: number; mark: string }[]> {
	// Two changes can be of one millisecond; the transaction that wrote the row is always another.
	const { rows } = await client.query<{ account_id: number; mark: string }>(
		'select account_id, xmin::text as mark from score_change where as_of = $1',
		[formatDay(asOf)],
	)
	return rows.map(row => ({ accountId: row.account_id, mark: row.mark }))
}

/** Notes that an account's results of the date changed by themselves. */
export async function saveScoreChange(
	client: ClientBase,
	accountId: number,
	asOf: Day,
	now: Date,
): Promise<void> {
	await client.query(
		`insert into score_change (account_id, as_of, changed_at) values ($1, $2, $3)
		on conflict (account_id) do update set as_of = excluded.as_of, changed_at = excluded.changed_at`,
		[accountId, formatDay(asOf), now],
	)
}
