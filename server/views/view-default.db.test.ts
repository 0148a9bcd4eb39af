import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTestApp, type TestApp } from '../../e2e/test-app.ts'

let test: TestApp
async function call(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: unknown, as = 'csm') {
	const answer = await test.call(method, path, { as: as as 'csm', ...(body === undefined ? {} : { body }) })
	return { status: answer.statusCode, ...(answer.body === '' ? {} : answer.json()) }
}
const defaultsOf = async (page: string, as = 'csm') =>
	(await call('GET', `/views?page=${page}`, undefined, as)).defaults

beforeAll(async () => {
	test = await makeTestApp({ withData: false })
})
afterAll(() => test?.end())

describe('the view that a page opens with', () => {
	it('is each person’s own, of each page, until it is taken away', async () => {
		expect(await defaultsOf('renewals')).toEqual([])
		await call('PUT', '/views/default', { page: 'renewals', view: 'mine' })
		await call('PUT', '/views/default', { page: 'expansion', view: 'cs' })
		expect(await call('PUT', '/views/default', { page: 'renewals', view: 'late' })).toMatchObject({
			status: 200,
			view: 'late',
		})
		expect(await defaultsOf('renewals')).toEqual([{ page: 'renewals', view: 'late' }])
		expect(await defaultsOf('renewals', 'other')).toEqual([])
		expect((await call('GET', '/views')).defaults).toHaveLength(2)
		await call('PUT', '/views/default', { page: 'renewals', view: null })
		expect(await defaultsOf('renewals')).toEqual([])
	})
	it('can be a saved one, of those that the person sees', async () => {
		const own = { page: 'renewals', name: 'Late ones of mine', settings: { owner: 'me', period: 'late' } }
		const { id } = await call('POST', '/views', own)
		const view = String(id)
		expect(await call('PUT', '/views/default', { page: 'renewals', view })).toMatchObject({ status: 200 })
		// Of another page, and of somebody else who does not share it.
		expect(await call('PUT', '/views/default', { page: 'expansion', view })).toMatchObject({ status: 404 })
		expect(await call('PUT', '/views/default', { page: 'renewals', view }, 'other')).toMatchObject({
			status: 404,
		})
		await call('DELETE', `/views/${id}`)
		expect(await call('PUT', '/views/default', { page: 'renewals', view })).toMatchObject({ status: 404 })
	})
	it('leaves an audit row', async () => {
		await call('PUT', '/views/default', { page: 'accounts', view: 'risk' })
		const { rows } = await test.context.pool.query(
			`select actor, before, after from audit where action = 'view.default' and subject = 'views of accounts'`,
		)
		expect(rows).toEqual([{ actor: 'csm@example.com', before: null, after: 'risk' }])
	})
})
