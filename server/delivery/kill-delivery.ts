import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { planFaulty, readEnds, setUpSmtp } from './fixtures/delivery-workspace.ts'
import { type FaultSinks, lostFaults, refusedFaults, type SinkStage } from './fixtures/fault-sinks.ts'

/** Where the worker is killed: by itself, or by the server that it talks to. */
export const killPoints = ['claimed', 'rcpt', 'data', 'dot', 'answered', 'settled'] as const
export type KillPoint = (typeof killPoints)[number]

export interface KillCell {
	channel: 'email' | 'webhook'
	point: KillPoint
	fault: string
}

const child = join(import.meta.dirname, 'fixtures', 'delivery-child.ts')

/**
 * Kills a worker at a point of its first send, lets another one finish, and gives what became of each send. For tests.
 */
export async function killDelivery(
	database: { pool: Pool; connectionString: string },
	sinks: FaultSinks,
	cell: KillCell,
): Promise<{ ends: Awaited<ReturnType<typeof readEnds>>; wasKilled: boolean }> {
	const { pool } = database
	await pool.query('truncate send, send_queue, send_outcome, recipient_send')
	sinks.taken.length = 0
	await setUpSmtp(pool, sinks.smtpPort)
	const name = `${cell.point}-${cell.channel}-${Math.trunc(performance.now() * 1000)}`
	for (const number of ['1', '2']) await planFaulty(pool, cell.channel, cell.fault, `${name}-${number}`)
	const wasKilled = await run(database.connectionString, sinks, '0', cell.point)
	await run(database.connectionString, sinks, '1', '')
	return { ends: await readEnds(pool, sinks.taken), wasKilled }
}

/** What must hold whatever was killed: the problems in words. */
export function findBrokenPromises(ends: Awaited<ReturnType<typeof readEnds>>): string[] {
	return ends.flatMap(end => {
		const say = (text: string) => `${end.run} is ${end.state} and was taken ${end.times} times: ${text}`
		if (end.times > 1) return [say('nothing is sent twice')]
		if (end.state === 'sent' && end.times !== 1) return [say('sent is what a server took')]
		if (end.state === 'failed' && end.times !== 0) return [say('failed is what no server took')]
		if (!['sent', 'failed', 'unknown'].includes(end.state)) return [say('nothing stays behind')]
		if (end.state === 'failed' && !refusedFaults.includes(end.fault)) return [say('it was never refused')]
		return []
	})
}

/** The second send of a cell is past the kill: it must end as it would have without one. */
export function expectedEnd(fault: string): string {
	if (lostFaults.includes(fault) || fault === 'drop-data') return 'unknown'
	return refusedFaults.includes(fault) ? 'failed' : 'sent'
}

function run(connectionString: string, sinks: FaultSinks, hours: string, killAt: string): Promise<boolean> {
	return new Promise((done, failed) => {
		const process = spawn(
			globalThis.process.execPath,
			[child, connectionString, String(sinks.httpPort), hours, killAt],
			{
				stdio: ['ignore', 'ignore', 'pipe'],
			},
		)
		let errors = ''
		process.stderr.on('data', text => {
			errors += text
		})
		let isFirst = true
		sinks.onStage = async (stage: SinkStage) => {
			if (stage !== killAt || !isFirst) return
			isFirst = false
			process.kill('SIGKILL')
			await new Promise(gone => process.once('exit', gone))
		}
		process.once('exit', (code, signal) => {
			if (signal === 'SIGKILL') done(true)
			else if (code === 0) done(false)
			else failed(new Error(`the worker ended with ${code}: ${errors}`))
		})
	})
}
