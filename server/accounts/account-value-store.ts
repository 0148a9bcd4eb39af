import type { ClientBase, Pool } from 'pg'
import { type AccountEditField, accountEditFields } from '../../core/model/account-edit.ts'
import { type Day, formatDay } from '../../core/time/day.ts'

/**
 * The fields of accounts that people can set, as they are now: what a person set, else the latest of the sources; of
 * the lifecycle stage, the latest result. null: unknown, or set to nothing.
 */
export async function readPresentValues(
	client: Pool | ClientBase,
	accountIds: readonly number[],
	day: Day,
): Promise<Map<number, Map<AccountEditField, string | null>>> {
	const sourced = await readSourceValues(client, accountIds, day)
	const { rows } = await client.query<{ account_id: number; field: AccountEditField; value: string | null }>(
		'select account_id, field, value from account_edit where account_id = any($1)',
		[accountIds],
	)
	for (const { account_id: accountId, field, value } of rows) sourced.get(accountId)?.set(field, value)
	return sourced
}

/** The same as the sources have it; of the lifecycle stage, the latest result whoever said it. */
export async function readSourceValues(
	client: Pool | ClientBase,
	accountIds: readonly number[],
	day: Day,
): Promise<Map<number, Map<AccountEditField, string | null>>> {
	const { rows } = await client.query<{
		account_id: number
		name: string | null
		stage: string | null
		body: Record<string, unknown> | null
	}>(
		`select account_id, name, (
			select stage from score where score.account_id = account.account_id
				and as_of = (select max(as_of) from day_run where as_of <= $2)
		) as stage, (
			select body from fact where fact.account_id = account.account_id and kind = 'account'
				and part = 'attributes' and body is not null order by known_on desc, version desc, fact_id desc limit 1
		) as body from account where account_id = any($1)`,
		[accountIds, formatDay(day)],
	)
	return new Map(
		rows.map(row => [
			row.account_id,
			new Map(
				accountEditFields.map(field => {
					if (field === 'lifecycle_stage') return [field, row.stage]
					const value = row.body?.[field]
					return [field, typeof value === 'string' ? value : field === 'name' ? row.name : null]
				}),
			),
		]),
	)
}
