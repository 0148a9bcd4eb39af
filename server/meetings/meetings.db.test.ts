import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTestApp, type TestApp } from '../../e2e/test-app.ts'

let test: TestApp
beforeAll(async () => {
	test = await makeTestApp()
})
afterAll(() => test?.end())

const pack = '/accounts/own/business-review'

describe('the pack of a business review', () => {
	it('compares the running quarter with as many days of the one before', async () => {
		const answer = await test.call('GET', pack, { as: 'csm' })
		expect(answer.statusCode).toBe(200)
		expect(answer.json()).toMatchObject({
			quarter: '2026-Q2',
			as_of: '2026-06-30',
			is_complete: true,
			now: { from: '2026-04-01', to: '2026-06-30' },
			before: { from: '2026-01-01', to: '2026-03-31' },
			lines: [{ product: 'Base', quantity: '10' }],
			state: 'due',
			plan: { version: 0, text: '' },
		})
		expect(answer.body).not.toMatch(/churn|score|probability/)
	})
	it('refuses quarters that have not begun, wrong ones and accounts that are not there', async () => {
		const later = await test.call('GET', `${pack}?quarter=2026-Q3`, { as: 'csm' })
		expect(later.statusCode).toBe(400)
		expect(later.json().errors[0].message).toContain('at the latest 2026-Q2')
		expect((await test.call('GET', `${pack}?quarter=2026-Q5`, { as: 'csm' })).statusCode).toBe(400)
		const missing = await test.call('GET', '/accounts/missing/business-review', { as: 'csm' })
		expect([missing.statusCode, missing.json().code]).toEqual([404, 'account_unknown'])
	})
	it('keeps every version of the plan and lets nobody write over what they did not see', async () => {
		const path = `${pack}/2026-Q2/plan`
		const first = await test.call('PUT', path, { as: 'csm', body: { text: 'One', seen: { text: '' } } })
		expect(first.json()).toMatchObject({ version: 1, text: 'One', saved_by: 'csm@example.com' })
		const late = await test.call('PUT', path, { as: 'manager', body: { text: 'Two', seen: { text: '' } } })
		expect(late.statusCode).toBe(409)
		expect(late.json()).toMatchObject({ code: 'changed_meanwhile', present: { text: 'One' } })
		await test.call('PUT', path, { as: 'manager', body: { text: 'Two', seen: { text: 'One' } } })
		const same = await test.call('PUT', path, { as: 'manager', body: { text: 'Two' } })
		expect(same.json().version).toBe(2)
		const read = (await test.call('GET', pack, { as: 'csm' })).json()
		expect(read.plan).toMatchObject({ version: 2, text: 'Two' })
		expect(read.plan_versions.map(({ text }: { text: string }) => text)).toEqual(['One'])
	})
	it('loses no version when two write at once', async () => {
		const path = `${pack}/2026-Q1/plan`
		const answers = await Promise.all(
			['A', 'B'].map(text => test.call('PUT', path, { as: 'csm', body: { text, seen: { text: '' } } })),
		)
		expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409])
	})
	it('is marked as prepared and held, and back', async () => {
		const path = `${pack}/2026-Q2/state`
		const mark = async (body: object) => (await test.call('PUT', path, { as: 'csm', body })).json()
		expect(await mark({ state: 'prepared' })).toMatchObject({
			state: 'prepared',
			prepared_on: '2026-06-30',
			held_on: null,
		})
		expect(await mark({ state: 'held', held_on: '2026-06-12' })).toMatchObject({ held_on: '2026-06-12' })
		expect(await mark({ state: 'held', held_on: '2026-07-02' })).toMatchObject({ code: 'input_invalid' })
		expect(await mark({ state: 'due' })).toMatchObject({ state: 'due', prepared_on: null })
	})
	it('is not for everybody to change', async () => {
		const body = { text: 'No' }
		const other = await test.call('PUT', `${pack}/2026-Q2/plan`, { as: 'other', body })
		expect([other.statusCode, other.json().code]).toEqual([403, 'not_yours'])
		const viewer = await test.call('PUT', `${pack}/2026-Q2/plan`, { as: 'viewer', body })
		expect(viewer.statusCode).toBe(403)
	})
})

describe('agreements', () => {
	it('become tasks of their owner, once per key, and show what became of them', async () => {
		const body = { meeting: 'risk', week: '2026-06-30', text: 'Call the sponsor', due_on: '2026-07-03' }
		const headers = { 'idempotency-key': 'agreement-1' }
		const made = await test.call('POST', '/accounts/own/agreements', { as: 'csm', body, headers })
		expect(made.json()).toMatchObject({ period: '2026-06-29', state: 'open', owner_email: 'csm@example.com' })
		await test.call('POST', '/accounts/own/agreements', { as: 'csm', body, headers })
		const tasks = (await test.call('GET', '/accounts/own/tasks', { as: 'csm' })).json().items
		const own = tasks.filter(({ title }: { title: string }) => title === 'Call the sponsor')
		expect(own).toHaveLength(1)
		expect(own[0].reason).toContain('risk review')
		await test.call('POST', `/accounts/own/tasks/${own[0].id}/actions`, {
			as: 'csm',
			body: { kind: 'complete' },
		})
		const week = (await test.call('GET', '/meetings/risk', { as: 'csm' })).json()
		expect(week.agreed).toMatchObject([{ text: 'Call the sponsor', state: 'done', overdue: false }])
		const next = await test.call('GET', '/meetings/risk?week=2026-06-22', { as: 'csm' })
		expect(next.json()).toMatchObject({ agreed: [], is_current: false })
	})
	it('refuse past dates, weeks and quarters that have not begun, and empty texts', async () => {
		const good = { meeting: 'risk', week: '2026-06-30', text: 'x', due_on: '2026-07-03' }
		for (const wrong of [
			{ ...good, due_on: '2026-06-01' },
			{ ...good, week: '2026-07-08' },
			{ ...good, text: '  ' },
			{ meeting: 'business_review', quarter: '2026-Q4', text: 'x', due_on: '2026-07-03' },
		]) {
			const answer = await test.call('POST', '/accounts/own/agreements', { as: 'csm', body: wrong })
			expect([answer.statusCode, answer.json().code]).toEqual([400, 'input_invalid'])
		}
	})
})

describe('the weekly risk review and the month', () => {
	it('answer for weeks and months that have begun only', async () => {
		expect((await test.call('GET', '/meetings/risk?week=2026-07-06', { as: 'manager' })).statusCode).toBe(400)
		expect((await test.call('GET', '/meetings/month?month=2026-07', { as: 'manager' })).statusCode).toBe(400)
		const month = (await test.call('GET', '/meetings/month', { as: 'manager' })).json()
		expect(month).toMatchObject({
			month: '2026-05',
			is_complete: true,
			before: { month: { from: '2026-04-01', to: '2026-04-30' } },
		})
		// Nothing was computed in May: unknown, not nobody.
		expect(month.now.health).toEqual({ as_of: null, scored: 0, good_share: null, alarm_share: null })
	})
	it('show a restricted person their own accounts only', async () => {
		const all = (await test.call('GET', '/business-reviews', { as: 'manager' })).json()
		await test.call('POST', '/accounts/others/agreements', {
			as: 'manager',
			body: { meeting: 'risk', week: '2026-06-30', text: 'About others', due_on: '2026-07-03' },
		})
		await test.context.pool.query('update auth_user set is_restricted = true where id = $1', [
			test.userIds.csm,
		])
		test.app.identify.forget()
		const own = await test.call('GET', '/business-reviews', { as: 'csm' })
		expect(own.json().total).toBeLessThanOrEqual(all.total)
		for (const path of ['/meetings/risk', '/business-reviews', '/meetings/month']) {
			const answer = await test.call('GET', path, { as: 'csm' })
			expect([path, answer.statusCode]).toEqual([path, 200])
			expect(answer.body).not.toMatch(/Others GmbH|Nobodys SA|About others/)
		}
		const other = await test.call('GET', '/accounts/others/business-review', { as: 'csm' })
		expect(other.statusCode).toBe(404)
	})
})
