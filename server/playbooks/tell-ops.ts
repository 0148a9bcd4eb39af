import { planNotice } from '../delivery/notice-store.ts'
import { planSend } from '../delivery/send-store.ts'
import type { RunWork } from './run-work.ts'

/**
 * Tells whoever runs the definitions: ops of the team, or where the team has none everybody who signs in as ops or
 * admin. Once for each key.
 */
export async function tellOps(
	{ client, team, now }: Pick<RunWork, 'client' | 'team' | 'now'>,
	{ key, subject, body }: { key: string; subject: string; body: string },
): Promise<void> {
	if (team.opsEmail === null) {
		await planNotice(client, { key, subject, body, now })
		return
	}
	await planSend(client, {
		accountId: 0,
		runId: key,
		stepId: 'tell',
		channel: 'email',
		recipient: team.opsEmail,
		recipientKind: 'team',
		subject,
		body,
		payload: null,
		approval: 'not_needed',
		notBefore: now,
		now,
	})
}
