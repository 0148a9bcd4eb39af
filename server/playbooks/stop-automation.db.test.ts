import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { setUpSmtp, testDeliver } from '../delivery/fixtures/delivery-workspace.ts'
import { type FaultSinks, startFaultSinks } from '../delivery/fixtures/fault-sinks.ts'
import { startDelivery } from '../delivery/run-delivery.ts'
import { approveWaitingSend, findLoggedSend } from '../delivery/send-log-store.ts'
import { planSend } from '../delivery/send-store.ts'
import { runWriters } from '../jobs/day-work.ts'
import { modelVocabulary } from '../model/model-vocabulary.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { waitUntil } from '../postgres/wait-until.ts'
import { saveFixedToday } from '../workspace/workspace-store.ts'
import {
	firstDay,
	openSmallCompany,
	playbook,
	type SmallCompany,
	signalId,
} from './fixtures/small-company.ts'
import type { PlaybookTotals } from './run-playbooks.ts'
import { startAllAutomation, stopAllAutomation } from './switch-automation.ts'
import { switchPlaybookTo } from './switch-playbook.ts'

// The switch for everything: what happens while it is on, and that nothing piled up when it goes off.

let company: SmallCompany
let sinks: FaultSinks
beforeEach(async () => {
	sinks = await startFaultSinks()
})
afterEach(async () => {
	await sinks.end()
	await company?.database.drop()
})

const act = () => ({ actor: 'ops@example.com', at: company.now() })
const stop = () => inTransaction(company.database.pool, client => stopAllAutomation(client, 'a test', act()))
const go = () => inTransaction(company.database.pool, client => startAllAutomation(client, act()))
const runs = () => company.count('from playbook_run')
const states = () => company.rows('select step_id, state, reason from send order by send_id')
async function deliver() {
	const { pool } = company.database
	const onFault = (error: unknown) => {
		throw error
	}
	const delivery = startDelivery({ pool, deliver: testDeliver(pool, 0), clock: company.now, onFault })
	await delivery.look()
	await delivery.end()
}

describe('while everything is stopped', () => {
	it('nothing starts, goes on, is made or is sent; people can still sign in', async () => {
		company = await openSmallCompany(3, [
			playbook({
				steps: [
					{ id: 'task', kind: 'task', title: 'x', waits: false },
					{ id: 'tell', kind: 'email', to: { team: 'owner' }, subject: 'x', body: 'x' },
				],
			}),
		])
		const { pool } = company.database
		await setUpSmtp(pool, sinks.smtpPort)
		await company.begin(1)
		expect([await runs(), await company.count(`from send where state = 'planned'`)]).toEqual([1, 1])
		await stop()
		await inTransaction(pool, client =>
			planSend(client, {
				accountId: 0,
				runId: 'access:reset:1',
				stepId: 'mail',
				channel: 'email',
				recipient: 'ana@example.com',
				recipientKind: 'team',
				subject: 'Your link',
				body: 'x',
				payload: null,
				approval: 'not_needed',
				notBefore: company.now(),
				now: company.now(),
			}),
		)
		await deliver()
		expect(await states()).toMatchObject([
			{ step_id: 'tell', state: 'planned' },
			{ step_id: 'mail', state: 'sent' },
		])
		await pool.query(
			`insert into signal_episode (account_id, signal_id, started_on, baseline, false_days)
			values (2, $1, '2026-06-03', false, 0)`,
			[signalId],
		)
		expect(await company.live(firstDay + 2)).toMatchObject({ started: 0, held: 'automation is stopped' })
		expect([await runs(), await company.follow(), await company.count('from task')]).toEqual([1, 0, 0])
		await deliver()
		expect(sinks.taken.length).toBe(1)
	})
})

describe('pressed while a day is under way', () => {
	/** The day comes to the point where it writes what it found, and waits there until it is let go. */
	async function liveHalf(day: number): Promise<{ finish: () => Promise<PlaybookTotals> }> {
		const { pool } = company.database
		const blocker = await pool.connect()
		await blocker.query('begin')
		await blocker.query('lock table playbook_trigger in share mode')
		const living = company.live(day)
		// Other tests wait for locks in other databases of the same server, whose tables have the same numbers.
		const countWaiting = () =>
			company.count(`from pg_locks where not granted and relation = 'playbook_trigger'::regclass
				and database = (select oid from pg_database where datname = current_database())`)
		await waitUntil(async () => (await countWaiting()) > 0)
		return {
			async finish() {
				await blocker.query('commit')
				blocker.release()
				return living
			},
		}
	}
	it('does not wait for the day, and nothing of the day happens', async () => {
		company = await openSmallCompany(3, [playbook({})])
		await company.live(firstDay)
		await company.open(signalId, firstDay + 1, 3)
		const day = await liveHalf(firstDay + 1)
		await stop()
		expect(await day.finish()).toMatchObject({ started: 0, held: 'automation is stopped' })
		expect([
			await runs(),
			await company.count('from send'),
			await company.count('from playbook_trigger'),
		]).toEqual([0, 0, 0])
		await go()
		expect(await company.live(firstDay + 2)).toMatchObject({ started: 0, held: null })
	})
	it('a playbook that is switched off then ends what the day has just started', async () => {
		company = await openSmallCompany(3, [playbook({})])
		const { pool } = company.database
		await company.live(firstDay)
		await company.open(signalId, firstDay + 1, 3)
		const day = await liveHalf(firstDay + 1)
		const off = inTransaction(pool, client =>
			switchPlaybookTo(
				client,
				'drop',
				{ to: 'off', openRuns: 'cancel', tasks: 'lapse' },
				{ ...act(), day: firstDay + 1 },
				{ writers: runWriters, vocabulary: modelVocabulary },
			),
		)
		expect(await day.finish()).toMatchObject({ started: 3 })
		expect(await off).toMatchObject({ runsChanged: 3 })
		expect(await company.count('from playbook_run where ended_on is null')).toBe(0)
		expect(await company.count(`from send where state <> 'cancelled'`)).toBe(0)
	})
})

describe('when it goes on', () => {
	it('days on which the server was off as well start nothing', async () => {
		company = await openSmallCompany(2, [playbook({})])
		const { pool } = company.database
		await company.live(firstDay)
		await stop()
		await company.open(signalId, firstDay + 2, 2)
		await saveFixedToday(pool, firstDay + 4)
		const later = { actor: 'ops@example.com', at: new Date((firstDay + 4) * 86_400_000) }
		await pool.query(`update workspace set settings = settings - 'today'`)
		await inTransaction(pool, client => startAllAutomation(client, later))
		expect(await company.live(firstDay + 4)).toMatchObject({ started: 0, held: null })
	})
	it('messages that were due wait for a person, and go out only once one approves', async () => {
		company = await openSmallCompany(3, [playbook({})])
		const { pool } = company.database
		await setUpSmtp(pool, sinks.smtpPort)
		await company.begin(3)
		await stop()
		await company.live(firstDay + 3)
		expect(await go()).toEqual({ messages: 3, waits: 0 })
		await deliver()
		expect(sinks.taken).toEqual([])
		const held = {
			step_id: 'tell',
			state: 'waiting_for_approval',
			reason: 'was due while everything was stopped',
		}
		expect(await states()).toEqual([held, held, held])
		const [{ send_id: sendId } = {}] = await company.rows('select min(send_id) as send_id from send')
		await inTransaction(pool, async client => {
			const send = await findLoggedSend(client, Number(sendId))
			if (send) await approveWaitingSend(client, send, { by: 'ana@example.com', now: company.now() })
		})
		await deliver()
		expect(sinks.taken.length).toBe(1)
		expect(await company.count('from send_queue')).toBe(0)
	})
	it('what happened meanwhile starts nothing, and what happens afterwards does', async () => {
		company = await openSmallCompany(3, [
			playbook({}),
			playbook({ id: 'standing', trigger: { kind: 'signal', signal: signalId, on: 'is_in' } }),
		])
		const { pool } = company.database
		const open = (account: number, on: string) =>
			pool.query(
				`insert into signal_episode (account_id, signal_id, started_on, baseline, false_days)
				values ($1, $2, $3, false, 0)`,
				[account, signalId, on],
			)
		await company.live(firstDay)
		await stop()
		await open(1, '2026-06-02')
		await company.live(firstDay + 1)
		await go()
		// The same day again, and the one after it.
		expect(await company.live(firstDay + 1)).toMatchObject({ started: 0 })
		expect(await company.live(firstDay + 1)).toMatchObject({ started: 0 })
		expect(await company.live(firstDay + 2)).toMatchObject({ started: 0 })
		await open(2, '2026-06-04')
		expect(await company.live(firstDay + 3)).toMatchObject({ started: 2, held: null })
		expect(await company.rows('select distinct account_id from playbook_run')).toEqual([{ account_id: 2 }])
	})
	it('a date that passed meanwhile starts nothing, though it is within its days of grace', async () => {
		const renewal = playbook({ trigger: { kind: 'date', of: 'renewal', days: -30, graceDays: 7 } })
		company = await openSmallCompany(2, [renewal])
		const renewsOn = (account: number, inDays: number) => ({ account, on: firstDay + 30 + inDays })
		const dates = [renewsOn(1, 2), renewsOn(2, 5)]
		const accounts = dates.map(({ account, on }) => ({
			accountId: account,
			isCustomer: true,
			level: null,
			stage: null,
			isScoreHeld: false,
			dates: { renewalOn: on, contractStartedOn: null, milestones: [] },
		}))
		await company.live(firstDay, { accounts })
		await stop()
		await company.live(firstDay + 2, { accounts })
		await company.live(firstDay + 3, { accounts })
		await go()
		expect(await company.live(firstDay + 4, { accounts })).toMatchObject({ started: 0 })
		expect(await company.live(firstDay + 5, { accounts })).toMatchObject({ started: 1 })
		expect(await company.rows('select account_id from playbook_run')).toEqual([{ account_id: 2 }])
	})
	it('waits end as many days later as everything stood still, not all at once', async () => {
		company = await openSmallCompany(2, [
			playbook({
				steps: [
					{ id: 'wait', kind: 'wait', days: 2 },
					{ id: 'tell', kind: 'email', to: { team: 'owner' }, subject: 'x', body: 'x' },
				],
			}),
		])
		await company.begin(2)
		await company.live(firstDay + 2)
		await stop()
		await company.live(firstDay + 12)
		// Days of a workspace go by the clock, unless it is made up.
		await company.database.pool.query(`update workspace set settings = settings - 'today'`)
		expect(await go()).toEqual({ messages: 0, waits: 2 })
		expect(await company.follow()).toBe(0)
		expect(await company.rows(`select distinct wait_until from playbook_run`)).toEqual([
			{ wait_until: '2026-06-14' },
		])
		await company.live(firstDay + 13)
		expect(await company.count('from send')).toBe(2)
	})
	it('goes on between two days at once: a closed task leads to the next', async () => {
		company = await openSmallCompany(1, [
			playbook({
				steps: [
					{ id: 'one', kind: 'task', title: 'x' },
					{ id: 'tell', kind: 'email', to: { team: 'owner' }, subject: 'x', body: 'x' },
				],
			}),
		])
		const { pool } = company.database
		await company.begin(1)
		await pool.query(
			`insert into task (account_id, task_id, source_kind, source_id, title, reason, owner_role, due_on, hours, urgency,
				state, made_on, closed_on)
			select account_id, 1, 'run', run_id || '/one', 'x', 'x', 'csm', started_on, 1, 1, 'done', started_on, started_on
			from playbook_run`,
		)
		await stop()
		expect(await company.follow()).toBe(0)
		await company.live(firstDay + 2)
		await go()
		expect(await company.follow()).toBe(1)
		expect(await company.count('from send')).toBe(1)
	})
	it('says so twice without harm', async () => {
		company = await openSmallCompany(1, [playbook({})])
		await stop()
		await stop()
		expect(await go()).toEqual({ messages: 0, waits: 0 })
		expect(await go()).toEqual({ messages: 0, waits: 0 })
		expect(await company.count(`from audit where action like 'automation.%'`)).toBe(4)
	})
})
