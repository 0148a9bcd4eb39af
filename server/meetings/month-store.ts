import type { ClientBase, Pool } from 'pg'
import type { DayStretch } from '../../core/meetings/compared-periods.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { notMerged } from '../accounts/alias-store.ts'

/** Whose work is counted: null is everybody's. */
export type WorkOf = string | null

const ownedBy = (account: string, parameter: string) => `(${parameter}::text is null or ${account} in (
	select account_id from score where as_of = (select max(as_of) from day_run where as_of <= $2)
		and lower(owner_email) = lower(${parameter})))`

/** Median days from an account's first subscription to a milestone that it reached in the stretch. */
export async function readTimeToValue(
	client: Pool | ClientBase,
	{ from, to }: DayStretch,
	milestone: string,
	owner: WorkOf,
): Promise<{ medianDays: number | null; accounts: number }> {
	const { rows } = await client.query<{ median: number | null; accounts: number }>(
		`with reached as (
			select account_id, min(occurred_on) as reached_on from fact
			where kind = 'milestone' and body ->> 'milestone' = $3 and known_on <= $2 and occurred_on <= $2
				and ${notMerged('fact.account_id')} and ${ownedBy('account_id', '$4')}
			group by account_id having min(occurred_on) >= $1
		), started as (
			select account_id, reached_on, (
				select min(occurred_on) from fact where fact.account_id = reached.account_id
					and kind = 'subscription' and part = 'began' and body is not null and known_on <= $2
			) as started_on from reached
		)
		select percentile_cont(0.5) within group (order by greatest(0, reached_on - started_on)) as median,
			count(started_on)::int as accounts
		from started where started_on is not null`,
		[formatDay(from), formatDay(to), milestone, owner],
	)
	return { medianDays: rows[0]?.median ?? null, accounts: rows[0]?.accounts ?? 0 }
}

/** Business reviews that customers came to in the stretch. */
export async function countReviews(
	client: Pool | ClientBase,
	{ from, to }: DayStretch,
	owner: WorkOf,
): Promise<number> {
	const { rows } = await client.query<{ held: number }>(
		`select count(distinct (account_id, external_id))::int as held from fact
		where kind = 'engagement' and occurred_on between $1 and $2 and body ->> 'kind' = 'review'
			and coalesce(body ->> 'attended', 'true') <> 'false' and ${ownedBy('account_id', '$3')}`,
		[formatDay(from), formatDay(to), owner],
	)
	return rows[0]?.held ?? 0
}

/** Tasks that signals made, and those of them that were done, in the stretch. */
export async function countRiskTasks(
	client: Pool | ClientBase,
	{ from, to }: DayStretch,
	owner: WorkOf,
): Promise<{ made: number; done: number; doneOnTime: number }> {
	const { rows } = await client.query<{ made: number; done: number; on_time: number }>(
		`select count(*) filter (where made_on between $1 and $2)::int as made,
			count(*) filter (where state = 'done' and closed_on between $1 and $2)::int as done,
			count(*) filter (where state = 'done' and closed_on between $1 and $2 and closed_on <= due_on)::int as on_time
		from task where source_kind = 'signal' and ($3::text is null or lower(owner_email) = lower($3))
			and ${notMerged('task.account_id')}`,
		[formatDay(from), formatDay(to), owner],
	)
	const row = rows[0]
	return { made: row?.made ?? 0, done: row?.done ?? 0, doneOnTime: row?.on_time ?? 0 }
}

export interface RunDays {
	ownerEmail: string | null
	startedOn: Day
	doneOn: Day | null
}

/** Runs that started, and runs that were done, in the stretch. */
export function countRuns(
	runs: readonly RunDays[],
	{ from, to }: DayStretch,
	owner: WorkOf,
): { started: number; done: number } {
	const isIn = (day: Day | null) => day !== null && day >= from && day <= to
	const own = runs.filter(
		({ ownerEmail }) => owner === null || ownerEmail?.toLowerCase() === owner.toLowerCase(),
	)
	return {
		started: own.filter(({ startedOn }) => isIn(startedOn)).length,
		done: own.filter(({ doneOn }) => isIn(doneOn)).length,
	}
}
