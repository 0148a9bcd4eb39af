import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getDay } from '../../core/time/day.ts'
import { makeTestApp, type TestApp, testToday } from '../../e2e/test-app.ts'
import { startDelivery } from '../delivery/run-delivery.ts'
import { runWriters } from '../jobs/day-work.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { actOnTask } from '../tasks/act-on-task.ts'
import { playbook } from './fixtures/small-company.ts'
import { followOnce } from './follow-worker.ts'
import { takeBackMs } from './nudge-store.ts'
import type { RunWriters } from './run-writers.ts'

// What people do between two days moves runs on at once, in one transaction, whatever is killed in between.

let test: TestApp
let version = 1
beforeAll(async () => {
	test = await makeTestApp()
	version = (await call('GET', '/playbooks')).body.model_version
	await test.context.pool.query(
		`insert into playbook_day values ('${testToday}', null, 0, 0, 0) on conflict do nothing`,
	)
}, 120_000)
afterAll(() => test.end())
beforeEach(async () => {
	await test.context.pool.query(
		`update playbook_run set ended_on = started_on, state = 'cancelled' where ended_on is null`,
	)
	await test.context.pool.query('truncate playbook_nudge')
})

async function call(method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: unknown) {
	const answer = await test.call(method, path, { as: 'admin', ...(body === undefined ? {} : { body }) })
	return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() }
}

type Input = Parameters<typeof playbook>[0]

async function begin(id: string, steps: Input['steps'], over: Input = {}): Promise<string> {
	const definition = playbook({ id, enabled: true, trigger: { kind: 'hand' }, steps, ...over })
	const saved = await call('PUT', `/playbooks/${id}`, { definition, base_version: version })
	expect(saved.status, JSON.stringify(saved.body)).toBe(200)
	version = saved.body.version
	const run = await call('POST', '/accounts/own/playbook-runs', { playbook_id: id })
	expect(run.status, JSON.stringify(run.body)).toBe(200)
	return run.body.id
}

const rows = async (sql: string, values: unknown[] = []) => (await test.context.pool.query(sql, values)).rows
const tasksOf = async (runId: string) =>
	(
		await rows(`select source_id, state from task where source_id like $1 || '/%' order by task_id`, [runId])
	).map(row => `${row.source_id.split('/')[1]} ${row.state}`)
const sendsOf = (runId: string) =>
	rows('select step_id, recipient, state from send where run_id = $1', [runId])
const stateOf = async (runId: string) =>
	(await rows('select state, step_id from playbook_run where run_id = $1', [runId]))[0]
/** The worker's look, where nobody but the person told of anything. */
const follow = (writers: RunWriters = runWriters) =>
	followOnce(test.context.pool, writers, test.clock.now, 'what was told')
/** As a person does it, ten seconds ago. */
async function closeTask(runId: string, stepId: string, as: 'complete' | 'dismiss' = 'complete') {
	const [task] = await rows(`select account_id, task_id from task where source_id = $1`, [
		`${runId}/${stepId}`,
	])
	const action = as === 'complete' ? { kind: as } : { kind: as, reason: 'not now' }
	const { now: at } = test.clock
	const act = { actor: 'csm@example.com', at, day: getDay(testToday) }
	await inTransaction(test.context.pool, client =>
		actOnTask(client, { accountId: task?.account_id, taskId: task?.task_id }, action, act),
	)
	// Until then it could be taken back.
	test.clock.now = new Date(at.getTime() + takeBackMs)
}
async function deliver() {
	const { pool } = test.context
	const { deliver: send } = test.app.delivery
	const onFault = (error: unknown) => {
		throw error
	}
	const delivery = startDelivery({ pool, deliver: send, clock: () => test.clock.now, onFault })
	await delivery.look()
	await delivery.end()
}

const task = (id: string) => ({ id, kind: 'task' as const, title: `Do ${id}` })
const mail = (id: string) => ({
	id,
	kind: 'email' as const,
	to: { team: 'owner' as const },
	subject: id,
	body: 'x',
})

describe('a task that a person closes', () => {
	it.each(['complete', 'dismiss'] as const)('(%s) leads to the next step at once', async as => {
		const runId = await begin(`closes_${as}`, [task('one'), mail('tell'), { ...task('two'), waits: false }])
		expect(await tasksOf(runId)).toEqual(['one open'])
		expect(await follow()).toBe(0)
		await closeTask(runId, 'one', as)
		expect(await follow()).toBe(1)
		expect(await sendsOf(runId)).toMatchObject([{ step_id: 'tell', state: 'planned' }])
		expect(await follow()).toBe(0)
	})
	it('and takes back within ten seconds leads to nothing', async () => {
		const runId = await begin('taken_back', [task('one'), mail('tell')])
		const [open] = await rows(`select task_id from task where source_id = $1`, [`${runId}/one`])
		const path = `/accounts/own/tasks/${open?.task_id}/actions`
		const { now } = test.clock
		expect((await call('POST', path, { kind: 'complete' })).body).toMatchObject({ state: 'done' })
		test.clock.now = new Date(now.getTime() + takeBackMs - 1)
		expect(await followOnce(test.context.pool, runWriters, test.clock.now)).toBe(0)
		expect((await call('POST', path, { kind: 'reopen' })).body).toMatchObject({ state: 'open' })
		test.clock.now = new Date(now.getTime() + 2 * takeBackMs)
		await follow()
		expect([await stateOf(runId), await sendsOf(runId)]).toEqual([{ state: 'running', step_id: 'one' }, []])
		await call('POST', path, { kind: 'complete' })
		test.clock.now = new Date(now.getTime() + 3 * takeBackMs)
		expect(await follow()).toBe(1)
		expect(await sendsOf(runId)).toMatchObject([{ step_id: 'tell', state: 'planned' }])
	})
	it('makes the next task, above what the day hands out, and counts into it', async () => {
		const runId = await begin('next_task', [task('one'), task('two'), task('three')])
		const { pool } = test.context
		await pool.query(
			`insert into task (account_id, task_id, source_kind, source_id, title, reason, owner_role, owner_email, due_on,
				hours, urgency, state, made_on)
			select account_id, nextval('task_id_seq'), 'signal', 'full_' || n, 'x', 'x', 'csm', 'csm@example.com', $1, 1, 1,
				'open', $1 from account, generate_series(1, 8) as n where external_id = 'own'`,
			[testToday],
		)
		await closeTask(runId, 'one')
		await follow()
		expect(await tasksOf(runId)).toEqual(['one done', 'two open'])
		await closeTask(runId, 'two')
		await follow()
		expect(await tasksOf(runId)).toEqual(['one done', 'two done', 'three open'])
		await pool.query(`delete from task where source_id like 'full_%'`)
	})
})

describe('an answer', () => {
	it('of yes to an approval makes the next task in the same moment', async () => {
		const runId = await begin('asks', [{ id: 'ask', kind: 'approval', title: 'May we?' }, task('after')])
		const answered = await call('POST', `/accounts/own/playbook-runs/${runId}/actions`, { kind: 'approve' })
		expect(answered.body).toMatchObject({ state: 'running', step: { id: 'after' } })
		expect(await tasksOf(runId)).toEqual(['after open'])
	})
	it('of no goes on where the step says so', async () => {
		const runId = await begin('asks_on', [
			{ id: 'ask', kind: 'approval', title: 'May we?', onRefuse: 'continue' },
			task('after'),
		])
		await call('POST', `/accounts/own/playbook-runs/${runId}/actions`, { kind: 'refuse', reason: 'no' })
		expect(await tasksOf(runId)).toEqual(['after open'])
	})
	it('to a message: refused, the run goes on with its next task', async () => {
		const runId = await begin('refused', [{ ...mail('say'), approval: 'needed' }, task('after')])
		const [send] = await rows('select send_id from send where run_id = $1', [runId])
		await call('POST', `/sends/${send?.send_id}/refusal`, { reason: 'they were called' })
		expect(await follow()).toBe(1)
		expect(await tasksOf(runId)).toEqual(['after open'])
	})
	it('to a message: approved and sent, the run goes on with its next task', async () => {
		const runId = await begin('approved', [{ ...mail('say'), approval: 'needed' }, task('after')])
		const [send] = await rows('select send_id from send where run_id = $1', [runId])
		await call('POST', `/sends/${send?.send_id}/approval`, {})
		// No mail server is set up: a person finds out and says so.
		await deliver()
		expect(await follow()).toBe(0)
		await test.context.pool.query(`update send set state = 'unknown' where send_id = $1`, [send?.send_id])
		await call('POST', `/sends/${send?.send_id}/settlement`, { as: 'sent' })
		expect(await follow()).toBe(1)
		expect(await tasksOf(runId)).toEqual(['after open'])
	})
})

describe('an edit', () => {
	it('that makes what a run waits for true moves it on, with its task and its message', async () => {
		const runId = await begin('waits', [
			{ id: 'wait', kind: 'wait', until: "industry = 'space'", limitDays: 30 },
			{ ...task('after'), waits: false },
			mail('tell'),
		])
		expect(await stateOf(runId)).toEqual({ state: 'waiting', step_id: 'wait' })
		await call('PATCH', '/accounts/own', { tier: 'gold', open_work: 'keep' })
		expect(await stateOf(runId)).toEqual({ state: 'waiting', step_id: 'wait' })
		const edited = await call('PATCH', '/accounts/own', { industry: 'space', open_work: 'keep' })
		expect(edited.status, JSON.stringify(edited.body)).toBe(200)
		expect(await follow()).toBe(0)
		expect(await stateOf(runId)).toMatchObject({ step_id: 'tell' })
		expect(await tasksOf(runId)).toEqual(['after open'])
		expect(await sendsOf(runId)).toMatchObject([{ step_id: 'tell' }])
	})
	it.each([
		['done', { done: { says: 'in space', when: "industry = 'moon'" } }, 'done'],
		['over', { exitWhen: "industry = 'moon'" }, 'exited'],
	] as const)('that makes a run %s ends it, and its open task with it', async (name, over, state) => {
		await call('PATCH', '/accounts/own', { industry: 'earth', open_work: 'keep' })
		const runId = await begin(`ends_${name}`, [task('one'), mail('tell')], over)
		expect(await tasksOf(runId)).toEqual(['one open'])
		await call('PATCH', '/accounts/own', { industry: 'moon', open_work: 'keep' })
		expect(await stateOf(runId)).toEqual({ state, step_id: null })
		expect(await tasksOf(runId)).toEqual(['one lapsed'])
		expect(await sendsOf(runId)).toEqual([])
	})
	it('of the health by hand moves on a run that waits for it', async () => {
		const runId = await begin('waits_band', [
			{ id: 'wait', kind: 'wait', until: "band = 'critical'", limitDays: 30 },
			task('after'),
		])
		const bands = await call('POST', '/accounts/own/override', { band: 'critical', reason: 'they told us' })
		expect(bands.status, JSON.stringify(bands.body)).toBe(200)
		expect(await follow()).toBe(1)
		expect(await tasksOf(runId)).toEqual(['after open'])
	})
})

describe('a start from Approvals', () => {
	it('makes the first task in the same moment', async () => {
		await begin('waiting_start', [task('first')])
		const { pool } = test.context
		await pool.query(
			`update playbook_run set ended_on = started_on, state = 'cancelled' where playbook_id = 'waiting_start'`,
		)
		await pool.query(
			`insert into playbook_trigger (account_id, playbook_id, occasion, occurred_on, found_on, outcome, depth)
			select account_id, 'waiting_start', 'signal:logins_down_14d@2026-06-29', '2026-06-29', '2026-06-30', 'waiting', 1
			from account where external_id = 'own'`,
		)
		const started = await call('POST', '/playbooks/waiting_start/waiting', { decision: 'start' })
		expect(started.body).toEqual({ started: 1, dropped: 0 })
		const [run] = await rows(
			`select run_id from playbook_run where playbook_id = 'waiting_start' and ended_on is null`,
		)
		expect(await tasksOf(run?.run_id)).toEqual(['first open'])
	})
})

describe('a crash', () => {
	it('between the closed task and the commit of what follows leaves nothing, and the next look all of it once', async () => {
		const runId = await begin('crashes', [
			task('one'),
			{ id: 'grow', kind: 'opportunity', action: 'create', arrShare: 0.1 },
			{ ...task('two'), waits: false },
			mail('tell'),
		])
		await closeTask(runId, 'one')
		const dies: RunWriters = {
			writeOpportunity: async () => {
				throw new Error('the process is gone')
			},
		}
		await expect(follow(dies)).rejects.toThrow('the process is gone')
		expect([await tasksOf(runId), await sendsOf(runId)]).toEqual([['one done'], []])
		expect(await stateOf(runId)).toEqual({ state: 'running', step_id: 'one' })
		// Two workers, and one that comes late.
		const counts = await Promise.all([follow(), follow()])
		expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1)
		expect(await follow()).toBe(0)
		expect(await tasksOf(runId)).toEqual(['one done', 'two open'])
		expect(await sendsOf(runId)).toMatchObject([{ step_id: 'tell', state: 'planned' }])
		const facts = await rows(`select external_id from fact where kind = 'opportunity' and part = 'created'`)
		expect(facts).toEqual([{ external_id: `playbook-${runId}` }])
	})
	it('of the connection while it works is as if it had never looked', async () => {
		const runId = await begin('cut', [task('one'), task('two')])
		await closeTask(runId, 'one')
		const { pool } = test.context
		// The worker waits for this row, and its connection is cut while it does.
		await inTransaction(pool, async client => {
			await client.query('select from playbook_run where run_id = $1 for update', [runId])
			const looking = follow().then(
				() => 'done',
				() => 'cut',
			)
			for (let cut = 0; cut === 0; ) {
				const { rowCount } = await client.query(
					`select pg_terminate_backend(pid) from pg_stat_activity
					where datname = current_database() and wait_event_type = 'Lock' and pid <> pg_backend_pid()`,
				)
				cut = rowCount ?? 0
			}
			expect(await looking).toBe('cut')
		})
		expect(await tasksOf(runId)).toEqual(['one done'])
		expect(await follow()).toBe(1)
		expect(await tasksOf(runId)).toEqual(['one done', 'two open'])
	})
})
