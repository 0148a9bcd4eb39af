import type { Pool } from 'pg'
import type { Actor } from '../../core/model/actor.ts'
import { findKeyHolder } from './key-store.ts'
import { findPersonOfSession } from './person-store.ts'
import { type CookieRules, readSessionToken } from './session-cookie.ts'

/** What was found is believed for so long: a session that ends, ends everywhere within five seconds. */
const believedMs = 3_000
const mostRemembered = 10_000

export interface IdentifyOptions {
	pool: Pool
	cookie: CookieRules
	clock: () => Date
}

/** Finds out who asks, from the session's cookie or an API key. */
export interface Identify {
	(headers: { cookie?: string | undefined; authorization?: string | undefined }): Promise<Actor | undefined>
	/** Forgets what it believed, after a change that it must see at once. */
	forget(): void
}

export function createIdentify({ pool, cookie, clock }: IdentifyOptions): Identify {
	const believed = new Map<string, { actor: Actor | undefined; untilMs: number }>()
	const ask = async (kind: 'session' | 'key', secret: string): Promise<Actor | undefined> => {
		const now = clock()
		const name = `${kind} ${secret}`
		const known = believed.get(name)
		if (known && now.getTime() < known.untilMs) return known.actor
		const actor = await (kind === 'session' ? ofSession(pool, secret, now) : ofKey(pool, secret, now))
		if (believed.size >= mostRemembered) believed.clear()
		// Nobody is not remembered: guesses would fill the memory, and a new key works at once.
		if (actor) believed.set(name, { actor, untilMs: now.getTime() + believedMs })
		else believed.delete(name)
		return actor
	}
	const identify = async (headers: { cookie?: string | undefined; authorization?: string | undefined }) => {
		const bearer = /^Bearer\s+(\S{1,200})$/i.exec(headers.authorization ?? '')?.[1]
		// Who sends a key means the key, whatever cookies come along.
		if (headers.authorization !== undefined) return bearer ? ask('key', bearer) : undefined
		const token = readSessionToken(headers.cookie, cookie)
		return token ? ask('session', token) : undefined
	}
	return Object.assign(identify, { forget: () => believed.clear() })
}

async function ofSession(pool: Pool, token: string, now: Date): Promise<Actor | undefined> {
	const person = await findPersonOfSession(pool, token, now)
	return (
		person && {
			kind: 'person',
			userId: person.id,
			name: person.email,
			email: person.email,
			role: person.role,
			isRestricted: person.isRestricted,
			scopes: null,
		}
	)
}

async function ofKey(pool: Pool, text: string, now: Date): Promise<Actor | undefined> {
	const holder = await findKeyHolder(pool, text, now)
	return (
		holder && {
			kind: 'key',
			userId: holder.userId,
			name: `key ${holder.keyName} (${holder.email})`,
			email: holder.email,
			role: holder.role,
			isRestricted: holder.isRestricted,
			scopes: holder.scopes,
		}
	)
}
