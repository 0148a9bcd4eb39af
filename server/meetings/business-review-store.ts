import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

/** What people said of an account's business review of a quarter. */
export interface BusinessReviewMark {
	preparedOn: Day | null
	preparedBy: string | null
	heldOn: Day | null
	heldBy: string | null
}

export interface PlanVersion {
	version: number
	text: string
	savedBy: string
	savedAt: Date
}

interface MarkRow {
	account_id: number
	quarter: string
	prepared_on: string | null
	prepared_by: string | null
	held_on: string | null
	held_by: string | null
}

const dayOrNull = (text: string | null) => (text === null ? null : getDay(text))

function toMark(row: MarkRow): BusinessReviewMark {
	return {
		preparedOn: dayOrNull(row.prepared_on),
		preparedBy: row.prepared_by,
		heldOn: dayOrNull(row.held_on),
		heldBy: row.held_by,
	}
}

/** undefined where nobody said anything. */
export async function findMark(
	client: Pool | ClientBase,
	accountId: number,
	quarter: string,
): Promise<BusinessReviewMark | undefined> {
	const { rows } = await client.query<MarkRow>(
		'select * from business_review where account_id = $1 and quarter = $2',
		[accountId, quarter],
	)
	return rows[0] && toMark(rows[0])
}

/** Of all accounts, of the quarters from one on. */
export async function listMarks(
	client: Pool | ClientBase,
	fromQuarter: string,
): Promise<(BusinessReviewMark & { accountId: number; quarter: string })[]> {
	const { rows } = await client.query<MarkRow>(
		'select * from business_review where quarter >= $1 collate "C" order by account_id, quarter',
		[fromQuarter],
	)
	return rows.map(row => ({ ...toMark(row), accountId: row.account_id, quarter: row.quarter }))
}

export async function saveMark(
	client: ClientBase,
	accountId: number,
	quarter: string,
	mark: BusinessReviewMark,
): Promise<void> {
	const text = (day: Day | null) => (day === null ? null : formatDay(day))
	await client.query(
		`insert into business_review (account_id, quarter, prepared_on, prepared_by, held_on, held_by)
		values ($1, $2, $3, $4, $5, $6)
		on conflict (account_id, quarter) do update set prepared_on = excluded.prepared_on,
			prepared_by = excluded.prepared_by, held_on = excluded.held_on, held_by = excluded.held_by`,
		[accountId, quarter, text(mark.preparedOn), mark.preparedBy, text(mark.heldOn), mark.heldBy],
	)
}

/** All versions of the plan, the latest first. */
export async function listPlanVersions(
	client: Pool | ClientBase,
	accountId: number,
	quarter: string,
): Promise<PlanVersion[]> {
	const { rows } = await client.query<{
		version: number
		text: string
		saved_by: string
		saved_at: Date
	}>(
		`select version, text, saved_by, saved_at from business_review_plan
		where account_id = $1 and quarter = $2 order by version desc`,
		[accountId, quarter],
	)
	return rows.map(row => ({
		version: row.version,
		text: row.text,
		savedBy: row.saved_by,
		savedAt: row.saved_at,
	}))
}

/** Only one person at a time writes the plan of a quarter; held to the end of the transaction. */
export async function lockPlan(client: ClientBase, accountId: number, quarter: string): Promise<void> {
	await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
		`business review plan ${accountId} ${quarter}`,
	])
}

export async function insertPlanVersion(
	client: ClientBase,
	accountId: number,
	quarter: string,
	plan: PlanVersion,
): Promise<void> {
	await client.query(
		`insert into business_review_plan (account_id, quarter, version, text, saved_by, saved_at)
		values ($1, $2, $3, $4, $5, $6)`,
		[accountId, quarter, plan.version, plan.text, plan.savedBy, plan.savedAt],
	)
}

/** The last day on which each account came to a business review, by what the sources say; until `asOf`. */
export async function listLastReviews(
	client: Pool | ClientBase,
	from: Day,
	asOf: Day,
): Promise<Map<number, Day>> {
	const { rows } = await client.query<{ account_id: number; last_on: string }>(
		`select coalesce(account_alias.merged_into, fact.account_id) as account_id, max(occurred_on) as last_on
		from fact left join account_alias using (account_id)
		where kind = 'engagement' and occurred_on between $1 and $2 and known_on <= $2
			and body ->> 'kind' = 'review' and coalesce(body ->> 'attended', 'true') <> 'false'
		group by 1`,
		[formatDay(from), formatDay(asOf)],
	)
	return new Map(rows.map(row => [row.account_id, getDay(row.last_on)]))
}
