import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTestApp, type TestApp } from '../../e2e/test-app.ts'

let test: TestApp
beforeAll(async () => {
	test = await makeTestApp()
})
afterAll(() => test?.end())

const refused = (present: object) => ({ status: 409, code: 'changed_meanwhile', present })

describe('two people who change the same', () => {
	it('workspace: the later is refused with what is there, and may save over it', async () => {
		const change = (as: 'admin' | 'ops', body: object) => test.call('PATCH', '/workspace', { as, body })
		const before = (await test.call('GET', '/workspace', { as: 'admin' })).json().file_cadence_days
		const first = await change('admin', { file_cadence_days: 14, seen: { file_cadence_days: before } })
		expect(first.json().file_cadence_days).toBe(14)
		const second = await change('ops', { file_cadence_days: 21, seen: { file_cadence_days: before } })
		expect(second.json()).toMatchObject(refused({ file_cadence_days: 14 }))
		expect((await test.call('GET', '/workspace', { as: 'ops' })).json().file_cadence_days).toBe(14)
		const chosen = await change('ops', { file_cadence_days: 21, seen: { file_cadence_days: 14 } })
		expect(chosen.json().file_cadence_days).toBe(21)
		expect((await change('admin', { file_cadence_days: 8 })).statusCode).toBe(200)
	})

	it('workspace: different settings do not get in each other’s way, the same wish passes', async () => {
		const change = (body: object) => test.call('PATCH', '/workspace', { as: 'ops', body })
		await change({ file_cadence_days: 9, day_runs_at_hour: 4 })
		expect((await change({ day_runs_at_hour: 6, seen: { day_runs_at_hour: 4 } })).statusCode).toBe(200)
		expect((await change({ file_cadence_days: 10, seen: { file_cadence_days: 9 } })).statusCode).toBe(200)
		expect((await change({ file_cadence_days: 10, seen: { file_cadence_days: 9 } })).statusCode).toBe(200)
	})

	it('workspace: of twenty that saw the same, one is saved', async () => {
		await test.call('PATCH', '/workspace', { as: 'admin', body: { file_cadence_days: 100 } })
		const answers = await Promise.all(
			Array.from({ length: 20 }, (_, index) =>
				test.call('PATCH', '/workspace', {
					as: 'admin',
					body: { file_cadence_days: 200 + index, seen: { file_cadence_days: 100 } },
				}),
			),
		)
		const saved = answers.filter(({ statusCode }) => statusCode === 200)
		expect([saved.length, answers.filter(({ statusCode }) => statusCode === 409).length]).toEqual([1, 19])
	})

	it('note: the text of the first stays until the second has seen it', async () => {
		const made = await test.call('POST', '/accounts/own/notes', { as: 'csm', body: { text: 'one' } })
		const path = `/accounts/own/notes/${made.json().id}`
		const change = (body: object) => test.call('PATCH', path, { as: 'csm', body })
		expect((await change({ text: 'two', seen: { text: 'one' } })).json().text).toBe('two')
		expect((await change({ text: 'three', seen: { text: 'one' } })).json()).toMatchObject(
			refused({ text: 'two' }),
		)
		expect((await change({ text: 'three', seen: { text: 'two' } })).json().text).toBe('three')
	})

	it('person: a role that another admin gave meanwhile is not taken back unseen', async () => {
		const path = `/people/${test.userIds.other}`
		const change = (body: object) => test.call('PATCH', path, { as: 'admin', body })
		expect((await change({ role: 'manager', seen: { role: 'csm' } })).statusCode).toBe(200)
		expect((await change({ role: 'viewer', seen: { role: 'csm' } })).json()).toMatchObject(
			refused({ role: 'manager' }),
		)
		expect((await change({ name: 'Otto B', seen: { name: 'other' } })).json()).toMatchObject({
			name: 'Otto B',
			role: 'manager',
		})
	})
})
