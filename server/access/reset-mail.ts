import type { Pool } from 'pg'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import type { PlanAccessMail } from '../delivery/access-mail-store.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { type AuthOptions, resetMinutes } from './auth.ts'
import { findPerson } from './person-store.ts'
import { resetMailId, resetPath } from './reset-routes.ts'

/** What a reset does besides the password: its mail, and its audit row. */
export function resetByMail(
	pool: Pool,
	{ plan, baseUrl, clock }: { plan: PlanAccessMail; baseUrl: string; clock: () => Date },
): Pick<AuthOptions, 'mailReset' | 'onReset'> {
	return {
		async mailReset({ id, email }, token) {
			await inTransaction(pool, async client => {
				const person = await findPerson(client, { id })
				if (!person || person.disabledAt !== null) return
				await plan(client, {
					id: resetMailId(),
					to: email,
					subject: 'A new password for Perennial',
					body: `Somebody asked for a new password for ${email}.\n\nChoose it here, within ${resetMinutes} minutes:\n{{ link }}\n\nIf it was not you, nothing is to be done: the old one stays.\n`,
					link: `${baseUrl}${resetPath(token)}`,
					now: clock(),
				})
			})
		},
		async onReset({ id, email }) {
			await inTransaction(pool, client =>
				saveAuditRow(client, {
					actor: email,
					at: clock(),
					action: 'person.password_reset',
					subject: `person ${id}`,
					before: null,
					after: null,
				}),
			)
		},
	}
}
