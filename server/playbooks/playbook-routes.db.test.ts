import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDay } from '../../core/time/day.ts'
import { makeTestApp, type TestApp, testToday } from '../../e2e/test-app.ts'
import { runWriters } from '../jobs/day-work.ts'
import { runDay } from '../jobs/run-day.ts'
import { saveFixedToday } from '../workspace/workspace-store.ts'
import { playbook } from './fixtures/small-company.ts'
import { followOnce } from './follow-worker.ts'

let test: TestApp
let version = 1
beforeAll(async () => {
	test = await makeTestApp()
}, 120_000)
afterAll(() => test.end())

async function call(
	method: 'GET' | 'POST' | 'PUT',
	path: string,
	body?: unknown,
	options: { as?: 'admin' | 'csm' | 'viewer' | 'ops'; headers?: Record<string, string> } = { as: 'admin' },
) {
	const answer = await test.call(method, path, { ...options, ...(body === undefined ? {} : { body }) })
	return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() }
}

async function save(over: Parameters<typeof playbook>[0], as: 'admin' | 'csm' = 'admin') {
	const definition = playbook({ enabled: false, trigger: { kind: 'hand' }, ...over })
	const saved = await call(
		'PUT',
		`/playbooks/${definition.id}`,
		{ definition, base_version: version },
		{ as },
	)
	if (saved.status === 200) version = saved.body.version
	return saved
}

const start = (playbookId: string) => call('POST', '/accounts/own/playbook-runs', { playbook_id: playbookId })
const act = (runId: string, body: unknown) =>
	call('POST', `/accounts/own/playbook-runs/${runId}/actions`, body)

describe('saving', () => {
	it('makes a version of the model, from the version that was looked at, by who may', async () => {
		version = (await call('GET', '/playbooks')).body.model_version
		const before = version
		expect((await save({ id: 'saved' })).status).toBe(200)
		expect(version).toBe(before + 1)
		expect((await call('GET', '/playbooks/saved')).body.definition).toMatchObject({ id: 'saved' })
		const definition = playbook({ id: 'saved', name: 'Other' })
		const late = await call('PUT', '/playbooks/saved', { definition, base_version: before })
		expect(late.body).toMatchObject({ code: 'model_changed_meanwhile' })
		expect((await save({ id: 'saved', name: 'Not mine' }, 'csm')).status).toBe(403)
	})
	it('refuses what cannot work, in words, and keeps what was', async () => {
		const bad = await save({ id: 'saved', when: 'loginss > 3' })
		expect(bad.body).toMatchObject({ code: 'playbook_invalid' })
		expect(bad.body.detail ?? bad.body.message).toContain('loginss')
		const calls = { id: 'saved', steps: [{ id: 'w', kind: 'webhook' as const, endpoint: 'nowhere' }] }
		expect((await save({ ...calls, enabled: true })).body.detail).toContain('there is no endpoint "nowhere"')
		const renamed = playbook({ id: 'other' })
		const other = await call('PUT', '/playbooks/saved', { definition: renamed, base_version: version })
		expect(other.body).toMatchObject({ code: 'playbook_id_other' })
		expect((await call('GET', '/playbooks/saved')).body.definition.when).toBeUndefined()
	})
})

describe('preview', () => {
	it('lists whom it would catch and starts nothing, for texts of the account that is asked for', async () => {
		const definition = playbook({
			id: 'tried',
			trigger: { kind: 'date', of: 'renewal', days: -32, graceDays: 3 },
			steps: [{ id: 'task', kind: 'task', title: 'Call {{ account.name }}', dueInWorkingDays: 2 }],
		})
		const { status, body } = await call('POST', '/playbooks/preview', { definition, account_id: 'own' })
		expect(status).toBe(200)
		expect(body.items).toMatchObject([{ account_id: 'own', outcome: 'starts' }])
		expect(body.steps).toMatchObject([{ id: 'task', text: 'Call Own Ltd', due_on: '2026-07-02' }])
		const { rows } = await test.context.pool.query('select from playbook_run')
		expect(rows).toEqual([])
		const wrong = await call('POST', '/playbooks/preview', { definition: { ...definition, when: 'x > 1' } })
		expect(wrong.body.problems.length).toBe(1)
		expect(wrong.body.items).toEqual([])
	})
})

describe('switching', () => {
	it('off says what becomes of open runs and tasks', async () => {
		await save({ id: 'switched', steps: [{ id: 'wait', kind: 'wait', days: 5 }] })
		expect((await call('POST', '/playbooks/switched/switch', { to: 'on' })).status).toBe(200)
		const run = await start('switched')
		expect(run.body).toMatchObject({ state: 'waiting', step: { id: 'wait', until: '2026-07-05' } })
		expect((await start('switched')).body).toMatchObject({ code: 'run_open' })
		version = (await call('GET', '/playbooks')).body.model_version
		await save({ id: 'twice' })
		const twice = await Promise.all([start('twice'), start('twice'), start('twice')])
		expect(twice.map(({ status }) => status).sort()).toEqual([200, 409, 409])
		const paused = await call('POST', '/playbooks/switched/switch', { to: 'off', open_runs: 'pause' })
		expect(paused.body).toMatchObject({ runs_changed: 1 })
		expect((await call('GET', `/accounts/own/playbook-runs/${run.body.id}`)).body.state).toBe('paused')
		await call('POST', '/playbooks/switched/switch', { to: 'on' })
		await call('POST', '/playbooks/switched/switch', { to: 'off', open_runs: 'cancel', tasks: 'lapse' })
		expect((await call('GET', `/accounts/own/playbook-runs/${run.body.id}`)).body).toMatchObject({
			state: 'cancelled',
			note: 'the playbook was switched off',
		})
		version = (await call('GET', '/playbooks')).body.model_version
	})
})

describe('another program', () => {
	it('starts one run per key, with the right secret only, while the playbook is on', async () => {
		await save({ id: 'hooked', trigger: { kind: 'webhook' } })
		const made = await call('POST', '/playbooks/hooked/hook-secret', {})
		expect(made.body.path).toBe('/api/v1/hooks/playbooks/hooked')
		const hook = (secret: string, key = 'k1', account = 'own') =>
			call(
				'POST',
				'/hooks/playbooks/hooked',
				{ account_id: account, key },
				{ headers: { authorization: `Bearer ${secret}` } },
			)
		expect((await hook('pbk_wrong')).status).toBe(401)
		const unsigned = await call('POST', '/hooks/playbooks/hooked', { account_id: 'own', key: 'k' }, {})
		expect(unsigned.status).toBe(401)
		expect((await hook(made.body.secret)).body).toMatchObject({
			outcome: 'not started',
			note: 'the playbook is off',
		})
		await call('POST', '/playbooks/hooked/switch', { to: 'on' })
		version = (await call('GET', '/playbooks')).body.model_version
		expect((await hook(made.body.secret, 'k1', 'nowhere')).body).toMatchObject({ outcome: 'not started' })
		expect((await hook(made.body.secret)).body).toMatchObject({ outcome: 'started' })
		expect((await hook(made.body.secret)).body).toMatchObject({ outcome: 'already started' })
		const next = await call('POST', '/playbooks/hooked/hook-secret', {})
		expect((await hook(made.body.secret, 'k2')).status).toBe(401)
		const open = { outcome: 'not started', note: 'a run of it is open for the account' }
		expect((await hook(next.body.secret, 'k2')).body).toMatchObject(open)
		const { rows } = await test.context.pool.query(
			`select run_id from playbook_run where playbook_id = 'hooked'`,
		)
		await act(rows[0]?.run_id, { kind: 'cancel', reason: 'x' })
		expect((await hook(next.body.secret, 'k2')).body).toMatchObject({ outcome: 'started' })
		await call('POST', '/automation/stop', { reason: 'a test' })
		expect((await hook(next.body.secret, 'k3')).body).toMatchObject({ outcome: 'not started' })
		expect((await start('saved')).body).toMatchObject({ code: 'automation_stopped' })
		await call('POST', '/automation/start', {})
	})
})

describe('a program that runs wild', () => {
	it('starts no more than the cap; the rest waits, and the breaker is let go by a person', async () => {
		await save({
			id: 'wild',
			enabled: true,
			trigger: { kind: 'webhook' },
			caps: { runsPerDay: 1 },
			steps: [{ id: 'task', kind: 'task', title: 'x' }],
		})
		const { secret } = (await call('POST', '/playbooks/wild/hook-secret', {})).body
		const headers = { authorization: `Bearer ${secret}` }
		const hook = (account: string) =>
			call('POST', '/hooks/playbooks/wild', { account_id: account, key: account }, { headers })
		const same = await Promise.all([hook('own'), hook('own'), hook('own')])
		expect(same.map(({ body }) => body.outcome).sort()).toEqual([
			'already started',
			'already started',
			'started',
		])
		expect((await hook('nobodys')).body.note).toBe('it waits for a person: 2 runs in a day, its cap is 1')
		expect((await hook('nobodys')).body.note).toMatch(/this call is known/)
		const entry = async () =>
			(await call('GET', '/playbooks')).body.items.find((item: { id: string }) => item.id === 'wild')
		expect(await entry()).toMatchObject({ tripped: { reason: '2 runs in a day, its cap is 1' }, waiting: 1 })
		expect((await call('POST', '/playbooks/wild/waiting', { decision: 'start' })).body).toMatchObject({
			started: 1,
		})
		expect(await entry()).toMatchObject({ tripped: null, waiting: 0, runs: { open: 2 } })
		await call('POST', '/playbooks/wild/switch', { to: 'off', open_runs: 'cancel' })
		version = (await call('GET', '/playbooks')).body.model_version
	})
})

describe('a program that calls back', () => {
	const secrets = new Map<string, string>()
	const hook = (id: string, key: string, runId?: string) =>
		call(
			'POST',
			`/hooks/playbooks/${id}`,
			{ account_id: 'own', key, ...(runId ? { run_id: runId } : {}) },
			{ headers: { authorization: `Bearer ${secrets.get(id)}` } },
		)
	it('is stopped after five of its own calls, at once where it names the run, and shown', async () => {
		const endpoint = await call('POST', '/webhook-endpoints', {
			name: 'C',
			url: 'https://hooks.example.com/x',
		})
		const circle = ['circle', 'circle_2', 'circle_3', 'circle_4', 'circle_5', 'circle_6']
		for (const id of circle) {
			await save({
				id,
				enabled: true,
				trigger: { kind: 'webhook' },
				steps: [{ id: 'out', kind: 'webhook', endpoint: endpoint.body.endpoint.id, waits: false }],
			})
			secrets.set(id, (await call('POST', `/playbooks/${id}/hook-secret`, {})).body.secret)
		}
		const first = await hook('circle', 'c1')
		expect(first.body).toMatchObject({ outcome: 'started' })
		const sent = await test.context.pool.query('select payload from send where run_id = $1', [
			first.body.run_id,
		])
		expect(sent.rows[0]?.payload.run_id).toBe(first.body.run_id)
		expect((await hook('circle', 'c2', first.body.run_id)).body).toMatchObject({
			outcome: 'not started',
			note: 'its own webhook led to it',
		})
		for (const id of circle.slice(1, 5))
			expect((await hook(id, 'c3')).body).toMatchObject({ outcome: 'started' })
		expect((await hook('circle_6', 'c7')).body).toMatchObject({
			outcome: 'not started',
			note: '5 playbooks have led to one another',
		})
		const { refused } = (await call('GET', '/playbooks/waiting')).body
		expect(refused.map((item: { note: string }) => item.note).sort()).toEqual([
			'5 playbooks have led to one another',
			'its own webhook led to it',
		])
		const mails = await test.context.pool.query(`select recipient from send where run_id like 'loop-circle%'`)
		expect(mails.rows.length).toBeLessThanOrEqual(2)
		for (const id of circle) await call('POST', `/playbooks/${id}/switch`, { to: 'off', open_runs: 'cancel' })
		version = (await call('GET', '/playbooks')).body.model_version
	})
	it('is stopped where it starts runs with a key of ours, and a person is not', async () => {
		const key = await call('POST', '/keys', { name: 'CRM', scopes: ['read', 'write'] })
		expect(key.status, JSON.stringify(key.body)).toBeLessThan(300)
		const started = await call(
			'POST',
			'/accounts/own/playbook-runs',
			{ playbook_id: 'saved' },
			{ headers: { authorization: `Bearer ${key.body.secret ?? key.body.key}` } },
		)
		expect(started.body).toMatchObject({ code: 'playbooks_in_circle' })
		expect((await start('saved')).status).toBe(200)
	})
})

describe('a breaker', () => {
	it('is let go by a person: what waited starts with its first tasks, and the playbook goes on', async () => {
		await save({ id: 'tripped', enabled: true, steps: [{ id: 'task', kind: 'task', title: 'x' }] })
		const { pool } = test.context
		await pool.query(
			`insert into playbook_watch values ('tripped', 'x', '2026-06-01', '2026-06-30', '6 runs in a day, its cap is 3')
			on conflict (playbook_id) do update set tripped_on = excluded.tripped_on, tripped_reason = excluded.tripped_reason`,
		)
		await pool.query(
			`insert into playbook_trigger (account_id, playbook_id, occasion, occurred_on, found_on, outcome, note, depth)
			select account_id, 'tripped', 'signal:logins_down_14d@2026-06-30', '2026-06-30'::date, '2026-06-30'::date, 'waiting', 'x', 1
			from account where not is_stub
			union all select account_id, 'tripped', 'signal:logins_down_14d@2026-06-29', '2026-06-29'::date, '2026-06-29'::date, 'waiting', 'x', 1
			from account where external_id = 'own'`,
		)
		const entry = async () =>
			(await call('GET', '/playbooks')).body.items.find((item: { id: string }) => item.id === 'tripped')
		expect(await entry()).toMatchObject({ tripped: { reason: '6 runs in a day, its cap is 3' }, waiting: 4 })
		const decide = (body: unknown, as: 'admin' | 'ops' | 'viewer' = 'admin') =>
			call('POST', '/playbooks/tripped/waiting', body, { as })
		expect((await decide({ decision: 'start' }, 'viewer')).status).toBe(403)
		await call('POST', '/automation/stop', { reason: 'a test' })
		expect((await decide({ decision: 'start' })).body).toMatchObject({ code: 'automation_stopped' })
		await call('POST', '/automation/start', {})
		const restrict = async (isRestricted: boolean) => {
			await pool.query("update auth_user set is_restricted = $1 where role = 'ops'", [isRestricted])
			test.app.identify.forget()
		}
		await restrict(true)
		const others = { decision: 'drop', account_ids: ['nobodys', 'own'] }
		expect((await decide(others, 'ops')).body).toMatchObject({ status: 403, code: 'not_yours' })
		expect((await decide({ decision: 'drop' }, 'ops')).body).toEqual({ started: 0, dropped: 0 })
		expect(await entry()).toMatchObject({ tripped: { reason: '6 runs in a day, its cap is 3' }, waiting: 4 })
		await restrict(false)
		expect((await decide({ decision: 'drop', account_ids: ['nobodys'] })).body).toEqual({
			started: 0,
			dropped: 1,
		})
		// One account was found twice: it has one run all the same, whoever says so at the same moment.
		const both = await Promise.all([decide({ decision: 'start' }), decide({ decision: 'start' })])
		const sum = (key: 'started' | 'dropped') => both.reduce((total, { body }) => total + body[key], 0)
		expect([sum('started'), sum('dropped')]).toEqual([2, 1])
		expect(await entry()).toMatchObject({ tripped: null, waiting: 0, runs: { open: 2 } })
		const tasks = await pool.query("select from task where source_kind = 'run' and title = 'x'")
		expect(tasks.rowCount).toBeGreaterThanOrEqual(2)
		// Asked again, nothing is there any more.
		expect((await decide({ decision: 'start' })).body).toEqual({ started: 0, dropped: 0 })
		await call('POST', '/playbooks/tripped/switch', { to: 'off', open_runs: 'cancel' })
		version = (await call('GET', '/playbooks')).body.model_version
	})
})

describe('runs', () => {
	it('go on when their wait ends, by the worker, and not before', async () => {
		await save({
			id: 'waits',
			steps: [
				{ id: 'wait', kind: 'wait', days: 2 },
				{ id: 'tell', kind: 'email', to: { team: 'owner' }, subject: 'Now', body: '{{ account.name }}' },
			],
		})
		const { pool } = test.context
		const { body } = await start('waits')
		const sends = async () =>
			(await pool.query('select recipient, body from send where run_id = $1', [body.id])).rows
		await pool.query(`insert into playbook_day values ('${testToday}', null, 0, 0, 0) on conflict do nothing`)
		await followOnce(pool, runWriters, new Date('2026-07-01T12:00:00Z'))
		expect(await sends()).toEqual([])
		await followOnce(pool, runWriters, new Date('2026-07-02T12:00:00Z'))
		expect(await sends()).toEqual([{ recipient: 'csm@example.com', body: 'Own Ltd' }])
	})
	it('advance a renewal, never back, and never one whose stage a person set', async () => {
		const { pool } = test.context
		const stage = async () =>
			(await pool.query(`select stage from renewal where renewal_on = '2026-08-01'`)).rows[0]?.stage
		const advance = async (id: string, to: 'at_risk' | 'in_conversation' | 'verbal_commit') => {
			await save({ id, steps: [{ id: 'move', kind: 'renewal', action: 'advance', stage: to }] })
			expect((await start(id)).body).toMatchObject({ state: 'done' })
			return stage()
		}
		expect(await stage()).toBe('open')
		expect(await advance('forward', 'in_conversation')).toBe('in_conversation')
		expect(await advance('back', 'at_risk')).toBe('in_conversation')
		const { body } = await call('GET', '/accounts/own/renewals/2026-08-01')
		expect(body.changes[0]).toMatchObject({
			by: 'playbook forward',
			kind: 'moved',
			fields: [{ field: 'stage', before: 'open', after: 'in_conversation' }],
		})
		await pool.query(`update renewal set edited = '{stage}' where renewal_on = '2026-08-01'`)
		expect(await advance('against', 'verbal_commit')).toBe('in_conversation')
	})
	it('ask, and end where the answer is no', async () => {
		await save({ id: 'asks', steps: [{ id: 'ask', kind: 'approval', title: 'May we?' }] })
		const { body } = await start('asks')
		expect(body).toMatchObject({ state: 'held', step: { id: 'ask' } })
		expect((await act(body.id, { kind: 'resume' })).body).toMatchObject({ code: 'run_refused' })
		const nobody = { kind: 'change_owner', owner_email: 'nobody@nowhere.example' }
		expect((await act(body.id, nobody)).status).toBe(400)
		expect((await act(body.id, { kind: 'refuse', reason: 'not now' })).body).toMatchObject({
			state: 'exited',
		})
		expect((await act(body.id, { kind: 'approve' })).body).toMatchObject({ code: 'run_refused' })
	})
	it('stand on the account’s timeline', async () => {
		const { body } = await call('GET', '/accounts/own/timeline?kinds=run')
		expect(body.items.map((item: { title: string }) => item.title)).toContain('Playbook started: Drop')
	})
})

describe('a working calendar', () => {
	it('moves due days over holidays', async () => {
		await call('PUT', '/work-calendars/csm@example.com', {
			weekdays: [1, 2, 3, 4, 5],
			days_off: ['2026-07-01'],
		})
		await save({ id: 'due', steps: [{ id: 'task', kind: 'task', title: 'x', dueInWorkingDays: 1 }] })
		const { body } = await start('due')
		const { rows } = await test.context.pool.query('select due_on from playbook_task where run_id = $1', [
			body.id,
		])
		expect(rows).toEqual([{ due_on: '2026-07-02' }])
	})
})

describe('a day of the past', () => {
	it('computed again fires nothing', async () => {
		const { pool } = test.context
		await save({
			id: 'always',
			enabled: true,
			trigger: { kind: 'date', of: 'renewal', days: -60, graceDays: 60 },
		})
		await saveFixedToday(pool, getDay(testToday))
		const tables = [
			'playbook_run',
			'playbook_trigger',
			'playbook_watch',
			'playbook_day',
			'send',
			'playbook_task',
		]
		const counts = async () =>
			Promise.all(
				tables.map(async table => (await pool.query(`select count(*)::int as n from ${table}`)).rows[0]?.n),
			)
		const before = await counts()
		const now = new Date(`${testToday}T12:00:00Z`)
		for (const day of ['2026-06-10', '2026-06-20', '2026-06-29'])
			await runDay(test.context, { now, asOf: getDay(day) })
		expect(await counts()).toEqual(before)
	}, 60_000)
})
