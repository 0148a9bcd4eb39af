import type { ClientBase, Pool } from 'pg'

export type SuppressionReason = 'unsubscribed' | 'bounced' | 'complained' | 'person'
/** Somebody who is written to no more. */
export interface Suppression {
	/** Lower case. */
	recipient: string
	reason: SuppressionReason
	note: string | null
	madeAt: Date
	madeBy: string
}

interface SuppressionRow {
	recipient: string
	reason: SuppressionReason
	note: string | null
	made_at: Date
	made_by: string
}

function toSuppression(row: SuppressionRow): Suppression {
	return {
		recipient: row.recipient,
		reason: row.reason,
		note: row.note,
		madeAt: row.made_at,
		madeBy: row.made_by,
	}
}

export async function findSuppression(
	client: Pool | ClientBase,
	recipient: string,
): Promise<Suppression | undefined> {
	const { rows } = await client.query<SuppressionRow>('select * from suppression where recipient = $1', [
		recipient.toLowerCase(),
	])
	return rows[0] && toSuppression(rows[0])
}

/** In the order of addresses. */
export async function listSuppressions(
	client: Pool | ClientBase,
	page: { after: string | undefined; limit: number },
): Promise<Suppression[]> {
	const { rows } = await client.query<SuppressionRow>(
		'select * from suppression where $1::text is null or recipient > $1 order by recipient limit $2',
		[page.after ?? null, page.limit],
	)
	return rows.map(toSuppression)
}

/** False where the recipient is on the list already. */
export async function insertSuppression(client: ClientBase, suppression: Suppression): Promise<boolean> {
	const { rowCount } = await client.query(
		`insert into suppression (recipient, reason, note, made_at, made_by) values ($1, $2, $3, $4, $5)
		on conflict (recipient) do nothing`,
		[
			suppression.recipient.toLowerCase(),
			suppression.reason,
			suppression.note,
			suppression.madeAt,
			suppression.madeBy,
		],
	)
	return rowCount === 1
}

/** Takes an address off the list that is there only because a mail server refused it. */
export async function forgetBounce(client: ClientBase, recipient: string): Promise<void> {
	await client.query(`delete from suppression where recipient = $1 and reason = 'bounced'`, [
		recipient.toLowerCase(),
	])
}

export async function removeSuppression(client: ClientBase, recipient: string): Promise<boolean> {
	const { rowCount } = await client.query('delete from suppression where recipient = $1', [
		recipient.toLowerCase(),
	])
	return rowCount === 1
}
