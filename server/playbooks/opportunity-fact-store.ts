import type { ClientBase } from 'pg'

/** Whether the account has an opportunity of this id by hand or by a playbook. */
export async function hasOpportunityFact(
	client: ClientBase,
	accountId: number,
	externalId: string,
): Promise<boolean> {
	const { rows } = await client.query(
		`select from fact where account_id = $1 and kind = 'opportunity' and part = 'created' and external_id = $2 limit 1`,
		[accountId, externalId],
	)
	return rows.length > 0
}
