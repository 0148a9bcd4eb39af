import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { RenewalStep } from '../../core/model/renewal.ts'
import { SignalDefinition } from '../../core/model/signal.ts'
import { formatDay, getDay } from '../../core/time/day.ts'
import { ensurePartition } from '../postgres/partition.ts'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { actOnTask } from './act-on-task.ts'
import { listHeldTasks } from './held-task-store.ts'
import { makeTasks } from './make-tasks.ts'
import { listTasksOf, listTasksOn } from './task-store.ts'

const today = getDay('2026-11-20')
const act = { actor: 'ann@x', at: new Date('2026-11-20T10:00:00Z'), day: today }

function signal(id: string, change: Partial<SignalDefinition> = {}): SignalDefinition {
	return SignalDefinition.parse({
		id,
		name: id,
		kind: 'usage',
		when: 'x > 1',
		metric: 'x',
		level: 'alarm',
		reason: 'Logins down {percent} in two weeks',
		work: { title: 'Call' },
		...change,
	})
}

const definitions = [
	signal('down'),
	signal('weak', { weakerThan: ['down'] }),
	signal('silent', { work: undefined }),
	signal('boss', { work: { title: 'Escalate', owner: 'manager', dueInWorkingDays: 1, hours: 2 } }),
]
const renewalSteps = [90, 60].map(daysBefore =>
	RenewalStep.parse({
		id: `s${daysBefore}`,
		name: 'Step',
		daysBefore,
		title: `Step ${daysBefore}`,
		reason: 'Business review due',
		doneWhen: 'held',
	}),
)

let database: TestDatabase
beforeAll(async () => {
	database = await createTestDatabase()
	await database.pool.query(
		`insert into account (account_id, external_id, name, is_stub)
		select n, 'a' || n, 'Account ' || n, false from generate_series(1, 40) n`,
	)
	await database.pool.query(
		`insert into team_member (email, name, role, manager_email) values
		('csm@x', 'C', 'csm', 'boss@x'), ('boss@x', 'B', 'manager', null)`,
	)
	await inTransaction(database.pool, client => ensurePartition(client, 'score', today))
	await inTransaction(database.pool, client => ensurePartition(client, 'score', today + 20))
	await database.pool.query(
		`insert into score (account_id, as_of, model_version, health_model, is_customer, owner_email, arr_minor,
			coverage, band, computed_band, points)
		select n, day, 1, 'classic', n <> 39, 'csm@x', n * 100000, 1, 'stable', 'stable', '{}'
		from generate_series(1, 40) n, generate_series($1::date, $1::date + 20, '1 day') day`,
		[formatDay(today)],
	)
})
afterAll(() => database.drop())
beforeEach(() => database.pool.query('truncate signal_episode, renewal, task, task_held, audit'))

async function addEpisode(accountId: number, signalId: string, change: Record<string, unknown> = {}) {
	const row = { baseline: false, held_reason: null, closed_on: null, started_on: formatDay(today), ...change }
	await database.pool.query(
		`insert into signal_episode (account_id, signal_id, started_on, baseline, value, latest_value, false_days,
			held_reason, ended_on, closed_on) values ($1, $2, $3, $4, -0.5, -0.43, 0, $5, $6, $6)`,
		[accountId, signalId, row.started_on, row.baseline, row.held_reason, row.closed_on],
	)
}

async function addRenewal(accountId: number, renewalOn: number) {
	await database.pool.query(
		`insert into renewal (account_id, renewal_on, stage, opened_on, lines, target_minor, currency)
		values ($1, $2, 'open', $3, '[]', 4800000, 'USD')`,
		[accountId, formatDay(renewalOn), formatDay(renewalOn - 120)],
	)
}

function make(asOf = today, firesFrom = today - 30) {
	return inTransaction(database.pool, client =>
		makeTasks(client, {
			asOf,
			firesFrom,
			definitions,
			renewalSteps,
			currency: 'USD',
			cap: { newTasksPerOwnerPerDay: 8 },
		}),
	)
}

async function tasksOn(day: number) {
	const tasks = await listTasksOn(database.pool, day)
	return tasks.sort((a, b) => a.taskId - b.taskId)
}

describe('making tasks', () => {
	it('gives each episode and step one, with owner, date, money and its sentence', async () => {
		await addEpisode(1, 'down')
		await addEpisode(1, 'weak')
		await addEpisode(1, 'silent')
		await addEpisode(2, 'weak')
		await addEpisode(3, 'boss')
		await addEpisode(4, 'down', { baseline: true })
		await addEpisode(39, 'down')
		await addRenewal(1, today + 74)
		expect(await make()).toEqual({ made: 4, lapsed: 0, woken: 0, held: [] })
		const tasks = await tasksOn(today)
		expect(tasks.map(task => [task.externalId, task.source.id, task.ownerEmail, task.reason])).toEqual([
			['a1', '2027-02-02/90', 'csm@x', 'Business review due, 74 days before a $48,000 renewal'],
			['a1', 'down@2026-11-20', 'csm@x', 'Logins down 43 % in two weeks, 74 days before a $48,000 renewal'],
			['a3', 'boss@2026-11-20', 'boss@x', 'Logins down 43 % in two weeks, at an account of $3,000 a year'],
			['a2', 'weak@2026-11-20', 'csm@x', 'Logins down 43 % in two weeks, at an account of $2,000 a year'],
		])
		expect(tasks[1]).toMatchObject({
			title: 'Call',
			moneyAtRiskMinor: 100_000n,
			currency: 'USD',
			dueOn: getDay('2026-11-24'),
			state: 'open',
			madeOn: today,
		})
		expect(tasks[0]?.moneyAtRiskMinor).toBe(4_800_000n)
		expect(tasks[2]?.dueOn).toBe(getDay('2026-11-23'))
		expect((await make()).made).toBe(0)
		expect((await make(today + 1)).made).toBe(0)
	})

	it('stops at eight a day and person, shows the rest, and goes on the next day', async () => {
		for (let account = 1; account <= 20; account++) await addEpisode(account, 'down')
		expect(await make()).toMatchObject({ made: 8, held: [{ reason: 'over the daily limit', count: 12 }] })
		expect(await make()).toMatchObject({ made: 0, held: [{ count: 12 }] })
		expect((await tasksOn(today)).map(task => task.accountId)).toEqual([20, 19, 18, 17, 16, 15, 14, 13])
		const held = await listHeldTasks(database.pool)
		expect(held.map(task => task.externalId).slice(0, 2)).toEqual(['a12', 'a11'])
		expect(await make(today + 1)).toMatchObject({ made: 8, held: [{ count: 4 }] })
		expect(await make(today + 2)).toMatchObject({ made: 4, held: [] })
		expect(await listHeldTasks(database.pool)).toEqual([])
		expect(await tasksOn(today)).toHaveLength(8)
	})

	it('makes nothing of what is held for its data, and of steps before the first day', async () => {
		await addEpisode(1, 'down', { held_reason: 'outage' })
		await addRenewal(2, today + 74)
		expect(await make(today, today - 15)).toEqual({
			made: 0,
			lapsed: 0,
			woken: 0,
			held: [{ reason: 'outage', count: 1 }],
		})
		expect(await make(today, today - 16)).toMatchObject({ made: 1 })
	})
})

describe('what a person did', () => {
	it('stays, and what it was about may end by itself', async () => {
		for (const account of [1, 2, 3, 4, 5]) await addEpisode(account, 'down')
		await addRenewal(6, today + 74)
		await make()
		const ids = new Map((await tasksOn(today)).map(task => [task.accountId, task.taskId]))
		const actOn = (accountId: number, action: Parameters<typeof actOnTask>[2]) =>
			inTransaction(database.pool, client =>
				actOnTask(client, { accountId, taskId: ids.get(accountId)! }, action, act),
			)
		await actOn(1, { kind: 'complete' })
		await actOn(2, { kind: 'dismiss', reason: 'Known' })
		await actOn(3, { kind: 'snooze', until: today + 2 })
		await actOn(4, { kind: 'reassign', ownerEmail: 'other@x' })
		await actOn(4, { kind: 'edit', title: 'Write', dueOn: today + 9 })
		expect(await make(today + 1)).toMatchObject({ made: 0, lapsed: 0, woken: 0 })
		expect(await make(today + 2)).toMatchObject({ made: 0, lapsed: 0, woken: 1 })
		const states = async () =>
			(await Promise.all([1, 2, 3, 4, 5, 6].map(id => listTasksOf(database.pool, id)))).map(
				([task]) => task?.state,
			)
		expect(await states()).toEqual(['done', 'dismissed', 'open', 'open', 'open', 'open'])
		await database.pool.query(`update signal_episode set closed_on = $1, ended_on = $1`, [
			formatDay(today + 3),
		])
		await database.pool.query(`update renewal set stage = 'closed_renewed', closed_on = $1`, [
			formatDay(today + 3),
		])
		expect(await make(today + 3)).toMatchObject({ made: 0, lapsed: 4 })
		expect(await states()).toEqual(['done', 'dismissed', 'lapsed', 'lapsed', 'lapsed', 'lapsed'])
		const [edited] = await listTasksOf(database.pool, 4)
		expect(edited).toMatchObject({
			title: 'Write',
			ownerEmail: 'other@x',
			dueOn: today + 9,
			edited: ['dueOn', 'ownerEmail', 'title'],
			closedOn: today + 3,
		})
		const { rows } = await database.pool.query('select action, actor from audit order by audit_id')
		expect(rows.map(row => row.action)).toEqual([
			'task.complete',
			'task.dismiss',
			'task.snooze',
			'task.reassign',
			'task.edit',
		])
	})

	it('is refused where it makes no sense, and leaves no trace', async () => {
		await addEpisode(1, 'down')
		await make()
		const [task] = await tasksOn(today)
		const refused = inTransaction(database.pool, client =>
			actOnTask(client, task!, { kind: 'dismiss', reason: '' }, act),
		)
		await expect(refused).rejects.toMatchObject({ code: 'task_reason_missing' })
		const missing = inTransaction(database.pool, client =>
			actOnTask(client, { accountId: 1, taskId: 999_999 }, { kind: 'complete' }, act),
		)
		await expect(missing).rejects.toMatchObject({ code: 'task_missing' })
		expect((await database.pool.query('select 1 from audit')).rowCount).toBe(0)
	})
})
