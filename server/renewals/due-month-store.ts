import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { notMerged } from '../accounts/alias-store.ts'

/** Undecided renewals that fall in one month. */
export interface DueMonth {
	/** Its first day. */
	month: Day
	due: number
	/** Null where no target is known. */
	targetMinor: bigint | null
	/** Nobody has said what they expect of so many. */
	withoutCall: number
}

const isOpen = `stage not in ('closed_renewed', 'closed_churned') and withdrawn_on is null
	and ${notMerged('renewal.account_id')}`

/**
 * Undecided renewals up to a date, the late ones too, month by month.
 *
 * @param accountIds only of these accounts; null: of all
 */
export async function sumDueMonths(
	client: Pool | ClientBase,
	until: Day,
	accountIds: readonly number[] | null,
): Promise<DueMonth[]> {
	const { rows } = await client.query<{
		month: string
		due: number
		target_minor: string | null
		without_call: number
	}>(
		`select date_trunc('month', renewal_on::timestamp)::date as month, count(*)::int as due,
			sum(target_minor)::text as target_minor,
			(count(*) filter (where stage = 'open' and forecast_minor is null))::int as without_call
		from renewal where ${isOpen} and renewal_on <= $1
			and ($2::bigint[] is null or account_id = any($2))
		group by 1 order by 1`,
		[formatDay(until), accountIds],
	)
	return rows.map(row => ({
		month: getDay(row.month),
		due: row.due,
		targetMinor: row.target_minor === null ? null : BigInt(row.target_minor),
		withoutCall: row.without_call,
	}))
}

/** Renewals that are not decided. */
export async function countOpenRenewals(client: Pool | ClientBase): Promise<number> {
	const { rows } = await client.query<{ count: number }>(
		`select count(*)::int as count from renewal where ${isOpen}`,
	)
	return rows[0]?.count ?? 0
}
