import type { ClientBase, Pool } from 'pg'

/** Id and name of accounts, by their number. */
export async function readAccountNames(
	client: Pool | ClientBase,
	accountIds: readonly number[],
): Promise<Map<number, { externalId: string; name: string | null }>> {
	const { rows } = await client.query<{ account_id: number; external_id: string; name: string | null }>(
		'select account_id, external_id, name from account where account_id = any ($1)',
		[[...new Set(accountIds)]],
	)
	return new Map(rows.map(row => [row.account_id, { externalId: row.external_id, name: row.name }]))
}
