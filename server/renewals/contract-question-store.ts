import type { ClientBase, Pool } from 'pg'
import type { RenewalQuestion } from '../../core/model/forecast.ts'
import { notMerged } from '../accounts/alias-store.ts'

/** A contract that somebody has to answer a question about, as the last run of the day found it. */
export interface AskedContract {
	accountId: number
	externalId: string
	accountName: string | null
	question: RenewalQuestion
	lineId: string
	/** Text of a day. */
	day: string | null
}

/** By the account's name; of one account where one is named. */
export async function listContractQuestions(
	client: Pool | ClientBase,
	accountId: number | null,
): Promise<AskedContract[]> {
	const { rows } = await client.query<{
		account_id: number
		external_id: string
		name: string | null
		question: RenewalQuestion
		line_id: string
		day: string | null
	}>(
		`select asked.account_id, account.external_id, account.name, question, line_id, day
		from contract_question asked join account using (account_id)
		where ($1::bigint is null or account_id = $1) and ${notMerged('asked.account_id')}
		order by account.name nulls last, account_id, question, line_id`,
		[accountId],
	)
	return rows.map(row => ({
		accountId: row.account_id,
		externalId: row.external_id,
		accountName: row.name,
		question: row.question,
		lineId: row.line_id,
		day: row.day,
	}))
}
