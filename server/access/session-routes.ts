import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import {
	acceptInvitation,
	getSession,
	setUp,
	signIn,
	signInToDemo,
	signOut,
	startSingleSignOn,
	verifySecondFactor,
} from '../../api/session.ts'
import { accessTable, extentOf } from '../../core/access/may.ts'
import { actions } from '../../core/model/action.ts'
import type { Actor } from '../../core/model/actor.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { hasAnyChannel } from '../delivery/channel-store.ts'
import type { Mount } from '../http/mount.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { Problem } from '../problem.ts'
import { type Auth, hashPassword, type SingleSignOn, singleSignOnId } from './auth.ts'
import { callAuth, passCookies } from './call-auth.ts'
import type { Identify } from './identify.ts'
import { takeInvitation } from './invitation-store.ts'
import { personJson } from './person-json.ts'
import {
	countPersons,
	deleteSession,
	findPerson,
	insertPerson,
	insertSession,
	type NewPerson,
} from './person-store.ts'
import {
	type CookieRules,
	endedCookie,
	makeToken,
	readSessionToken,
	sessionCookie,
} from './session-cookie.ts'
import { takeSetupToken } from './setup-store.ts'

export interface SessionRouteOptions {
	pool: Pool
	auth: Auth
	identify: Identify
	cookie: CookieRules
	singleSignOn: SingleSignOn | undefined
	/** Whether this call may sign in to the demo by itself. */
	maySignInToDemo(request: FastifyRequest): Promise<boolean>
}

/** Coming and going: setup, signing in, invitations. */
export function mountSessionRoutes(mount: Mount, options: SessionRouteOptions): void {
	const { auth, cookie, identify } = options
	mount.special(getSession, async ({ pool, request }) => {
		const actor = await identify(request.headers)
		const person = actor && (await findPerson(pool, { id: actor.userId }))
		const single_sign_on = options.singleSignOn?.name ?? null
		const resets_by_mail = await hasAnyChannel(pool, ['smtp'])
		if (actor && person) {
			return {
				state: 'signed_in' as const,
				person: personJson(person),
				rights: rightsOf(actor),
				single_sign_on,
				resets_by_mail,
			}
		}
		const state = (await options.maySignInToDemo(request))
			? ('demo' as const)
			: (await countPersons(pool)) === 0
				? ('setup' as const)
				: ('sign_in' as const)
		return { state, person: null, rights: {}, single_sign_on, resets_by_mail }
	})
	mount.special(signIn, async ({ body, pool, request, reply }) => {
		const answer = await callAuth(auth, request, reply, '/sign-in/email', body)
		const person = answer.status === 200 ? await findPerson(pool, { email: body.email }) : undefined
		if (answer.status !== 200 || !person || person.disabledAt !== null) {
			if (typeof answer.body.token === 'string') await deleteSession(pool, answer.body.token)
			throw refused('Expected the e-mail address and password of a person of this workspace.')
		}
		passCookies(reply, answer)
		return {
			state: answer.body.twoFactorRedirect === true ? ('second_factor' as const) : ('signed_in' as const),
		}
	})
	mount.special(verifySecondFactor, async ({ body, request, reply }) => {
		const path = body.kind === 'totp' ? '/two-factor/verify-totp' : '/two-factor/verify-backup-code'
		const answer = await callAuth(auth, request, reply, path, { code: body.code })
		if (answer.status !== 200)
			throw refused('Expected a code that is good now, after the password.', 'second_factor_refused')
		passCookies(reply, answer)
		return { state: 'signed_in' as const }
	})
	mount.special(startSingleSignOn, async ({ request, reply }) => {
		if (!options.singleSignOn) throw new Problem('not_found', 'No sign-in of a company is set up here.')
		const answer = await callAuth(auth, request, reply, '/sign-in/social', {
			provider: singleSignOnId,
			callbackURL: '/',
			errorCallbackURL: '/?problem=single_sign_on',
		})
		if (typeof answer.body.url !== 'string') {
			throw new Problem(
				'single_sign_on_failed',
				"The company's sign-in does not answer as expected.",
				'Check PERENNIAL_OIDC_ISSUER and that this server reaches it.',
			)
		}
		passCookies(reply, answer)
		return { url: answer.body.url }
	})
	mount.special(signOut, async ({ pool, request, reply }) => {
		const token = readSessionToken(request.headers.cookie, cookie)
		if (token) await deleteSession(pool, token)
		identify.forget()
		reply.header('set-cookie', endedCookie(cookie))
		return null
	})
	mountArrivals(mount, options)
}

/** Ways in that make a person, and the demo's. */
function mountArrivals(mount: Mount, options: SessionRouteOptions): void {
	mount.special(setUp, async ({ body, pool, now, request, reply }) => {
		const person = await inTransaction(pool, async client => {
			const state = await takeSetupToken(client, body.token)
			if (state === 'over') {
				throw new Problem(
					'setup_done',
					'This workspace is set up already.',
					'Sign in, or ask an admin for an invitation.',
				)
			}
			if (state === 'wrong') {
				throw new Problem(
					'not_allowed',
					'Expected the token that was printed last.',
					'Look at what perennial start printed; it makes a new one each time until an admin exists.',
				)
			}
			const { email, name } = body
			const passwordHash = await hashPassword(body.password)
			const made = { email, name, role: 'admin' as const, isRestricted: false, passwordHash }
			return arrive(client, made, 'person.setup', now)
		})
		await beginSession(options, request, reply, person.id, now)
		return { state: 'signed_in' as const }
	})
	mount.special(acceptInvitation, async ({ body, pool, now, request, reply }) => {
		// Hashing takes a fifth of a second: done before the transaction, so that nothing waits for it.
		const passwordHash = await hashPassword(body.password)
		const person = await inTransaction(pool, async client => {
			const invitation = await takeInvitation(client, body.token, now)
			if (!invitation) {
				throw new Problem(
					'invitation_over',
					'This invitation was used, taken back, or has expired.',
					'Ask who invited you for a new one.',
				)
			}
			const { email, role, isRestricted } = invitation
			return arrive(
				client,
				{ email, name: body.name, role, isRestricted, passwordHash },
				'person.accept',
				now,
			)
		})
		await beginSession(options, request, reply, person.id, now)
		return { state: 'signed_in' as const }
	})
	mount.special(signInToDemo, async ({ pool, now, request, reply }) => {
		if (!(await options.maySignInToDemo(request))) {
			throw new Problem('not_found', 'This is no demo, or it is not called from the machine that it runs on.')
		}
		const person = await enterDemoPerson(pool, now)
		await beginSession(options, request, reply, person.id, now)
		return { state: 'signed_in' as const }
	})
}

/** The demo's one person, made by whoever comes first: tabs opened at the same moment must all get in. */
async function enterDemoPerson(pool: Pool, now: Date): Promise<{ id: string }> {
	const email = 'demo@perennial.example'
	const present = await findPerson(pool, { email })
	if (present) return present
	try {
		return await inTransaction(pool, client =>
			arrive(
				client,
				{ email, name: 'Demo', role: 'admin', isRestricted: false, passwordHash: null },
				'person.demo',
				now,
			),
		)
	} catch (error) {
		const other = await findPerson(pool, { email })
		if (other) return other
		throw error
	}
}

async function arrive(
	client: Parameters<typeof insertPerson>[0],
	person: NewPerson,
	action: string,
	now: Date,
): Promise<{ id: string }> {
	const id = await insertPerson(client, person, now)
	if (!id)
		throw new Problem(
			'already_there',
			`There is a person with the address ${person.email} already.`,
			'Sign in.',
		)
	const { email, name, role } = person
	await saveAuditRow(client, {
		actor: email,
		at: now,
		action,
		subject: `person ${id}`,
		before: null,
		after: { email, name, role },
	})
	return { id }
}

async function beginSession(
	{ pool, cookie }: SessionRouteOptions,
	request: FastifyRequest,
	reply: FastifyReply,
	userId: string,
	now: Date,
): Promise<void> {
	const token = makeToken()
	const userAgent = request.headers['user-agent'] ?? null
	await insertSession(pool, { userId, token, ipAddress: request.ip, userAgent }, now)
	reply.header('set-cookie', sessionCookie(token, cookie))
}

function rightsOf(actor: Actor): Record<string, 'all' | 'own' | 'none'> {
	return Object.fromEntries(
		actions
			.filter(action => accessTable[action].scope !== null || action === 'keys.change')
			.map(action => [action, extentOf(actor, action)]),
	)
}

function refused(message: string, code = 'sign_in_refused'): Problem {
	return new Problem(code, message)
}
