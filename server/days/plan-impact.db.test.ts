import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTestApp, signInPerson, type TestApp } from '../../e2e/test-app.ts'

let test: TestApp
let yaml = ''
beforeAll(async () => {
	test = await makeTestApp()
	const present = await test.call('GET', '/model', { as: 'csm' })
	// 80, 60 and 40 become 100, 99 and 98: hardly anybody with a score keeps its level.
	yaml = String(present.json().yaml).replaceAll(
		/\bfrom: (80|60|40)\b/g,
		(_, from) => `from: ${96 + Number(from) / 20}`,
	)
	await test.context.pool.query('update auth_user set is_restricted = true where id = $1', [test.userIds.csm])
	test.cookies.csm = await signInPerson(test.context, test.userIds.csm, test.clock.now)
	test.app.identify.forget()
})
afterAll(() => test?.end())

async function planAs(person: 'admin' | 'csm') {
	const answer = await test.call('POST', '/model/plan', { as: person, body: { yaml } })
	expect(answer.json()).toMatchObject({ ok: true, problems: [] })
	const { impact } = answer.json()
	return { impact, named: impact.examples.map((item: { account_id: string }) => item.account_id).sort() }
}

describe('what a change of the model would do', () => {
	it('names everybody whose level changes to who may see them all', async () => {
		const { impact, named } = await planAs('admin')
		expect(impact.accounts).toBe(3)
		expect(named.length).toBe(impact.accounts_rebanded)
		expect(named).toContain('own')
		expect(named).toContain('others')
	})
	it('counts the same for a restricted person, and names only their own', async () => {
		const { impact, named } = await planAs('csm')
		const all = (await planAs('admin')).impact
		expect({ ...impact, examples: [] }).toEqual({ ...all, examples: [] })
		expect(named).toEqual(['own'])
	})
	it('is tried in the browser by a restricted person on their own customers alone', async () => {
		const idsOf = async (person: 'admin' | 'csm') =>
			(await test.call('GET', '/model/customers?metrics=arr', { as: person })).json().ids
		expect((await idsOf('admin')).sort()).toEqual(['nobodys', 'others', 'own'])
		expect(await idsOf('csm')).toEqual(['own'])
	})
})
