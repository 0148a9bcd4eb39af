import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { type FaultSinks, httpFaults, smtpFaults, startFaultSinks } from './fixtures/fault-sinks.ts'
import { expectedEnd, findBrokenPromises, type KillCell, killDelivery, killPoints } from './kill-delivery.ts'

const cells: KillCell[] = killPoints.flatMap(point => [
	...smtpFaults.map(fault => ({ channel: 'email' as const, point, fault })),
	...httpFaults.map(fault => ({ channel: 'webhook' as const, point, fault })),
])

/** A mail server that drops or refuses before a point leaves nobody to be killed there. */
const killsOfEmail = 50
/** A webhook has no recipient and no text that are sent by themselves. */
const killsOfWebhooks = 32

let database: TestDatabase
let sinks: FaultSinks
beforeAll(async () => {
	database = await createTestDatabase()
	sinks = await startFaultSinks()
})
/** Pairs in which somebody was killed: the others end before the point and show nothing of it. */
const killed = new Map<KillCell['channel'], number>([
	['email', 0],
	['webhook', 0],
])
afterAll(async () => {
	await sinks.end()
	await database.drop()
	const count = (channel: KillCell['channel']) => cells.filter(cell => cell.channel === channel).length
	for (const [channel, kills] of killed)
		process.stdout.write(
			`${channel}: ${kills} workers killed in ${count(channel)} pairs of point and fault\n`,
		)
})

it.each(cells)('$channel, killed at $point, server $fault', async cell => {
	const { ends, wasKilled } = await killDelivery(database, sinks, cell)
	expect(findBrokenPromises(ends)).toEqual([])
	expect(ends[1]?.state).toBe(expectedEnd(cell.fault))
	if (wasKilled) killed.set(cell.channel, (killed.get(cell.channel) ?? 0) + 1)
	// A fault that comes before the point, or a point that the channel does not have, leaves nobody to be killed.
	else expect(ends[0]?.state).toBe(expectedEnd(cell.fault))
})

it('killed a worker at every point of every channel that has it', () => {
	// A point that nobody reaches any more would make the pairs above pass for nothing.
	expect(Object.fromEntries(killed)).toEqual({ email: killsOfEmail, webhook: killsOfWebhooks })
})
