import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { setUpSmtp } from './fixtures/delivery-workspace.ts'
import { startDelivery } from './run-delivery.ts'
import { cancelRunSends, listSettledSends, type PlannedSend, planSend } from './send-store.ts'

const now = new Date('2026-03-02T10:00:00Z')

function mail(over: Partial<PlannedSend> = {}): PlannedSend {
	return {
		accountId: 7,
		runId: 'run-1',
		stepId: 'ask',
		channel: 'email',
		recipient: 'ann@customer.example',
		recipientKind: 'customer',
		subject: 'How is it going?',
		body: 'Hello Ann',
		payload: null,
		approval: 'not_needed',
		notBefore: now,
		now,
		...over,
	}
}

describe('the ledger of sends', () => {
	let database: TestDatabase
	beforeAll(async () => {
		database = await createTestDatabase()
	})
	afterAll(() => database.drop())

	const plan = (send: PlannedSend) => inTransaction(database.pool, client => planSend(client, send))

	it('has one row per run, step and recipient', async () => {
		const first = await plan(mail())
		expect(first.isNew).toBe(true)
		expect(await plan(mail({ body: 'another text' }))).toEqual({ id: first.id, isNew: false })
		expect((await plan(mail({ recipient: 'bob@customer.example' }))).isNew).toBe(true)
		expect((await plan(mail({ stepId: 'again' }))).isNew).toBe(true)
		expect((await plan(mail({ accountId: 8 }))).isNew).toBe(true)
	})
	it('makes one send of twenty callers at once', async () => {
		const made = await Promise.all(Array.from({ length: 20 }, () => plan(mail({ runId: 'run-2' }))))
		expect(made.filter(item => item.isNew).length).toBe(1)
		expect(new Set(made.map(item => item.id)).size).toBe(1)
	})
	it('keeps nothing of a transaction that is rolled back', async () => {
		const failing = inTransaction(database.pool, async client => {
			await planSend(client, mail({ runId: 'run-3' }))
			throw new Error('no')
		})
		await expect(failing).rejects.toThrow('no')
		expect((await plan(mail({ runId: 'run-3' }))).isNew).toBe(true)
	})
	it('cancels what a run has still to send, once, and numbers outcomes without gaps', async () => {
		await plan(mail({ runId: 'run-4' }))
		await plan(mail({ runId: 'run-4', stepId: 'second', approval: 'needed' }))
		const cancel = () =>
			inTransaction(database.pool, client =>
				cancelRunSends(
					client,
					{ accountId: 7, runId: 'run-4' },
					{ reason: 'the champion is back', by: null, now },
				),
			)
		expect(await cancel()).toBe(2)
		expect(await cancel()).toBe(0)
		const settled = await listSettledSends(database.pool, { afterId: 0, limit: 10 })
		expect(settled.map(item => [item.id, item.stepId, item.state, item.reason])).toEqual([
			[1, 'ask', 'cancelled', 'the champion is back'],
			[2, 'second', 'cancelled', 'the champion is back'],
		])
		expect((await listSettledSends(database.pool, { afterId: 1, limit: 10 })).map(item => item.id)).toEqual([
			2,
		])
	})
	it('knows what was sent though the database is away in between', async () => {
		const { pool } = database
		await setUpSmtp(pool, 25)
		const { id } = await plan(mail({ runId: 'run-5', recipientKind: 'team' }))
		await pool.query('delete from send_queue where send_id <> $1', [id])
		// Connections of the pool that are dropped are its own affair.
		pool.on('error', () => undefined)
		const [{ name } = { name: '' }] = (await pool.query('select current_database() as name')).rows
		const elsewhere = database.connectionString.replace(String(name), 'postgres')
		const admin = new pg.Client({ connectionString: elsewhere })
		await admin.connect()
		const allow = (is: boolean) => admin.query(`alter database "${name}" allow_connections ${is}`)
		const faults: unknown[] = []
		const delivery = startDelivery({
			pool,
			lanes: 1,
			clock: () => now,
			onFault: error => faults.push(error),
			waitMs: () => (faults.length < 2 ? Promise.resolve() : allow(true)),
			deliver: async () => {
				await allow(false)
				await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
				return { kind: 'sent', answer: '250' }
			},
		})
		await delivery.look()
		await delivery.end()
		await admin.end()
		const { rows } = await pool.query('select state, attempts from send where send_id = $1', [id])
		expect(rows).toEqual([{ state: 'sent', attempts: 1 }])
		expect(faults.length).toBeGreaterThanOrEqual(2)
	})
})
