import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFreePort } from '../postgres/find-free-port.ts'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { planFaulty, readEnds, setUpSmtp, testDeliver, testNow } from './fixtures/delivery-workspace.ts'
import {
	type FaultSinks,
	httpFaults,
	lostFaults,
	refusedFaults,
	smtpFaults,
	startFaultSinks,
} from './fixtures/fault-sinks.ts'
import { startDelivery } from './run-delivery.ts'
import { listSettledSends } from './send-store.ts'

describe('sending to servers that fail', () => {
	let database: TestDatabase
	let sinks: FaultSinks
	beforeAll(async () => {
		database = await createTestDatabase()
		sinks = await startFaultSinks()
	})
	afterAll(async () => {
		await sinks.end()
		await database.drop()
	})

	it('repeats what was surely not sent, asks about what may have been, and sends nothing twice', async () => {
		const { pool } = database
		await setUpSmtp(pool, sinks.smtpPort)
		for (const fault of smtpFaults)
			for (const name of ['1', '2', '3']) await planFaulty(pool, 'email', fault, name)
		for (const fault of httpFaults)
			for (const name of ['1', '2']) await planFaulty(pool, 'webhook', fault, `h${name}`)
		let nowMs = testNow.getTime()
		const delivery = startDelivery({
			pool,
			deliver: testDeliver(pool, sinks.httpPort),
			clock: () => new Date(nowMs),
			onFault: error => {
				throw error
			},
		})
		// Every fault lasts one attempt.
		for (let round = 0; round < 3; round++) {
			await delivery.look()
			nowMs += 3_600_000
		}
		await delivery.end()
		const ends = await readEnds(pool, sinks.taken)
		expect(ends.length).toBe(smtpFaults.length * 3 + httpFaults.length * 2)
		for (const end of ends) {
			// A text that is small enough goes to the server with its end: dropped in the middle it is unknown as well.
			const isLost = lostFaults.includes(end.fault) || end.fault === 'drop-data'
			const expected = isLost ? 'unknown' : refusedFaults.includes(end.fault) ? 'failed' : 'sent'
			expect([end.run, end.state]).toEqual([end.run, expected])
			expect(end.times, end.run).toBeLessThanOrEqual(1)
			if (end.state === 'sent') expect(end.times, end.run).toBe(1)
			if (end.state === 'failed') expect(end.times, end.run).toBe(0)
		}
		const settled = await listSettledSends(pool, { afterId: 0, limit: 500 })
		expect(settled.map(item => item.id)).toEqual(ends.map((_, index) => index + 1))
	})
	it('goes on trying while the mail server is down, and then sends once', async () => {
		const { pool } = database
		await setUpSmtp(pool, await findFreePort())
		await planFaulty(pool, 'email', 'fine', 'down')
		let nowMs = testNow.getTime()
		const clock = () => new Date(nowMs)
		const delivery = startDelivery({
			pool,
			deliver: testDeliver(pool, sinks.httpPort),
			clock,
			onFault: () => {},
		})
		await delivery.look()
		nowMs += 60_000
		await delivery.look()
		const before = (await readEnds(pool, sinks.taken)).at(-1)
		expect(before).toMatchObject({ state: 'planned', attempts: 2, times: 0 })
		await setUpSmtp(pool, sinks.smtpPort)
		nowMs += 3_600_000
		await delivery.look()
		await delivery.end()
		expect((await readEnds(pool, sinks.taken)).at(-1)).toMatchObject({ state: 'sent', attempts: 3, times: 1 })
	})
})
