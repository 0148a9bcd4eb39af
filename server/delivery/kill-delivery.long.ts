import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { type FaultSinks, httpFaults, smtpFaults, startFaultSinks } from './fixtures/fault-sinks.ts'
import { expectedEnd, findBrokenPromises, type KillCell, killDelivery, killPoints } from './kill-delivery.ts'

const cells: KillCell[] = killPoints.flatMap(point => [
	...smtpFaults.map(fault => ({ channel: 'email' as const, point, fault })),
	...httpFaults.map(fault => ({ channel: 'webhook' as const, point, fault })),
])

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
	expect(findBrokenPromises(ends)).toEqual([])
	// A fault that comes before the point leaves nobody to be killed there.
	expect(ends[1]?.state).toBe(expectedEnd(cell.fault))
	if (!wasKilled) expect(ends[0]?.state).toBe(expectedEnd(cell.fault))
})
