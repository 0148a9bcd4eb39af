import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDay } from '../../core/time/day.ts'
import { makeTestApp, type TestApp, testToday } from '../../e2e/test-app.ts'
import { runDay } from '../jobs/run-day.ts'
import { listRenewalsOn } from '../renewals/renewal-store.ts'
import { importFiles } from '../sources/import-files.ts'
import { writeFiles } from '../sources/import-workspace.ts'

let test: TestApp
beforeAll(async () => {
	test = await makeTestApp()
	const folder = `${test.context.dataFolder}/users`
	await writeFiles(folder, {
		// Zed is at both accounts, the others at one each.
		'usage.csv': [
			'account_id,event,occurred_at,user_id,id',
			'own,export,2026-06-20T10:00:00Z,zed,u1',
			'own,export,2026-06-20T11:00:00Z,amy,u2',
			'others,export,2026-06-20T10:00:00Z,zed,u3',
			'others,export,2026-06-21T10:00:00Z,bob,u4',
		].join('\n'),
	})
	await importFiles(test.context, [folder], { today: getDay(testToday) })
	await runDay(test.context, { now: test.clock.now })
})
afterAll(() => test?.end())

async function read(path: string, as: 'admin' | 'csm' = 'admin') {
	const answer = await test.call('GET', path, { as })
	expect([path, answer.statusCode]).toEqual([path, 200])
	return answer.json()
}
const period = 'from=2025-12-31&to=2026-06-30'

/** Everything that the accounts are part of, to the last digit. */
async function figures() {
	const { items, total, arr } = await read('/accounts?include=all&sort=name')
	const one = async (id: string) => ({
		account: await read(`/accounts/${id}`),
		health: await read(`/accounts/${id}/health`),
		metrics: await read(`/accounts/${id}/metrics`),
		usage: await read(`/accounts/${id}/usage?every=day&from=2026-06-01&to=2026-06-30`),
		timeline: await read(`/accounts/${id}/timeline?limit=200`),
		tasks: await read(`/accounts/${id}/tasks`),
	})
	return {
		list: { items, total, arr },
		retention: (await read(`/retention?${period}`)).groups,
		summary: await read('/summary'),
		renewals: await listRenewalsOn(test.context.pool, getDay(testToday)),
		search: await read('/search?q=oth'),
		own: await one('own'),
		others: await one('others'),
	}
}
async function merge(id: string, merged: string, as: 'admin' | 'manager' | 'ops' = 'ops') {
	return test.call('POST', `/accounts/${id}/merge`, { as, body: { merged_id: merged } })
}
async function undo(id: number, as: 'admin' | 'ops' = 'ops') {
	return test.call('POST', `/merges/${id}/undo`, { as, body: {} })
}
function metricOf({ items }: { items: { id: string; value: number | null }[] }, id: string) {
	return items.find(item => item.id === id)?.value
}

describe('two accounts that are one', () => {
	it('stand side by side before', async () => {
		const { items } = await read('/accounts/own/compare/others')
		expect(items.map((item: { id: string; users: number }) => [item.id, item.users])).toEqual([
			['own', 2],
			['others', 2],
		])
		expect(items[0].facts).toContainEqual({ kind: 'ticket', count: 1, last_on: '2026-06-28' })
	})

	it('merged, are the union; undone, are what they were to the last digit', async () => {
		const task = await test.call('POST', '/accounts/others/tasks', {
			as: 'admin',
			body: { title: 'Ask Bob', due_on: '2026-07-02' },
		})
		expect(task.statusCode).toBe(200)
		const before = await figures()
		const merged = await merge('own', 'others')
		expect(merged.json()).toMatchObject({
			kept_id: 'own',
			merged_id: 'others',
			may_undo: true,
			undo_until: '2026-07-30',
			recomputed: true,
			account: { id: 'own', arr: '18000.00' },
		})
		const now = await figures()
		expect(now.list.items.map((item: { id: string }) => item.id)).toEqual(['nobodys', 'own'])
		// 10 and 5 seats of 100 a month: the money of the company stays what it was.
		expect(now.list.arr).toBe(before.list.arr)
		expect(now.retention[0]).toMatchObject({
			end_mrr: before.retention[0].end_mrr,
			logos_end: before.retention[0].logos_end - 1,
		})
		expect(now.search.items).toEqual([])
		expect(now.own.account.contacts.map((item: { id: string }) => item.id).sort()).toEqual(['c1', 'c2'])
		expect(now.own.account.lines).toHaveLength(2)
		expect(now.own.account.account).toMatchObject({ name: 'Own Ltd', owner_email: 'csm@example.com' })
		const users = (item: typeof now.own) =>
			Math.max(...item.usage.users.map((count: number | null) => count ?? 0))
		expect([users(before.own), users(before.others), users(now.own)]).toEqual([2, 1, 2])
		const logins = (item: typeof now.own): number[] =>
			item.usage.events.find(({ event }: { event: string }) => event === 'login').counts
		expect(logins(now.own)).toEqual(
			logins(before.own).map((count, at) => count + (logins(before.others)[at] ?? 0)),
		)
		expect(metricOf(now.own.metrics, 'tickets_opened_28d') ?? metricOf(now.own.metrics, 'tickets_28d')).toBe(
			(metricOf(before.own.metrics, 'tickets_opened_28d') ??
				metricOf(before.own.metrics, 'tickets_28d') ??
				0) +
				(metricOf(before.others.metrics, 'tickets_opened_28d') ??
					metricOf(before.others.metrics, 'tickets_28d') ??
					0),
		)
		expect(now.own.tasks.items.map((item: { title: string }) => item.title)).toContain('Ask Bob')
		// Links to the merged one still lead somewhere.
		expect(now.others.account.account.id).toBe('own')
		expect((await undo(merged.json().id)).json()).toMatchObject({
			may_undo: false,
			undone_by: 'ops@example.com',
		})
		expect(await figures()).toEqual(before)
		expect((await undo(merged.json().id)).json().code).toBe('already_there')
	})

	it('stay one through loads and runs of the day, and come apart again with what came meanwhile', async () => {
		const { id } = (await merge('own', 'others')).json()
		const folder = `${test.context.dataFolder}/meanwhile`
		await writeFiles(folder, {
			'accounts.csv':
				'id,name,owner_email,industry,created_on\nothers,Others GmbH,other@example.com,energy,2025-01-01\n',
			'tickets.csv': 'id,account_id,opened_at,severity,subject\nt9,others,2026-06-30,low,new\n',
		})
		await importFiles(test.context, [folder], { today: getDay(testToday) })
		await runDay(test.context, { now: test.clock.now })
		const during = await figures()
		expect(during.list.total).toBe(2)
		expect(during.own.timeline.items.map((item: { key: string }) => item.key).join()).toContain('t9')
		await undo(id)
		const after = await figures()
		expect(after.list.total).toBe(3)
		expect(after.others.timeline.items.map((item: { key: string }) => item.key).join()).toContain('t9')
		expect(after.own.timeline.items.map((item: { key: string }) => item.key).join()).not.toContain('t9')
		await runDay(test.context, { now: test.clock.now })
		const again = await figures()
		expect(again.list).toEqual(after.list)
		expect(again.own.metrics).toEqual(after.own.metrics)
		expect(again.others.metrics).toEqual(after.others.metrics)
	})

	it('can be three: a chain follows to its end and opens link by link', async () => {
		const first = (await merge('others', 'nobodys')).json().id
		const second = (await merge('own', 'others')).json().id
		expect((await read('/accounts?include=all')).items.map((item: { id: string }) => item.id)).toEqual([
			'own',
		])
		expect((await read('/accounts/nobodys')).account.id).toBe('own')
		expect((await merge('own', 'nobodys')).json().code).toBe('merge_refused')
		await undo(second)
		expect((await read('/accounts/nobodys')).account.id).toBe('others')
		expect((await read('/accounts/others')).account.arr).toBe('7200.00')
		await undo(first)
		expect((await read('/accounts?include=all')).total).toBe(3)
	})

	it('is refused to itself, to unknown ones, to who may not, and after 30 days is for good', async () => {
		expect((await merge('own', 'own')).json().code).toBe('merge_refused')
		expect((await merge('own', 'nowhere')).json().code).toBe('account_unknown')
		expect((await merge('own', 'others', 'manager')).json().code).toBe('not_allowed')
		const { id } = (await merge('own', 'nobodys')).json()
		expect((await read('/merges')).items[0]).toMatchObject({ id, merged_id: 'nobodys', may_undo: true })
		await test.context.pool.query('update account_merge set merged_on = merged_on - 31 where merge_id = $1', [
			id,
		])
		const late = await undo(id)
		expect([late.statusCode, late.json().code]).toEqual([410, 'merge_over'])
		const { rows } = await test.context.pool.query(
			`select action, count(*)::int from audit where action like 'account.%merge' group by 1 order by 1`,
		)
		expect(rows).toEqual([
			{ action: 'account.merge', count: 5 },
			{ action: 'account.unmerge', count: 4 },
		])
	})
})
