import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTestApp, type TestApp } from '../../e2e/test-app.ts'
import { createApp } from './app.ts'

let test: TestApp
beforeAll(async () => {
	test = await makeTestApp({ withData: false })
})
afterAll(() => test?.end())

const urls = ['/', '/livez', '/api/v1/accounts', '/api/v1/nothing', '/v1/track']

describe('every answer', () => {
	it.each(urls)('forbids foreign and inline scripts, frames and guessed types: %s', async url => {
		const { headers } = await test.app.server.inject({ url })
		const policy = new Map(
			String(headers['content-security-policy'])
				.split(';')
				.map(part => part.trim().split(' '))
				.map(([name = '', ...values]) => [name, values.join(' ')]),
		)
		expect(policy.get('default-src')).toBe("'self'")
		expect(policy.get('script-src')).toBe("'self'")
		expect(policy.get('object-src')).toBe("'none'")
		expect(policy.get('frame-ancestors')).toBe("'none'")
		expect(policy.get('base-uri')).toBe("'none'")
		expect(headers).toMatchObject({
			'x-frame-options': 'DENY',
			'x-content-type-options': 'nosniff',
			'referrer-policy': 'same-origin',
		})
		expect(headers['x-powered-by']).toBeUndefined()
		expect(headers['strict-transport-security']).toBeUndefined()
	})

	it('of an address that is none, or of the page of the API, runs no inline script either', async () => {
		const wrong = await test.app.server.inject({ url: '/%ff' })
		expect([wrong.statusCode, wrong.headers['content-security-policy']]).toEqual([
			400,
			"default-src 'none'; frame-ancestors 'none'",
		])
		const docs = await test.app.server.inject({ url: '/api/docs' })
		expect(docs.headers['content-security-policy']).not.toMatch(/script-src[^;]*(unsafe-inline|https?:|\*)/)
	})

	it('over https says that it is only to be had so', async () => {
		const app = await createApp(test.context, {
			secret: 'a secret that is long enough for tests of cookies',
			baseUrl: 'https://cs.example.com',
			host: '127.0.0.1',
			webFolder: '/nowhere',
		})
		const { headers } = await app.server.inject({ url: '/livez' })
		expect(headers['strict-transport-security']).toMatch(/^max-age=\d{7,}/)
		await app.end(100)
	})
})

describe('a change from a page of another site', () => {
	it.each([
		['origin', 'https://evil.example'],
		['origin', 'null'],
		['sec-fetch-site', 'cross-site'],
		['sec-fetch-site', 'same-site'],
	])('is refused with a cookie that is good: %s %s', async (name, value) => {
		const answer = await test.call('POST', '/views', {
			as: 'admin',
			body: { page: 'accounts', name: 'Theirs', settings: {} },
			headers: { [name]: value },
		})
		expect([answer.statusCode, answer.json().code]).toEqual([403, 'origin_refused'])
	})
})
