import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDay } from '../../core/time/day.ts'
import { makeTestApp, type TestApp, testToday } from '../../e2e/test-app.ts'
import { runDay } from '../jobs/run-day.ts'
import { importFiles } from '../sources/import-files.ts'
import { writeFiles } from '../sources/import-workspace.ts'

const head =
	'id,account_id,product,quantity,unit_price,currency,billing_interval,started_on,term_ends_on,ended_on,auto_renews'
const files = {
	'accounts.csv': [
		'id,name,owner_email',
		'a,A,csm@example.com',
		'b,B,csm@example.com',
		'gone,Gone,csm@example.com',
	],
	'subscriptions.csv': [
		head,
		'a,a,Core,1,12000,USD,year,2025-08-01,2026-08-01,,false',
		'b,b,Core,1,9000,USD,year,2025-08-10,2026-08-10,,false',
		'gone,gone,Core,1,6600,USD,year,2025-06-15,2026-06-15,2026-06-15,false',
	],
}
const renewal = '/accounts/a/renewals/2026-08-01'

let test: TestApp
async function call(method: 'GET' | 'POST' | 'PATCH' | 'PUT', path: string, body?: unknown, as = 'csm') {
	const answer = await test.call(method, path, { as: as as 'csm', ...(body === undefined ? {} : { body }) })
	return { status: answer.statusCode, ...answer.json() }
}
const whole = (path = renewal) => call('GET', path)
const undo = (id: string, path = renewal, as = 'csm') => call('POST', `${path}/changes/${id}/undo`, {}, as)

beforeAll(async () => {
	test = await makeTestApp({ withData: false })
	const folder = join(test.context.dataFolder, 'files')
	await writeFiles(
		folder,
		Object.fromEntries(Object.entries(files).map(([name, lines]) => [name, lines.join('\n')])),
	)
	await importFiles(test.context, [folder], { today: getDay('2026-03-01') })
	await runDay(test.context, { now: test.clock.now })
})
afterAll(() => test?.end())

describe('the undo of a change', () => {
	it.each([
		['a closing', 'POST', `${renewal}/close`, { outcome: 'renewed', final_amount: '12500' }],
		['a stage', 'PATCH', renewal, { stage: 'verbal_commit' }],
		[
			'amounts, owner and reason',
			'PATCH',
			renewal,
			{ target_amount: '11000', owner_email: null, reason: 'asked' },
		],
	] as const)('leaves nothing of %s, and the history says so', async (_, method, path, body) => {
		const before = (await whole()).renewal
		const changed = await call(method, path, body)
		expect(changed.status).toBe(200)
		const undone = await undo(changed.change_id)
		expect(undone.status).toBe(200)
		const after = await whole()
		expect(after.renewal).toEqual(before)
		expect(after.changes.map((item: { kind: string }) => item.kind)[0]).toBe('undone')
		expect(after.changes[0]).toMatchObject({ by: 'csm@example.com', may_undo: false })
		// It follows the data as before.
		await runDay(test.context, { now: test.clock.now })
		expect((await whole()).renewal).toEqual(before)
	})
	it('of a field given back to the data makes it a person’s word again', async () => {
		await call('PATCH', renewal, { target_amount: '15000' })
		const before = (await whole()).renewal
		const released = await call('POST', `${renewal}/release`, { field: 'target_amount' })
		expect(released.edited).not.toContain('targetMinor')
		expect((await whole()).changes[0]).toMatchObject({
			kind: 'released',
			released: 'target_amount',
			fields: [],
		})
		await undo(released.change_id)
		expect((await whole()).renewal).toEqual(before)
		expect((await whole()).changes[0].kind).toBe('undone')
	})
	it('of an opening closes it as it was; its note stays in the history', async () => {
		await call('POST', `${renewal}/close`, {
			outcome: 'renewed',
			final_amount: '12500',
			closed_on: '2026-06-20',
		})
		const closed = (await whole()).renewal
		const opened = await call('POST', `${renewal}/reopen`, { note: 'the signature was withdrawn' })
		expect((await whole()).changes[0]).toMatchObject({
			kind: 'reopened',
			note: 'the signature was withdrawn',
			may_undo: true,
		})
		await undo(opened.change_id)
		const after = await whole()
		expect(after.renewal).toEqual(closed)
		expect(after.changes[1].note).toBe('the signature was withdrawn')
		const again = await call('POST', `${renewal}/reopen`, {})
		expect(again.stage).toBe('open')
	})
	it('of a churn takes its post-mortem and its reason back with it', async () => {
		const path = '/accounts/b/renewals/2026-08-10'
		const reasons = async () =>
			(await test.context.pool.query('select reason, note from movement_reason order by account_id')).rows
		const before = await reasons()
		const closing = { outcome: 'churned', post_mortem: { category: 'price', note: 'a cheaper one' } }
		const first = await call('POST', `${path}/close`, closing)
		expect((await whole(path)).post_mortem).toMatchObject({ category: 'price' })
		expect(await reasons()).toHaveLength(before.length + 1)
		await undo(first.change_id, path)
		expect(await whole(path)).toMatchObject({ post_mortem: null, renewal: { stage: 'open', reason: null } })
		expect(await reasons()).toEqual(before)
		// What an earlier post-mortem said comes back.
		await call('POST', `${path}/close`, closing)
		await call('POST', `${path}/reopen`, {})
		const second = await call('POST', `${path}/close`, {
			outcome: 'churned',
			post_mortem: { category: 'budget', note: null },
		})
		expect((await whole(path)).post_mortem).toMatchObject({ category: 'budget' })
		await undo(second.change_id, path)
		expect((await whole(path)).post_mortem).toMatchObject({ category: 'price', note: 'a cheaper one' })
	})
})

describe('what cannot be taken back', () => {
	it('a change that another followed, one of somebody else, and one twice', async () => {
		const first = await call('PATCH', renewal, { stage: 'at_risk' })
		const second = await call('PATCH', renewal, { stage: 'in_conversation' }, 'manager')
		expect(await undo(first.change_id)).toMatchObject({ status: 409, code: 'renewal_changed_since' })
		expect(await undo(second.change_id)).toMatchObject({ status: 403, code: 'not_yours' })
		expect(await undo(second.change_id, renewal, 'manager')).toMatchObject({ status: 200, stage: 'at_risk' })
		expect(await undo(second.change_id, renewal, 'manager')).toMatchObject({ code: 'renewal_changed_since' })
		const latest = (await whole()).changes[0]
		expect(await undo(latest.id, renewal, 'manager')).toMatchObject({ status: 410, code: 'undo_over' })
		expect((await whole()).renewal.stage).toBe('at_risk')
	})
	it('one of another renewal, and one that there is not', async () => {
		const other = await call('PATCH', '/accounts/b/renewals/2026-08-10', { competitor: 'Rival' })
		expect(await undo(other.change_id)).toMatchObject({ status: 404 })
		expect(await undo('999999')).toMatchObject({ status: 404 })
	})
	it('one that is older than an hour, and what the data changed', async () => {
		const changed = await call('PATCH', renewal, { competitor: 'Rival' })
		const { now } = test.clock
		test.clock.now = new Date(now.getTime() + 61 * 60_000)
		try {
			expect((await whole()).changes[0].may_undo).toBe(false)
			expect(await undo(changed.change_id)).toMatchObject({ status: 410, code: 'undo_over' })
		} finally {
			test.clock.now = now
		}
		const gone = await whole('/accounts/gone/renewals/2026-06-15')
		expect(gone.changes[0]).toMatchObject({ by: 'data', may_undo: false })
		expect(await undo(gone.changes[0].id, '/accounts/gone/renewals/2026-06-15')).toMatchObject({
			status: 403,
		})
		expect(testToday).toBe('2026-06-30')
	})
	it('one that changed nothing has no id', async () => {
		const { competitor } = (await whole()).renewal
		expect((await call('PATCH', renewal, { competitor })).change_id).toBeNull()
	})
})

describe('the undo of a call', () => {
	const said = (as: string, category: string, amount: string | null, by = 'csm') =>
		call('POST', `${renewal}/calls`, { as, category, amount, note: null }, by)
	const undoCall = (id: string, by = 'csm') => call('POST', `${renewal}/calls/${id}/undo`, {}, by)
	const calls = async () => (await whole()).renewal.calls

	it('leaves the call before it in force, and none where it was the first', async () => {
		const before = await whole()
		const first = await said('csm', 'likely', '11000')
		const second = await said('csm', 'lost', null)
		expect((await calls()).csm).toMatchObject({ category: 'lost', amount: null })
		expect((await whole()).calls.slice(0, 2)).toMatchObject([
			{ id: second.call_id, may_undo: true },
			{ id: first.call_id, may_undo: false },
		])
		expect(await undoCall(first.call_id)).toMatchObject({ status: 409, code: 'renewal_changed_since' })
		expect(await undoCall(second.call_id)).toMatchObject({ status: 200, category: 'likely', call_id: null })
		expect((await calls()).csm).toMatchObject({ category: 'likely', amount: '11000.00' })
		expect((await undoCall(first.call_id)).calls.csm).toBeNull()
		expect(await whole()).toEqual(before)
		expect(await undoCall(first.call_id)).toMatchObject({ status: 404 })
		const { rows } = await test.context.pool.query(
			`select before ->> 'category' as category from audit where action = 'renewal.call_undo' order by 1`,
		)
		expect(rows).toEqual([{ category: 'likely' }, { category: 'lost' }])
	})
	it('touches no other side, and is refused of somebody else’s, the model’s, an old and a closed one’s', async () => {
		const csm = await said('csm', 'doubtful', null)
		const manager = await said('manager', 'commit', '12000', 'manager')
		expect(await undoCall(manager.call_id)).toMatchObject({ status: 403, code: 'not_yours' })
		const model = (await whole()).calls.find(({ source }: { source: string }) => source === 'model')
		if (model) expect(await undoCall(model.id)).toMatchObject({ status: 403, code: 'not_yours' })
		const closed = await call('POST', `${renewal}/close`, { outcome: 'renewed', final_amount: '12000' })
		expect((await whole()).calls[0].may_undo).toBe(false)
		expect(await undoCall(csm.call_id)).toMatchObject({ code: 'renewal_closed' })
		await undo(closed.change_id)
		const { now } = test.clock
		for (const hours of [2, 24]) {
			test.clock.now = new Date(now.getTime() + hours * 60 * 60_000)
			expect(await undoCall(csm.call_id)).toMatchObject({ status: 410, code: 'undo_over' })
		}
		test.clock.now = now
		expect(await undoCall(manager.call_id, 'manager')).toMatchObject({ status: 200, category: 'doubtful' })
		expect(await calls()).toMatchObject({ csm: { category: 'doubtful' }, manager: null })
		await undoCall(csm.call_id)
	})
})
