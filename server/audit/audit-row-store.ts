import type { ClientBase } from 'pg'

/** Who did what to what, and how it was before and after. */
export interface AuditRow {
	actor: string
	at: Date
	action: string
	subject: string
	before: unknown
	after: unknown
}

function toJson(value: unknown): string | null {
	if (value === undefined || value === null) return null
	return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? part.toString() : part))
}

/** Written in the transaction of the change that it is about. */
export async function saveAuditRow(client: ClientBase, row: AuditRow): Promise<void> {
	await client.query(
		'insert into audit (at, actor, action, subject, before, after) values ($1, $2, $3, $4, $5, $6)',
		[row.at, row.actor, row.action, row.subject, toJson(row.before), toJson(row.after)],
	)
}
