import type { ClientBase, Pool } from 'pg'

/** Merged account → the account that it is part of, for those of which either is in the range. Few, whatever the range. */
export async function listAliases(
	client: Pool | ClientBase,
	firstAccountId: number,
	lastAccountId: number,
): Promise<Map<number, number>> {
	const { rows } = await client.query<{ account_id: number; merged_into: number }>(
		`select account_id, merged_into from account_alias
		where merged_into between $1 and $2 or account_id between $1 and $2 order by account_id`,
		[firstAccountId, lastAccountId],
	)
	return new Map(rows.map(row => [row.account_id, row.merged_into]))
}

/** The account and those that were merged into it. */
export async function listPartsOf(client: Pool | ClientBase, accountId: number): Promise<number[]> {
	const aliases = await listAliases(client, accountId, accountId)
	return [accountId, ...[...aliases].flatMap(([part, kept]) => (kept === accountId ? part : []))]
}

/** Condition that leaves out accounts which are part of another one; `column` is written by us. */
export function notMerged(column: string): string {
	return `not exists (select from account_alias where account_alias.account_id = ${column})`
}
