import type { ClientBase, Pool } from 'pg'
import type { LeftOut } from '../../core/model/account-ledger.ts'

/** Lines whose account is in no figure of a policy, as of the last run of the day. */
export async function listLeftOut(
	client: Pool | ClientBase,
	policy: string,
): Promise<(LeftOut & { externalId: string })[]> {
	const { rows } = await client.query<{
		external_id: string
		line_id: string
		because: LeftOut['because']
		amount: string | null
		currency: string | null
	}>(
		`select external_id, line_id, because, amount::text as amount, currency
		from revenue_left_out join account using (account_id) where policy = $1
		order by amount desc nulls last, external_id, line_id`,
		[policy],
	)
	return rows.map(row => ({
		externalId: row.external_id,
		lineId: row.line_id,
		because: row.because,
		amount: row.amount,
		currency: row.currency,
	}))
}
