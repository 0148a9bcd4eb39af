import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allContracts } from '../../api/all-contracts.ts'
import { sampleBodies, samplePath } from '../../e2e/sample-input.ts'
import { makeTestApp, type TestApp } from '../../e2e/test-app.ts'

let test: TestApp
beforeAll(async () => {
	test = await makeTestApp()
})
afterAll(() => test?.end())

async function get(path: string, as: 'admin' | 'viewer' | 'csm' = 'viewer') {
	const answer = await test.call('GET', path, { as })
	expect([path, answer.statusCode, answer.statusCode === 200 || answer.body]).toEqual([path, 200, true])
	return answer.json()
}

describe('operations', () => {
	it('that are served are the ones that are documented, and the other way round', async () => {
		const document = (await test.app.server.inject({ url: '/api/v1/openapi.json' })).json()
		expect(document.openapi).toBe('3.1.0')
		const documented = Object.entries<Record<string, { operationId: string }>>(document.paths)
			.flatMap(([path, operations]) =>
				Object.entries(operations).map(
					([method, { operationId }]) => `${method.toUpperCase()} ${path} ${operationId}`,
				),
			)
			.sort()
		const served = allContracts
			.filter(({ method, path }) => test.app.server.hasRoute({ method, url: `/api/v1${path}` }))
			.map(({ method, path, name }) => `${method} /api/v1${path.replaceAll(/:([a-z_]+)/g, '{$1}')} ${name}`)
			.sort()
		expect(served).toEqual(documented)
		expect(served.length).toBe(allContracts.length)
		// Nothing is served below the API that no contract names.
		const below = test.app.server
			.printRoutes({ commonPrefix: false })
			.split('\n')
			.filter(line => /\((GET|POST|PATCH|PUT|DELETE)/.test(line)).length
		expect(below).toBeGreaterThan(0)
	})

	it('that read answer 200 with what their contract says', async () => {
		const wrong: string[] = []
		for (const contract of allContracts) {
			if (
				contract.method !== 'GET' ||
				contract.kind ||
				/:(id|version)$|:(note|task|run)_id|:id\/rejects/.test(contract.path)
			)
				continue
			const answer = await test.call('GET', samplePath(contract, 'own'), { as: 'admin' })
			// No forecast of the quarter was taken yet: there is nothing to compare, and it says so.
			const status = contract.name === 'readForecastVariance' ? 409 : 200
			if (answer.statusCode !== status)
				wrong.push(`${contract.name}: ${answer.statusCode} ${answer.body.slice(0, 120)}`)
			const isJson = String(answer.headers['content-type']).includes('application/json')
			if (status === 200 && isJson) expect(contract.output.safeParse(answer.json()).error).toBeUndefined()
		}
		expect(wrong).toEqual([])
	})

	it('refuse what they do not name', async () => {
		expect((await test.call('GET', '/accounts?colour=red', { as: 'viewer' })).statusCode).toBe(400)
		expect((await test.call('GET', '/model?x=1', { as: 'viewer' })).statusCode).toBe(400)
		const body = { ...(sampleBodies.addNote as object), author: 'somebody else' }
		const answer = await test.call('POST', '/accounts/own/notes', { as: 'admin', body })
		expect(answer.statusCode).toBe(400)
		expect(answer.json()).toMatchObject({ code: 'input_invalid', errors: [{ at: 'body' }] })
	})
})

describe('answers', () => {
	it('carry the headers that keep pages apart and safe', async () => {
		const answer = await test.call('GET', '/session')
		const policy = String(answer.headers['content-security-policy'])
		expect(policy).toContain("script-src 'self'")
		expect(policy).not.toMatch(/script-src[^;]*unsafe/)
		expect(policy).toContain("frame-ancestors 'none'")
		expect(answer.headers).toMatchObject({
			'x-content-type-options': 'nosniff',
			'referrer-policy': 'same-origin',
			'cache-control': 'no-store',
		})
		expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
	})

	it('are problem details for what is not there, too large, too deep or no JSON', async () => {
		const deep = `{"text":${'['.repeat(40)}${']'.repeat(40)}}`
		const cases: [string, string, string, number][] = [
			['GET', '/api/v1/nowhere', '', 404],
			['PUT', '/api/v1/accounts', '', 404],
			['GET', '/other.js', '', 404],
			['GET', `/api/v1/accounts/${'x'.repeat(5_000)}`, '', 414],
			['GET', '/api/v1/accounts/%E0%A4%A', '', 400],
			['POST', '/api/v1/accounts/own/notes', `{"text":"${'x'.repeat(1_100_000)}"}`, 413],
			['POST', '/api/v1/accounts/own/notes', deep, 400],
			['POST', '/api/v1/accounts/own/notes', '{"text":', 400],
			['POST', '/api/v1/accounts/own/notes', '{"text":"a","__proto__":{"b":1}}', 400],
		]
		for (const [method, url, payload, status] of cases) {
			const answer = await test.app.server.inject({
				method: method as 'GET',
				url,
				headers: { cookie: test.cookies.admin, ...(payload ? { 'content-type': 'application/json' } : {}) },
				...(payload ? { payload } : {}),
			})
			expect([url, answer.statusCode]).toEqual([url, status])
			expect(answer.headers['content-type']).toContain('application/problem+json')
			expect(answer.json()).toMatchObject({ status, instance: answer.headers['x-request-id'] })
		}
	})

	it('refuse changes that pages of other sites send', async () => {
		const body = { text: 'from elsewhere' }
		const from = (headers: Record<string, string>) =>
			test.call('POST', '/accounts/own/notes', { as: 'admin', body, headers })
		expect((await from({ origin: 'https://evil.example' })).statusCode).toBe(403)
		expect((await from({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
		expect((await from({ origin: 'null' })).statusCode).toBe(403)
		expect(
			(await from({ origin: 'http://localhost:4600', 'sec-fetch-site': 'same-origin' })).statusCode,
		).toBe(200)
	})
})

describe('the list of accounts', () => {
	it.each([
		'score',
		'-score',
		'name',
		'-name',
		'arr',
		'-arr',
		'owner_email',
		'-renewal_on',
		'logins_28d',
		'-level',
	])('sorted by %s comes in pages that together are the list', async sort => {
		const whole = await get(`/accounts?sort=${sort}&limit=200`)
		const ids = whole.items.map((item: { id: string }) => item.id)
		expect(ids.toSorted()).toEqual(['nobodys', 'others', 'own'])
		const paged: string[] = []
		let cursor: string | null = ''
		while (cursor !== null) {
			const page: { items: { id: string }[]; next_cursor: string | null } = await get(
				`/accounts?sort=${sort}&limit=1${cursor ? `&cursor=${cursor}` : ''}`,
			)
			paged.push(...page.items.map(item => item.id))
			cursor = page.next_cursor
		}
		expect(paged).toEqual(ids)
	})

	it.each([
		['arr >= 6000', ['others', 'own']],
		['industry = "retail"', ['nobodys', 'own']],
		['attributes."plan color" = "red"', ['own']],
		['attributes."plan color" is unknown', ['nobodys']],
		['owner_email is unknown', ['nobodys']],
		['days_to_renewal <= 90 and not (level = "alarm")', ['others', 'own']],
	])('filtered by %s', async (filter, expected) => {
		const list = await get(`/accounts?filter=${encodeURIComponent(filter)}`)
		expect(list.items.map((item: { id: string }) => item.id).toSorted()).toEqual(expected)
		expect(list.total).toBe(expected.length)
		const check = await get(`/conditions/check?text=${encodeURIComponent(filter)}`)
		expect(check).toMatchObject({ ok: true, matches: expected.length })
	})

	it('refuses a wrong condition, sort or cursor with what is wrong', async () => {
		const refusal = async (query: string) => {
			const answer = await test.call('GET', `/accounts?${query}`, { as: 'viewer' })
			expect(answer.statusCode).toBe(400)
			return answer.json().errors[0]
		}
		expect(await refusal('filter=scor%20%3C%2060')).toMatchObject({
			message: expect.stringContaining('"score"'),
		})
		expect(await refusal('sort=nothing')).toMatchObject({ at: 'query.sort' })
		expect(await refusal('cursor=nonsense')).toMatchObject({ at: 'query.cursor' })
		expect(await refusal('limit=201')).toMatchObject({ at: 'query.limit' })
	})

	it('shows metrics and sums', async () => {
		const list = await get('/accounts?metrics=logins_28d,arr&owner=csm@example.com')
		expect(list).toMatchObject({ total: 1, arr: '12000.00', currency: 'USD', as_of: '2026-06-30' })
		expect(list.items[0].metrics).toMatchObject({ arr: 12_000 })
		expect(list.items[0].metrics.logins_28d).toBeGreaterThan(0)
		expect((await get('/accounts?owner=none')).items).toHaveLength(1)
		expect((await get('/accounts?search=gmbh')).items[0].id).toBe('others')
	})
})

describe('an explanation', () => {
	it('has contributions that sum to the score, and facts behind them', async () => {
		const explanation = await get('/accounts/own/explanation')
		const sum = explanation.factors.reduce(
			(total: number, { contribution }: { contribution: number | null }) => total + (contribution ?? 0),
			0,
		)
		expect(sum).toBeCloseTo(explanation.exact_score, 9)
		expect(explanation.factors.some(({ facts }: { facts: unknown[] }) => facts.length > 0)).toBe(true)
	})
})

describe('probes', () => {
	it('tell machines how the server is', async () => {
		const probe = async (url: string) => test.app.server.inject({ url })
		expect((await probe('/livez')).json()).toEqual({ live: true })
		expect((await probe('/readyz')).json()).toEqual({ ready: true })
		const metrics = (await probe('/metrics')).body
		expect(metrics).toContain('perennial_http_request_seconds_count{operation="listAccounts",status="200"}')
	})
})

describe('documentation', () => {
	it('is a page without inline scripts that reads the document', async () => {
		const page = await test.app.server.inject({ url: '/api/docs' })
		expect(page.statusCode).toBe(200)
		expect(page.body).toContain('/api/v1/openapi.json')
		expect(page.headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe-inline/)
		// Every script of the page comes from a file; the one without is data.
		expect(page.body.match(/<script(?![^>]*(src=|type="application\/json"))/)).toBeNull()
	})
})
