import { describe, expect, it } from 'vitest'
import { endedCookie, hashToken, makeToken, readSessionToken, sessionCookie } from './session-cookie.ts'

const rules = { isSecure: false, secret: 'a secret that is long enough' }
const secure = { ...rules, isSecure: true }

describe('the cookie of a session', () => {
	it('is bound to its host over https, and out of reach of scripts and other sites', () => {
		expect(sessionCookie('token', secure)).toMatch(
			/^__Host-perennial_session=\S+; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
		)
		expect(sessionCookie('token', rules)).not.toMatch(/Secure|__Host|Domain/)
		expect(endedCookie(secure)).toContain('Max-Age=0')
	})

	it('is read back from among others, with its own signature only', () => {
		for (const kind of [rules, secure]) {
			const [pair = ''] = sessionCookie('token.with.dots', kind).split(';')
			expect(readSessionToken(`a=b; ${pair}; c=d`, kind)).toBe('token.with.dots')
			expect(readSessionToken(pair, { ...kind, secret: 'another secret' })).toBeUndefined()
			expect(readSessionToken(pair.replace('token', 'taken'), kind)).toBeUndefined()
		}
		for (const header of [
			undefined,
			'',
			'perennial_session=',
			'perennial_session=%E0%A4%A',
			'perennial_session=a.b',
		]) {
			expect(readSessionToken(header, rules)).toBeUndefined()
		}
	})

	it('has tokens that differ', () => {
		const tokens = new Set(Array.from({ length: 100 }, makeToken))
		expect(tokens.size).toBe(100)
		expect(hashToken('a').equals(hashToken('b'))).toBe(false)
	})
})
