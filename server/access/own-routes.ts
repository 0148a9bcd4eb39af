import { verifyPassword } from 'better-auth/crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { changePassword, confirmSecondFactor, endSecondFactor, startSecondFactor } from '../../api/session.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import type { Mount } from '../http/mount.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { Problem } from '../problem.ts'
import { type Auth, hashPassword } from './auth.ts'
import { callAuth, passCookies } from './call-auth.ts'
import type { Identify } from './identify.ts'
import { findPasswordHash, savePasswordHash } from './password-store.ts'
import { deleteSessions } from './person-store.ts'
import { type CookieRules, readSessionToken } from './session-cookie.ts'

export interface OwnRouteOptions {
	auth: Auth
	identify: Identify
	cookie: CookieRules
}

/** What people change about how they themselves sign in. */
export function mountOwnRoutes(mount: Mount, { auth, identify, cookie }: OwnRouteOptions): void {
	mount.special(changePassword, async ({ body, pool, actor, now, request }) => {
		const { userId, name } = getPerson(actor)
		const hash = await findPasswordHash(pool, userId)
		if (!hash || !(await verifyPassword({ hash, password: body.current }))) {
			throw new Problem('password_wrong', 'Expected the present password.')
		}
		const next = await hashPassword(body.password)
		const token = readSessionToken(request.headers.cookie, cookie)
		await inTransaction(pool, async client => {
			await savePasswordHash(client, userId, next, now)
			await deleteSessions(client, userId, token)
			await saveAuditRow(client, {
				actor: name,
				at: now,
				action: 'person.password',
				subject: `person ${userId}`,
				before: null,
				after: null,
			})
		})
		identify.forget()
		return null
	})
	const factor = async (
		request: FastifyRequest,
		reply: FastifyReply,
		path: string,
		body: Record<string, unknown>,
	) => {
		const answer = await callAuth(auth, request, reply, `/two-factor/${path}`, body)
		if (answer.status !== 200) {
			throw new Problem('second_factor_wrong', 'Expected the present password, or a code that is good now.')
		}
		passCookies(reply, answer)
		return answer.body
	}
	mount.special(startSecondFactor, async ({ body, actor, request, reply }) => {
		getPerson(actor)
		const { totpURI, backupCodes } = await factor(request, reply, 'enable', { password: body.password })
		return { uri: String(totpURI), backup_codes: Array.isArray(backupCodes) ? backupCodes.map(String) : [] }
	})
	mount.special(confirmSecondFactor, async ({ body, pool, actor, now, request, reply }) => {
		const { name, userId } = getPerson(actor)
		await factor(request, reply, 'verify-totp', { code: body.code })
		await inTransaction(pool, client =>
			saveAuditRow(client, {
				actor: name,
				at: now,
				action: 'person.second_factor_on',
				subject: `person ${userId}`,
				before: null,
				after: null,
			}),
		)
		return null
	})
	mount.special(endSecondFactor, async ({ body, pool, actor, now, request, reply }) => {
		const { name, userId } = getPerson(actor)
		await factor(request, reply, 'disable', { password: body.password })
		await inTransaction(pool, client =>
			saveAuditRow(client, {
				actor: name,
				at: now,
				action: 'person.second_factor_off',
				subject: `person ${userId}`,
				before: null,
				after: null,
			}),
		)
		return null
	})
}

function getPerson<Actor extends { userId: string; name: string }>(actor: Actor | undefined): Actor {
	if (!actor) throw new Error('expected somebody who is signed in')
	return actor
}
