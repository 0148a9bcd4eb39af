import { generateKeyPairSync, sign } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeTestApp, type TestApp } from '../../e2e/test-app.ts'

// A provider of OpenID Connect that says whom it is told to say.
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const said = { email: 'viewer@example.com', nonce: '' }
let provider: Server
let issuer: string
let test: TestApp

beforeAll(async () => {
	provider = createServer((request, response) => {
		const json = (value: unknown) => {
			response.setHeader('content-type', 'application/json')
			response.end(JSON.stringify(value))
		}
		const path = request.url?.split('?')[0]
		if (path === '/.well-known/openid-configuration') {
			json({
				issuer,
				authorization_endpoint: `${issuer}/authorize`,
				token_endpoint: `${issuer}/token`,
				userinfo_endpoint: `${issuer}/userinfo`,
				jwks_uri: `${issuer}/jwks`,
				id_token_signing_alg_values_supported: ['RS256'],
			})
		} else if (path === '/jwks') {
			json({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' }] })
		} else if (path === '/token') {
			json({ access_token: 'access', token_type: 'Bearer', expires_in: 3600, id_token: idToken() })
		} else if (path === '/userinfo') json(claims())
		else response.writeHead(404).end()
	})
	await new Promise<void>(resolve => provider.listen(0, '127.0.0.1', resolve))
	const address = provider.address()
	issuer = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
	test = await makeTestApp({
		withData: false,
		singleSignOn: { name: 'Example', issuer, clientId: 'perennial', clientSecret: 'hush' },
	})
})
afterAll(async () => {
	await test?.end()
	provider?.close()
})

function claims() {
	return { sub: `sub-${said.email}`, email: said.email, email_verified: true, name: 'Someone' }
}

function idToken(): string {
	const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
	const now = Math.floor(Date.now() / 1000)
	const text = `${part({ alg: 'RS256', kid: 'k' })}.${part({ ...claims(), iss: issuer, aud: 'perennial', iat: now, exp: now + 600, ...(said.nonce ? { nonce: said.nonce } : {}) })}`
	return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`
}

async function signInAs(email: string) {
	said.email = email
	const begun = await test.call('POST', '/session/single-sign-on', { body: {} })
	expect(begun.statusCode).toBe(200)
	const address = new URL(begun.json().url)
	expect(address.origin).toBe(issuer)
	expect(address.searchParams.get('client_id')).toBe('perennial')
	expect(address.searchParams.get('code_challenge_method')).toBe('S256')
	said.nonce = address.searchParams.get('nonce') ?? ''
	const cookies = [begun.headers['set-cookie'] ?? []]
		.flat()
		.map(text => String(text).split(';')[0])
		.join('; ')
	const back = new URL(address.searchParams.get('redirect_uri') ?? '')
	const state = address.searchParams.get('state') ?? ''
	return test.app.server.inject({
		url: `${back.pathname}?code=abc&state=${encodeURIComponent(state)}&iss=${encodeURIComponent(issuer)}`,
		headers: { cookie: cookies, host: 'localhost:4600' },
	})
}

it('lets in people of the workspace by the address that the company’s sign-in vouches for', async () => {
	const answer = await signInAs('viewer@example.com')
	expect(answer.statusCode).toBe(302)
	const cookies = [answer.headers['set-cookie'] ?? []]
		.flat()
		.map(text => String(text).split(';')[0])
		.join('; ')
	const session = await test.call('GET', '/session', { headers: { cookie: cookies } })
	expect(session.json()).toMatchObject({
		state: 'signed_in',
		person: { email: 'viewer@example.com', role: 'viewer' },
		single_sign_on: 'Example',
	})
})

it('lets in nobody whom nobody invited', async () => {
	const answer = await signInAs('stranger@example.com')
	expect(answer.statusCode).toBe(302)
	expect(answer.headers.location).toContain('problem=single_sign_on')
	const { rows } = await test.context.pool.query(`select email from auth_user where email like 'stranger%'`)
	expect(rows).toEqual([])
})
