import type { ClientBase } from 'pg'
import { hasAnyChannel } from './channel-store.ts'
import type { Seal } from './seal.ts'
import { planSend } from './send-store.ts'

/** A mail that lets somebody in: its link is in the ledger only encrypted, and gone once it is sent. */
export interface AccessMail {
	/** Unique for ever: `invitation:ID`. */
	id: string
	to: string
	subject: string
	/** With `{{ link }}` where the link goes. */
	body: string
	link: string
	now: Date
}

/** Plans the mail in the caller's transaction; false where no mail server is set up. */
export type PlanAccessMail = (client: ClientBase, mail: AccessMail) => Promise<boolean>

export function createPlanAccessMail(seal: Seal): PlanAccessMail {
	return async (client, mail) => {
		if (!(await hasAnyChannel(client, ['smtp']))) return false
		const runId = `access:${mail.id}`
		await planSend(client, {
			accountId: 0,
			runId,
			stepId: 'mail',
			channel: 'email',
			recipient: mail.to,
			recipientKind: 'team',
			subject: mail.subject,
			body: mail.body,
			payload: null,
			approval: 'not_needed',
			notBefore: mail.now,
			now: mail.now,
			sealed: seal.close(JSON.stringify({ link: mail.link }), `send ${runId}`),
		})
		return true
	}
}
