import type { ClientBase, Pool } from 'pg'
import type { LeftOut } from '../../core/model/account-ledger.ts'
import { notMerged } from '../accounts/alias-store.ts'

/** Lines whose account is in no figure of a policy, as of the last run of the day. */
export async function listLeftOut(
	client: Pool | ClientBase,
	policy: string,
): Promise<(LeftOut & { accountId: number; externalId: string })[]> {
	const { rows } = await client.query<{
		account_id: number
		external_id: string
		line_id: string
		because: LeftOut['because']
		amount: string | null
		currency: string | null
	}>(
		`select account_id, external_id, line_id, because, amount::text as amount, currency
		from revenue_left_out join account using (account_id)
		where policy = $1 and ${notMerged('revenue_left_out.account_id')}
		order by amount desc nulls last, external_id, line_id`,
		[policy],
	)
	return rows.map(row => ({
		accountId: row.account_id,
		externalId: row.external_id,
		lineId: row.line_id,
		because: row.because,
		amount: row.amount,
		currency: row.currency,
	}))
}
