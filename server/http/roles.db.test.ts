import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allContracts } from '../../api/all-contracts.ts'
import type { Contract } from '../../api/contract.ts'
import { accessTable, type Extent } from '../../core/access/may.ts'
import { roles } from '../../core/model/actor.ts'
import { isAboutAccount, sampleBodies, samplePath } from '../../e2e/sample-input.ts'
import { makeTestApp, signInPerson, type TestApp } from '../../e2e/test-app.ts'

let test: TestApp
beforeAll(async () => {
	test = await makeTestApp()
})
afterAll(() => test?.end())

/** Own sessions are tested by themselves: here they would end the sessions of the walk. */
const walked = allContracts.filter(({ access }) => access !== 'public')
const ids = ['own', 'others', 'missing'] as const

/** What an answer may be, from the table of who may do what. */
function mayBe(contract: Contract, extent: Extent, id: (typeof ids)[number]): (status: number) => boolean {
	if (extent === 'none') return status => status === 403
	if (!isAboutAccount(contract)) return status => status < 500 && status !== 401 && status !== 403
	if (id === 'missing') return status => status === 404
	const isOpenTask = contract.name === 'actOnTask'
	// A task can belong to somebody whose account it is not: it is looked for first.
	if (extent === 'own' && id === 'others') return status => status === 403 || (isOpenTask && status === 404)
	return status => status < 500 && status !== 401 && status !== 403
}

describe('every operation', () => {
	it('is refused to nobody and to wrong keys', async () => {
		for (const contract of walked) {
			const body = sampleBodies[contract.name]
			const path = samplePath(contract, 'own')
			const nobody = await test.call(contract.method, path, { body })
			expect([contract.name, nobody.statusCode]).toEqual([contract.name, 401])
			expect(nobody.json()).toMatchObject({ status: 401, code: 'not_signed_in' })
			const wrong = await test.call(contract.method, path, {
				body,
				headers: { authorization: 'Bearer pk_wrong', cookie: test.cookies.admin },
			})
			expect([contract.name, wrong.statusCode]).toEqual([contract.name, 401])
		}
	})

	it.each(roles)('answers a %s as the table says, for own, other and missing ids', async role => {
		const wrong: string[] = []
		let calls = 0
		for (const contract of walked) {
			// One import waits for its stream, one ends everybody's sessions: tested by themselves.
			if (contract.kind === 'stream') continue
			const extent = accessTable[contract.access].rights[role]
			for (const id of isAboutAccount(contract) ? ids : (['missing'] as const)) {
				const answer = await test.call(contract.method, samplePath(contract, id), {
					as: role,
					body: sampleBodies[contract.name],
				})
				calls++
				if (!mayBe(contract, extent, id)(answer.statusCode)) {
					wrong.push(
						`${contract.method} ${contract.name} ${id}: ${answer.statusCode} ${answer.body.slice(0, 200)}`,
					)
				}
				if (answer.statusCode >= 400) {
					expect(answer.headers['content-type']).toContain('application/problem+json')
				}
			}
		}
		expect(wrong).toEqual([])
		expect(calls).toBeGreaterThan(80)
	})

	it('refuses queries and fields that it does not name, and changes nothing then', async () => {
		const marks =
			'select (select count(*) from audit) as audited, (select max(version) from operating_model) as model'
		const before = (await test.context.pool.query(marks)).rows
		const wrong: string[] = []
		let calls = 0
		for (const contract of walked) {
			if (contract.kind !== undefined) continue
			const path = samplePath(contract, 'own')
			const body = sampleBodies[contract.name]
			const tries: [string, unknown][] = [[`${path}${path.includes('?') ? '&' : '?'}not_named=1`, body]]
			if (contract.input.body) tries.push([path, { ...(body as object), not_named: 1 }])
			for (const [at, given] of tries) {
				const answer = await test.call(contract.method, at, { as: 'admin', body: given })
				calls++
				if (answer.statusCode !== 400 || answer.json().code !== 'input_invalid')
					wrong.push(`${contract.name}: ${answer.statusCode} ${answer.body.slice(0, 120)}`)
			}
		}
		expect(wrong).toEqual([])
		expect(calls).toBeGreaterThan(200)
		expect((await test.context.pool.query(marks)).rows).toEqual(before)
	})

	it('shows a restricted person nothing of what is not theirs', async () => {
		await test.context.pool.query('update auth_user set is_restricted = true where id = $1', [
			test.userIds.csm,
		])
		// The walk may have ended the session: the sign-in library looks at the real clock, later than that of the test.
		test.cookies.csm = await signInPerson(test.context, test.userIds.csm, test.clock.now)
		test.app.identify.forget()
		const found: string[] = []
		for (const contract of walked.filter(({ method, kind }) => method === 'GET' && kind === undefined)) {
			const answer = await test.call('GET', samplePath(contract, 'others'), { as: 'csm' })
			expect(answer.statusCode).toBeLessThan(500)
			if (isAboutAccount(contract)) expect([contract.name, answer.statusCode]).toEqual([contract.name, 404])
			// What they typed themselves (the id) may come back in the refusal.
			if (answer.statusCode < 400 && /Others GmbH|Nobodys SA|Bob Crane/.test(answer.body))
				found.push(contract.name)
		}
		for (const name of ['previewPlaybook', 'replayPlaybook', 'planModel'] as const) {
			const contract = walked.find(item => item.name === name)
			if (!contract) throw new Error(`${name} is gone`)
			const body = { ...(sampleBodies[name] as object) }
			const answer = await test.call(contract.method, samplePath(contract, 'others'), { as: 'csm', body })
			expect([name, answer.statusCode < 500]).toEqual([name, true])
			if (/Others GmbH|Nobodys SA|Bob Crane/.test(answer.body)) found.push(name)
		}
		expect(found).toEqual([])
		const list = await test.call('GET', '/accounts?owner=other@example.com', { as: 'csm' })
		expect(list.json()).toMatchObject({ total: 0, items: [] })
		const own = await test.call('GET', '/accounts', { as: 'csm' })
		expect(own.json().items.map((item: { id: string }) => item.id)).toEqual(['own'])
	})
})
