import { afterEach, describe, expect, it } from 'vitest'
import type { PlaybookDefinitionInput } from '../../core/model/playbook.ts'
import { inTransaction } from '../postgres/transaction.ts'
import {
	firstDay,
	openSmallCompany,
	playbook,
	type SmallCompany,
	signalId,
} from './fixtures/small-company.ts'
import { saveAutomationStop } from './watch-store.ts'

let company: SmallCompany
afterEach(() => company?.database.drop())

async function open(accounts: number, over: Partial<PlaybookDefinitionInput> = {}): Promise<void> {
	company = await openSmallCompany(accounts, [playbook(over)])
	// The first look is over.
	await company.live(firstDay)
}

const runs = () => company.count('from playbook_run')
const sends = () => company.count('from send')

describe('a day with an outage', () => {
	it('starts and sends nothing, and the first real day after it makes up', async () => {
		await open(3)
		await company.open(signalId, firstDay + 1, 2)
		const during = await company.live(firstDay + 1, { isOutage: true })
		expect(during).toMatchObject({ started: 0, held: 'outage' })
		await company.live(firstDay + 2, { isOutage: true })
		expect([await runs(), await sends()]).toEqual([0, 0])
		const after = await company.live(firstDay + 3)
		expect(after).toMatchObject({ started: 2, held: null })
		expect([await runs(), await sends()]).toEqual([2, 2])
		expect(await company.live(firstDay + 3)).toMatchObject({ started: 0 })
		expect([await runs(), await sends()]).toEqual([2, 2])
	})

	it('lets no open run go on, not by the worker either', async () => {
		await open(1, {
			steps: [
				{ id: 'wait', kind: 'wait', days: 2 },
				{ id: 'tell', kind: 'email', to: { team: 'owner' }, subject: 'Look', body: 'x' },
			],
		})
		await company.open(signalId, firstDay + 1, 1)
		expect(await company.live(firstDay + 1)).toMatchObject({ started: 1 })
		await company.live(firstDay + 4, { isOutage: true })
		expect(await company.follow()).toBe(0)
		expect(await sends()).toBe(0)
		await company.live(firstDay + 5)
		expect(await sends()).toBe(1)
	})
})

describe('a source that is stale', () => {
	it('holds what its signals would start', async () => {
		await open(2)
		await company.open(signalId, firstDay + 1, 2, { held: 'stale' })
		expect(await company.live(firstDay + 1)).toMatchObject({ started: 0 })
		expect(await runs()).toBe(0)
	})
})

describe('history', () => {
	it('starts nothing: episodes that were there before anybody looked', async () => {
		await open(2)
		await company.open(signalId, firstDay + 1, 2, { baseline: true })
		expect(await company.live(firstDay + 1)).toMatchObject({ started: 0 })
		expect(await runs()).toBe(0)
	})
})

describe('more starts than the cap', () => {
	it('start none at all, wait for a person, and tell whoever runs it', async () => {
		await open(6, { caps: { runsPerDay: 3 } })
		await company.open(signalId, firstDay + 1, 6)
		const day = await company.live(firstDay + 1)
		expect(day).toMatchObject({ started: 0, waiting: 6 })
		expect([...day.tripped]).toEqual([['drop', '6 runs in a day, its cap is 3']])
		expect(await runs()).toBe(0)
		expect(await company.rows('select recipient, subject, state from send')).toEqual([
			{ recipient: 'olga@example.com', subject: 'The playbook Drop stands still', state: 'planned' },
		])
		// It stands still: a single one waits too, and nobody is told twice.
		await company.database.pool.query('delete from signal_episode')
		await company.open(signalId, firstDay + 2, 1)
		expect(await company.live(firstDay + 2)).toMatchObject({ started: 0, waiting: 1 })
		expect(await sends()).toBe(1)
	})
})

describe('a breaker that goes', () => {
	it('tells who signs in as admin where the team has nobody for it', async () => {
		company = await openSmallCompany(3, [playbook({ caps: { runsPerDay: 2 } })])
		const { pool } = company.database
		await pool.query(`delete from team_member where role = 'ops'`)
		await pool.query(
			`insert into auth_user (id, email, email_verified, name, created_at, updated_at, role)
			values ('u1', 'adam@example.com', true, 'Adam', $1, $1, 'admin')`,
			[company.now()],
		)
		await company.live(firstDay)
		await company.open(signalId, firstDay + 1, 3)
		expect(await company.live(firstDay + 1)).toMatchObject({ started: 0, waiting: 3 })
		expect(await company.rows('select recipient, subject from send')).toEqual([
			{ recipient: 'adam@example.com', subject: 'The playbook Drop stands still' },
		])
	})
})

describe('the stop of everything', () => {
	it('starts nothing and lets nothing go on; what happened meanwhile starts nothing later', async () => {
		await open(2)
		const stop = { at: company.now(), by: 'olga@example.com', reason: 'a test' }
		await inTransaction(company.database.pool, client => saveAutomationStop(client, stop))
		await company.open(signalId, firstDay + 1, 2)
		expect(await company.live(firstDay + 1)).toMatchObject({ started: 0, held: 'automation is stopped' })
		expect(await company.follow()).toBe(0)
		await inTransaction(company.database.pool, client => saveAutomationStop(client, undefined))
		expect(await company.live(firstDay + 2)).toMatchObject({ started: 0, held: null })
		expect([await runs(), await sends()]).toEqual([0, 0])
	})
})
