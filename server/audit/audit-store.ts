import type { ClientBase, Pool } from 'pg'

/** One change as it was written down. */
export interface StoredAuditRow {
	auditId: number
	at: Date
	actor: string
	action: string
	subject: string
	before: unknown
	after: unknown
}

export interface AuditFilter {
	actor?: string | undefined
	/** An action, or how it begins: `task.`. */
	action?: string | undefined
	subject?: string | undefined
	/** Only rows before this one. */
	before?: number | undefined
	limit: number
}

/** Audit rows, the latest first. */
export async function listAuditRows(
	client: Pool | ClientBase,
	filter: AuditFilter,
): Promise<StoredAuditRow[]> {
	const { rows } = await client.query<{
		audit_id: number
		at: Date
		actor: string
		action: string
		subject: string
		before: unknown
		after: unknown
	}>(
		`select audit_id, at, actor, action, subject, before, after from audit
		where ($1::text is null or actor = $1) and ($2::text is null or starts_with(action, $2))
			and ($3::text is null or subject = $3) and ($4::bigint is null or audit_id < $4)
		order by audit_id desc limit $5`,
		[
			filter.actor ?? null,
			filter.action ?? null,
			filter.subject ?? null,
			filter.before ?? null,
			filter.limit,
		],
	)
	return rows.map(({ audit_id: auditId, ...row }) => ({ auditId, ...row }))
}
