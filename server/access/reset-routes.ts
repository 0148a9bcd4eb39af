import { randomUUID } from 'node:crypto'
import { requestPasswordReset, resetPassword } from '../../api/session.ts'
import { makeResetLink } from '../../api/settings.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import type { Mount } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import { type Auth, resetMinutes } from './auth.ts'
import { callAuth } from './call-auth.ts'
import type { Identify } from './identify.ts'
import { findPerson } from './person-store.ts'
import { makeToken } from './session-cookie.ts'

/** Coming back in after a password was forgotten: by mail, or by a link that an admin makes. */
export function mountResetRoutes(mount: Mount, { auth, identify }: { auth: Auth; identify: Identify }): void {
	mount.special(requestPasswordReset, async ({ body, request, reply }) => {
		// Who asks learns nothing about whether there is such a person.
		await callAuth(auth, request, reply, '/request-password-reset', { email: body.email })
		return null
	})
	mount.special(resetPassword, async ({ body, request, reply }) => {
		const answer = await callAuth(auth, request, reply, '/reset-password', {
			newPassword: body.password,
			token: body.token,
		})
		if (answer.status !== 200) {
			throw new Problem(
				'reset_over',
				'This link was used, or has expired.',
				'Ask for a new one on the sign-in page, or from an admin.',
			)
		}
		identify.forget()
		return null
	})
	mount.change(makeResetLink, async ({ params, client, act }) => {
		const person = await findPerson(client, { id: params.id })
		if (!person) throw new Problem('not_found', 'There is no person with this id.')
		if (person.disabledAt !== null) {
			throw new Problem('person_disabled', 'This person may not sign in.', 'Enable them first.')
		}
		const token = makeToken()
		// By the clock that better-auth looks at when the link comes back.
		const expiresAt = new Date(Date.now() + resetMinutes * 60_000)
		const { internalAdapter } = await auth.$context
		await internalAdapter.createVerificationValue({
			identifier: `reset-password:${token}`,
			value: person.id,
			expiresAt,
		})
		await saveAuditRow(client, {
			...act,
			action: 'person.reset_link',
			subject: `person ${person.id}`,
			before: null,
			after: { expiresAt },
		})
		return { path: resetPath(token), expires_at: expiresAt.toISOString() }
	})
}

/** In the fragment, so that it is in no log of a server on the way. */
export function resetPath(token: string): string {
	return `/reset#token=${token}`
}

/** Names one mail of a reset; each asking makes a new one. */
export function resetMailId(): string {
	return `reset:${randomUUID()}`
}
