import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { type FaultSinks, startFaultSinks } from './fixtures/fault-sinks.ts'
import { expectedEnd, findBrokenPromises, type KillCell, killDelivery } from './kill-delivery.ts'

const cells: KillCell[] = [
	{ channel: 'email', point: 'claimed', fault: 'fine' },
	{ channel: 'email', point: 'rcpt', fault: 'rcpt-450' },
	{ channel: 'email', point: 'dot', fault: 'fine' },
	{ channel: 'email', point: 'answered', fault: 'busy-421' },
	{ channel: 'webhook', point: 'answered', fault: 'fine' },
]

describe('a worker that is killed while it sends', () => {
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

	it.each(cells)('$channel, killed at $point, server $fault', async cell => {
		const { ends, wasKilled } = await killDelivery(database, sinks, cell)
		expect(wasKilled).toBe(true)
		expect(findBrokenPromises(ends)).toEqual([])
		expect(ends.map(end => end.state)).toEqual(['unknown', expectedEnd(cell.fault)])
	})
})
