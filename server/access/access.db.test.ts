import { createHmac } from 'node:crypto'
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTestApp, signInPerson, type TestApp } from '../../e2e/test-app.ts'
import { renewSetupToken } from './setup-store.ts'

let test: TestApp
beforeAll(async () => {
	test = await makeTestApp({ withData: false })
})
afterAll(() => test?.end())

function cookieOf(answer: LightMyRequestResponse): string {
	const header = answer.headers['set-cookie']
	const all = Array.isArray(header) ? header : [header ?? '']
	return all.map(text => text.split(';')[0]).join('; ')
}

async function whoIs(cookie: string): Promise<string | null> {
	const answer = await test.call('GET', '/session', { headers: { cookie } })
	return answer.json().person?.email ?? null
}

const password = 'a password of some length'

describe('people', () => {
	it('come by invitation, sign in with their password, and their cookie is out of reach of scripts', async () => {
		const invited = await test.call('POST', '/invitations', {
			as: 'admin',
			body: { email: 'New@Example.com', role: 'csm' },
		})
		expect(invited.statusCode).toBe(200)
		const { token } = invited.json()
		const accepted = await test.call('POST', '/invitations/accept', {
			body: { token, name: 'New', password },
		})
		expect(accepted.json()).toEqual({ state: 'signed_in' })
		expect(await whoIs(cookieOf(accepted))).toBe('new@example.com')
		const again = await test.call('POST', '/invitations/accept', { body: { token, name: 'New', password } })
		expect([again.statusCode, again.json().code]).toEqual([410, 'invitation_over'])

		const wrong = await test.call('POST', '/session', {
			body: { email: 'new@example.com', password: 'wrong' },
		})
		expect([wrong.statusCode, wrong.json().code]).toEqual([401, 'sign_in_refused'])
		const nobody = await test.call('POST', '/session', {
			body: { email: 'x@example.com', password: 'wrong' },
		})
		expect(nobody.json().detail).toBe(wrong.json().detail)
		const right = await test.call('POST', '/session', { body: { email: 'new@example.com', password } })
		expect(right.json()).toEqual({ state: 'signed_in' })
		expect(String(right.headers['set-cookie'])).toMatch(/^perennial_session=[^;]+;.*HttpOnly;.*SameSite=Lax/i)
		expect(await whoIs(cookieOf(right))).toBe('new@example.com')

		const out = await test.call('DELETE', '/session', { headers: { cookie: cookieOf(right) } })
		expect(out.statusCode).toBe(204)
		expect(await whoIs(cookieOf(right))).toBeNull()
		expect(await whoIs(cookieOf(accepted))).toBe('new@example.com')
	})

	it('cannot use an invitation that has expired, was taken back, or was replaced', async () => {
		const inviteSomebody = async () =>
			(
				await test.call('POST', '/invitations', {
					as: 'admin',
					body: { email: 'late@example.com', role: 'viewer', days: 1 },
				})
			).json()
		const accept = async (token: string) =>
			(await test.call('POST', '/invitations/accept', { body: { token, name: 'Late', password } })).statusCode
		const first = await inviteSomebody()
		const second = await inviteSomebody()
		expect(await accept(first.token)).toBe(410)
		const before = test.clock.now
		test.clock.now = new Date(before.getTime() + 25 * 3_600_000)
		expect(await accept(second.token)).toBe(410)
		test.clock.now = before
		const path = `/invitations/${second.invitation.id}`
		expect((await test.call('DELETE', path, { as: 'admin' })).statusCode).toBe(204)
		expect(await accept(second.token)).toBe(410)
		expect((await test.call('DELETE', path, { as: 'admin' })).statusCode).toBe(404)
	})

	it('change their password, which ends their other sessions', async () => {
		const signIn = async (text: string) =>
			test.call('POST', '/session', { body: { email: 'new@example.com', password: text } })
		const [here, there] = [cookieOf(await signIn(password)), cookieOf(await signIn(password))]
		const next = 'another password of some length'
		const change = (current: string) =>
			test.call('POST', '/session/password', { body: { current, password: next }, headers: { cookie: here } })
		expect((await change('not it')).json().code).toBe('password_wrong')
		expect((await change(password)).statusCode).toBe(204)
		expect(await whoIs(here)).toBe('new@example.com')
		expect(await whoIs(there)).toBeNull()
		expect((await signIn(password)).statusCode).toBe(401)
	})

	it('use an authenticator app as a second factor', async () => {
		const secretPassword = 'another password of some length'
		const signIn = () =>
			test.call('POST', '/session', { body: { email: 'new@example.com', password: secretPassword } })
		const cookie = cookieOf(await signIn())
		const begun = await test.call('POST', '/session/totp', {
			body: { password: secretPassword },
			headers: { cookie },
		})
		expect(begun.statusCode).toBe(200)
		const { uri, backup_codes } = begun.json()
		expect(backup_codes.length).toBeGreaterThan(5)
		const wrong = await test.call('POST', '/session/totp/confirmation', {
			body: { code: '000000' },
			headers: { cookie },
		})
		expect(wrong.json().code).toBe('second_factor_wrong')
		const confirmed = await test.call('POST', '/session/totp/confirmation', {
			body: { code: totp(uri) },
			headers: { cookie },
		})
		expect(confirmed.statusCode).toBe(204)

		const asked = await signIn()
		expect(asked.json()).toEqual({ state: 'second_factor' })
		expect(await whoIs(cookieOf(asked))).toBeNull()
		const verify = (code: string, kind: 'totp' | 'backup') =>
			test.call('POST', '/session/second-factor', {
				body: { code, kind },
				headers: { cookie: cookieOf(asked) },
			})
		expect((await verify('000000', 'totp')).statusCode).toBe(401)
		const verified = await verify(backup_codes[0], 'backup')
		expect(verified.json()).toEqual({ state: 'signed_in' })
		expect(await whoIs(cookieOf(verified))).toBe('new@example.com')
	})
})

describe('sessions', () => {
	it.each([
		['disabled', { disabled: true }, null],
		['made something else', { role: 'manager' }, null],
		['restricted', { restricted: true }, null],
		['only renamed', { name: 'Other Name' }, 'other@example.com'],
	] as const)('end within five seconds of being %s', async (_, body, expected) => {
		const id = test.userIds.other
		await test.context.pool.query(
			`update auth_user set disabled_at = null, role = 'csm', is_restricted = false where id = $1`,
			[id],
		)
		const cookie = await signInPerson(test.context, id, test.clock.now)
		expect(await whoIs(cookie)).toBe('other@example.com')
		expect((await test.call('PATCH', `/people/${id}`, { as: 'admin', body })).statusCode).toBe(200)
		expect(await whoIs(cookie)).toBe(expected)
	})

	it('that end elsewhere are believed for less than five seconds', async () => {
		const cookie = await signInPerson(test.context, test.userIds.viewer, test.clock.now)
		const read = async () => (await test.call('GET', '/workspace', { headers: { cookie } })).statusCode
		expect(await read()).toBe(200)
		await test.context.pool.query(`update auth_user set disabled_at = now() where id = $1`, [
			test.userIds.viewer,
		])
		expect(await read()).toBe(200)
		test.clock.now = new Date(test.clock.now.getTime() + 3_001)
		expect(await read()).toBe(401)
		await test.context.pool.query(`update auth_user set disabled_at = null where id = $1`, [
			test.userIds.viewer,
		])
	})

	it('are over after their time, and a cookie with another signature is none', async () => {
		const cookie = await signInPerson(
			test.context,
			test.userIds.viewer,
			new Date(test.clock.now.getTime() - 15 * 86_400_000),
		)
		expect(await whoIs(cookie)).toBeNull()
		const good = test.cookies.viewer
		expect(await whoIs(good)).toBe('viewer@example.com')
		expect(await whoIs(`${good.slice(0, -8)}AAAAAAA%3D`)).toBeNull()
	})

	it('of the last admin cannot be taken away by a mistake', async () => {
		const answer = await test.call('PATCH', `/people/${test.userIds.admin}`, {
			as: 'admin',
			body: { role: 'viewer' },
		})
		expect([answer.statusCode, answer.json().code]).toEqual([409, 'last_admin'])
	})
})

describe('keys', () => {
	it('do what their scopes and their maker may, until they are revoked', async () => {
		const made = await test.call('POST', '/keys', {
			as: 'admin',
			body: { name: 'nightly', scopes: ['read'] },
		})
		const { key, entry } = made.json()
		const by = (method: 'GET' | 'POST', path: string, body?: unknown) =>
			test.call(method, path, { body, headers: { authorization: `Bearer ${key}` } })
		expect((await by('GET', '/workspace')).statusCode).toBe(200)
		expect((await by('GET', '/audit')).json().code).toBe('not_allowed')
		expect((await by('POST', '/day/runs', {})).statusCode).toBe(403)
		expect((await by('GET', '/keys')).statusCode).toBe(403)
		const { rows } = await test.context.pool.query('select * from api_key')
		expect(JSON.stringify(rows)).not.toContain(key)
		expect((await test.call('DELETE', `/keys/${entry.id}`, { as: 'admin' })).statusCode).toBe(204)
		expect((await by('GET', '/workspace')).statusCode).toBe(401)
		const short = await test.call('POST', '/keys', {
			as: 'admin',
			body: { name: 'short', scopes: ['read'], expires_on: '2026-06-01' },
		})
		const old = await test.call('GET', '/workspace', {
			headers: { authorization: `Bearer ${short.json().key}` },
		})
		expect(old.statusCode).toBe(401)
	})

	it('and tokens are kept nowhere, not even to repeat an answer', async () => {
		const headers = { 'idempotency-key': 'make-a-key' }
		const body = { name: 'once', scopes: ['read'] }
		const first = await test.call('POST', '/keys', { as: 'admin', body, headers })
		expect(first.statusCode).toBe(200)
		const again = await test.call('POST', '/keys', { as: 'admin', body, headers })
		expect([again.statusCode, again.json().code]).toEqual([409, 'already_there'])
		const { rows } = await test.context.pool.query('select body from idempotency_result')
		expect(JSON.stringify(rows)).not.toContain(first.json().key)
	})
})

describe('setup', () => {
	it('makes the first admin with the token that was printed last, once', async () => {
		const empty = await makeTestApp({ withData: false })
		try {
			const { pool } = empty.context
			expect(await renewSetupToken(pool, new Date())).toBeUndefined()
			await pool.query('delete from auth_user')
			expect((await empty.call('GET', '/session')).json().state).toBe('setup')
			const old = await renewSetupToken(pool, new Date())
			const token = await renewSetupToken(pool, new Date())
			const body = { email: 'first@example.com', name: 'First', password }
			const setUp = (text: string | undefined) =>
				empty.call('POST', '/setup', { body: { ...body, token: text } })
			expect((await setUp(old)).statusCode).toBe(403)
			const done = await setUp(token)
			expect(done.json()).toEqual({ state: 'signed_in' })
			const session = await empty.call('GET', '/session', { headers: { cookie: cookieOf(done) } })
			expect(session.json()).toMatchObject({ state: 'signed_in', person: { role: 'admin' } })
			const again = await setUp(token)
			expect([again.statusCode, again.json().code]).toEqual([410, 'setup_done'])
			expect(await renewSetupToken(pool, new Date())).toBeUndefined()
			const { rows } = await pool.query(`select action, actor from audit`)
			expect(rows).toEqual([{ action: 'person.setup', actor: 'first@example.com' }])
		} finally {
			await empty.end()
		}
	})
})

describe('a demo', () => {
	it('signs in by itself, but only on its own machine and under a name of it', async () => {
		await test.context.pool.query(`update workspace set settings = '{"today": "2026-06-30"}'`)
		const enter = (headers: Record<string, string>, remoteAddress = '127.0.0.1') =>
			test.app.server.inject({
				method: 'POST',
				url: '/api/v1/session/demo',
				remoteAddress,
				headers: { 'content-type': 'application/json', ...headers },
				payload: '{}',
			})
		expect((await enter({ host: 'rebound.example:4600' })).statusCode).toBe(404)
		expect((await enter({ host: 'localhost:4600' }, '10.0.0.9')).statusCode).toBe(404)
		expect((await enter({ host: 'localhost:4600', 'x-forwarded-for': '1.2.3.4' })).statusCode).toBe(404)
		const entered = await enter({ host: 'localhost:4600' })
		expect(await whoIs(cookieOf(entered))).toBe('demo@perennial.example')
		// Several tabs opened before the demo's person was there: one makes it, all are in.
		await test.context.pool.query(`delete from auth_user where email = 'demo@perennial.example'`)
		const tabs = await Promise.all(Array.from({ length: 6 }, () => enter({ host: 'localhost:4600' })))
		expect(tabs.map(tab => tab.statusCode)).toEqual([200, 200, 200, 200, 200, 200])
		for (const tab of tabs) expect(await whoIs(cookieOf(tab))).toBe('demo@perennial.example')
		await test.context.pool.query(`update workspace set settings = '{}'`)
		expect((await enter({ host: 'localhost:4600' })).statusCode).toBe(404)
	})
})

/** The code of RFC 6238 that an app shows for the address now. */
function totp(uri: string): string {
	const secret = new URL(uri).searchParams.get('secret') ?? ''
	const bits = [...secret]
		.map(letter => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
		.join('')
	const key = Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)))
	const counter = Buffer.alloc(8)
	counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
	const hash = createHmac('sha1', key).update(counter).digest()
	const offset = (hash.at(-1) ?? 0) & 15
	return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
