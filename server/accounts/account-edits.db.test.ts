import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDay } from '../../core/time/day.ts'
import { makeTestApp, type TestApp, testToday } from '../../e2e/test-app.ts'
import { runDay } from '../jobs/run-day.ts'
import { importFiles } from '../sources/import-files.ts'
import { writeFiles } from '../sources/import-workspace.ts'

let test: TestApp
beforeAll(async () => {
	test = await makeTestApp()
})
afterAll(() => test?.end())

type As = 'admin' | 'manager' | 'csm' | 'other' | 'viewer'

async function row(id: string) {
	const { items } = (await test.call('GET', `/accounts?search=${id}`, { as: 'admin' })).json()
	return items.find((item: { id: string }) => item.id === id)
}
async function change(id: string, body: unknown, as: As = 'manager') {
	return test.call('PATCH', `/accounts/${id}`, { as, body })
}
async function release(id: string, field: string, as: As = 'manager') {
	return test.call('POST', `/accounts/${id}/release`, { as, body: { field } })
}
async function edits(id: string) {
	return (await test.call('GET', `/accounts/${id}/edits`, { as: 'admin' })).json().items
}
async function lastAudit(action: string) {
	const { rows } = await test.context.pool.query(
		'select actor, subject, before, after from audit where action = $1 order by audit_id desc limit 1',
		[action],
	)
	return rows[0]
}
let loads = 0
async function load(files: Record<string, string>) {
	const folder = `${test.context.dataFolder}/more-${++loads}`
	await writeFiles(folder, files)
	await importFiles(test.context, [folder], { today: getDay(testToday) })
	await runDay(test.context, { now: test.clock.now })
}

describe('what a person sets on an account', () => {
	it('holds at once, moves the open work, and is in the audit', async () => {
		const made = await test.call('POST', '/accounts/own/tasks', {
			as: 'csm',
			body: { title: 'Call Ada', due_on: '2026-07-02' },
		})
		expect(made.statusCode).toBe(200)
		const changed = await change('own', {
			owner_email: 'other@example.com',
			expected: { owner_email: 'csm@example.com' },
		})
		expect(changed.json()).toMatchObject({
			account: { id: 'own', owner_email: 'other@example.com' },
			recomputed: true,
			before: [{ field: 'owner_email', value: 'csm@example.com', was_set: false }],
		})
		expect(changed.json().tasks_moved).toBeGreaterThanOrEqual(1)
		expect((await row('own')).owner_email).toBe('other@example.com')
		const { items } = (await test.call('GET', '/accounts/own/tasks', { as: 'admin' })).json()
		expect(items.find((task: { title: string }) => task.title === 'Call Ada').owner_email).toBe(
			'other@example.com',
		)
		expect(await lastAudit('account.change')).toMatchObject({
			actor: 'manager@example.com',
			before: { owner_email: 'csm@example.com' },
			after: { owner_email: 'other@example.com', open_work: 'move' },
		})
		expect(await edits('own')).toMatchObject([
			{
				field: 'owner_email',
				value: 'other@example.com',
				source_value: 'csm@example.com',
				by: 'manager@example.com',
			},
		])
	})

	it('is not undone by an import, nor by the day; the value of the source stands beside it', async () => {
		await load({
			'accounts.csv':
				'id,name,owner_email,industry,created_on\nown,Own Ltd,third@example.com,retail,2025-01-01\n',
		})
		expect((await row('own')).owner_email).toBe('other@example.com')
		expect(await edits('own')).toMatchObject([
			{ value: 'other@example.com', source_value: 'third@example.com' },
		])
	})

	it('given back, is what the source says, and work follows', async () => {
		const released = await release('own', 'owner_email')
		expect(released.json()).toMatchObject({ account: { owner_email: 'third@example.com' } })
		expect(released.json().tasks_moved).toBeGreaterThanOrEqual(1)
		expect(await edits('own')).toEqual([])
		expect(await lastAudit('account.release')).toMatchObject({ before: { owner_email: 'other@example.com' } })
		await runDay(test.context, { now: test.clock.now })
		expect((await row('own')).owner_email).toBe('third@example.com')
	})

	it('can be nobody, which no source fills', async () => {
		await change('own', { owner_email: null })
		await runDay(test.context, { now: test.clock.now })
		expect((await row('own')).owner_email).toBeNull()
		const missing = (await test.call('GET', '/accounts/own/metrics', { as: 'admin' })).json().items
		expect(missing.find((item: { id: string }) => item.id === 'renewal_owner_missing').value).toBe(1)
		await change('own', { owner_email: 'csm@example.com' })
	})

	it('as a stage stays through the day, is in the history, and goes back to the rules', async () => {
		const before = (await row('own')).stage
		expect(before).not.toBe('expansion')
		await change('own', { stage: 'expansion' })
		expect((await row('own')).stage).toBe('expansion')
		await runDay(test.context, { now: test.clock.now })
		expect((await row('own')).stage).toBe('expansion')
		expect(await edits('own')).toContainEqual(
			expect.objectContaining({ field: 'stage', value: 'expansion', source_value: expect.any(String) }),
		)
		const { rows } = await test.context.pool.query(
			`select stage, stage_since from score join account using (account_id)
			where external_id = 'own' and as_of = '2026-06-30'`,
		)
		expect(rows).toEqual([{ stage: 'expansion', stage_since: '2026-06-30' }])
		await release('own', 'stage')
		expect((await row('own')).stage).toBe(before)
		const wrong = await change('own', { stage: 'nirvana' })
		expect([wrong.statusCode, wrong.json().errors[0].at]).toEqual([400, 'body.stage'])
	})

	it('as a name is shown everywhere and survives a load', async () => {
		await change('own', { name: 'Own, the <b>new</b>', industry: 'mining' })
		await load({
			'accounts.csv':
				'id,name,owner_email,industry,created_on\nown,Own Limited,csm@example.com,retail,2025-01-02\n',
		})
		const account = (await test.call('GET', '/accounts/own', { as: 'admin' })).json()
		expect(account.account.name).toBe('Own, the <b>new</b>')
		expect(account.fields).toMatchObject({ name: 'Own, the <b>new</b>', industry: 'mining' })
		const filtered = await test.call('GET', `/accounts?filter=${encodeURIComponent("industry = 'mining'")}`, {
			as: 'admin',
		})
		expect(filtered.json().items.map((item: { id: string }) => item.id)).toEqual(['own'])
		await release('own', 'name')
		await release('own', 'industry')
		expect((await row('own')).name).toBe('Own Limited')
	})

	it('is refused to the later of two who saw the same, with both values, and nothing is changed', async () => {
		expect(
			(
				await change('others', {
					owner_email: 'csm@example.com',
					expected: { owner_email: 'other@example.com' },
				})
			).statusCode,
		).toBe(200)
		const later = await change(
			'others',
			{ owner_email: 'manager@example.com', expected: { owner_email: 'other@example.com' } },
			'admin',
		)
		expect(later.statusCode).toBe(409)
		expect(later.json()).toMatchObject({ code: 'changed_meanwhile' })
		expect(later.json().present).toEqual({ owner_email: 'csm@example.com' })
		expect((await row('others')).owner_email).toBe('csm@example.com')
		await release('others', 'owner_email')
	})

	it('is open to the owner and nobody below, who can take their own slip back for a minute', async () => {
		expect((await change('others', { stage: 'adoption' }, 'csm')).json().code).toBe('not_yours')
		expect((await change('own', { stage: 'adoption' }, 'viewer')).json().code).toBe('not_allowed')
		expect((await change('own', { owner_email: 'other@example.com' }, 'csm')).statusCode).toBe(200)
		expect((await release('own', 'owner_email', 'csm')).statusCode).toBe(200)
		await change('own', { owner_email: 'other@example.com' }, 'csm')
		test.clock.now = new Date(test.clock.now.getTime() + 120_000)
		expect((await release('own', 'owner_email', 'csm')).json().code).toBe('not_yours')
		await release('own', 'owner_email')
	})

	it('of many at once says what was and what was refused, and can be taken back to the letter', async () => {
		const before = [await row('own'), await row('others'), await row('nobodys')]
		const bulk = (accounts: unknown, as: As = 'manager') =>
			test.call('POST', '/accounts/change', { as, body: { accounts } })
		const done = await bulk(
			['own', 'others', 'nobodys', 'nowhere'].map(id => ({
				id,
				owner_email: 'manager@example.com',
				stage: 'renewal',
			})),
		)
		expect(done.json().refused).toMatchObject([{ id: 'nowhere', code: 'account_unknown' }])
		expect(done.json().changed).toHaveLength(3)
		expect(await row('nobodys')).toMatchObject({ owner_email: 'manager@example.com', stage: 'renewal' })
		const undo = done
			.json()
			.changed.map(
				({
					id,
					before: was,
				}: {
					id: string
					before: { field: string; value: string | null; was_set: boolean }[]
				}) => ({
					id,
					...Object.fromEntries(was.filter(item => item.was_set).map(item => [item.field, item.value])),
					release: was.filter(item => !item.was_set).map(item => item.field),
				}),
			)
		expect((await bulk(undo)).statusCode).toBe(200)
		await runDay(test.context, { now: test.clock.now })
		expect([await row('own'), await row('others'), await row('nobodys')]).toEqual(before)
		const partly = await bulk(
			[
				{ id: 'own', stage: 'renewal' },
				{ id: 'others', stage: 'renewal' },
			],
			'csm',
		)
		expect(partly.json().refused).toMatchObject([{ id: 'others', code: 'not_yours' }])
	})

	it('changes of many only those that are as the person saw them', async () => {
		const owner = async (id: string) => (await row(id)).owner_email
		const [own, others] = [await owner('own'), await owner('others')]
		const done = await test.call('POST', '/accounts/change', {
			as: 'manager',
			body: {
				accounts: [
					{ id: 'own', owner_email: 'manager@example.com', expected: { owner_email: own } },
					{ id: 'others', owner_email: 'manager@example.com', expected: { owner_email: 'gone@example.com' } },
				],
			},
		})
		expect(done.json().changed.map(({ id }: { id: string }) => id)).toEqual(['own'])
		expect(done.json().refused).toMatchObject([{ id: 'others', code: 'changed_meanwhile' }])
		expect(await owner('others')).toBe(others)
		// Taken back only where nobody has changed it since.
		const back = (expected: string) =>
			test.call('POST', '/accounts/change', {
				as: 'manager',
				body: { accounts: [{ id: 'own', owner_email: own, expected: { owner_email: expected } }] },
			})
		expect((await back('gone@example.com')).json()).toMatchObject({ changed: [], refused: [{ id: 'own' }] })
		expect((await back('manager@example.com')).json()).toMatchObject({
			changed: [{ id: 'own' }],
			refused: [],
		})
	})
})
