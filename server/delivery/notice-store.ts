import type { ClientBase } from 'pg'
import { planSend } from './send-store.ts'

/** Something that the people who run this must know. */
export interface Notice {
	/** Once per key and person, ever: `breaker:red-account:2026-03-02`. */
	key: string
	subject: string
	body: string
	now: Date
}

/**
 * Tells everybody who is ops or admin by mail, in the caller's transaction. It goes when a mail server is set up, and
 * stands in the delivery log until then. Returns to how many people.
 */
export async function planNotice(client: ClientBase, notice: Notice): Promise<number> {
	const { rows } = await client.query<{ email: string }>(
		`select email from auth_user where role in ('ops', 'admin') and disabled_at is null order by email`,
	)
	for (const { email } of rows) {
		await planSend(client, {
			accountId: 0,
			runId: `notice:${notice.key}`,
			stepId: 'mail',
			channel: 'email',
			recipient: email,
			recipientKind: 'team',
			subject: notice.subject,
			body: notice.body,
			payload: null,
			approval: 'not_needed',
			notBefore: notice.now,
			now: notice.now,
		})
	}
	return rows.length
}
