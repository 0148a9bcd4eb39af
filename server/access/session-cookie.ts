import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** How the session's cookie is called and kept. */
export interface CookieRules {
	/** Served over https: the cookie is bound to this host and never sent in clear. */
	isSecure: boolean
	secret: string
}

export const sessionDays = 14

/** A name of its own per protocol: a browser takes `__Host-` only over https. */
export function sessionCookieName({ isSecure }: Pick<CookieRules, 'isSecure'>): string {
	return isSecure ? '__Host-perennial_session' : 'perennial_session'
}

function sign(token: string, secret: string): string {
	return createHmac('sha256', secret).update(token).digest('base64')
}

/** The value that better-auth gives the cookie of a session: the token and its HMAC-SHA256, encoded for a cookie. */
export function signSessionToken(token: string, secret: string): string {
	return encodeURIComponent(`${token}.${sign(token, secret)}`)
}

/** The `set-cookie` header that begins a session. */
export function sessionCookie(token: string, rules: CookieRules): string {
	const value = signSessionToken(token, rules.secret)
	const secure = rules.isSecure ? '; Secure' : ''
	return `${sessionCookieName(rules)}=${value}; Max-Age=${sessionDays * 86_400}; Path=/; HttpOnly; SameSite=Lax${secure}`
}

/** The `set-cookie` header that ends it in the browser. */
export function endedCookie(rules: CookieRules): string {
	const secure = rules.isSecure ? '; Secure' : ''
	return `${sessionCookieName(rules)}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax${secure}`
}

/** The token of a request's `cookie` header; undefined where there is none or its signature is not ours. */
export function readSessionToken(header: string | undefined, rules: CookieRules): string | undefined {
	const name = `${sessionCookieName(rules)}=`
	const part = header
		?.split(';')
		.map(text => text.trim())
		.find(text => text.startsWith(name))
	if (!part) return undefined
	const value = decode(part.slice(name.length))
	const dot = value.lastIndexOf('.')
	if (dot < 1) return undefined
	const token = value.slice(0, dot)
	const given = Buffer.from(value.slice(dot + 1))
	const expected = Buffer.from(sign(token, rules.secret))
	return given.length === expected.length && timingSafeEqual(given, expected) ? token : undefined
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text)
	} catch {
		return ''
	}
}

/** A token that cannot be guessed; only its hash is kept. */
export function makeToken(): string {
	return randomBytes(32).toString('base64url')
}

export function hashToken(token: string): Buffer {
	return createHash('sha256').update(token).digest()
}
