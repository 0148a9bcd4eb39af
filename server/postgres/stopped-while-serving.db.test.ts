import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openContext } from '../context.ts'
import { startServer } from '../main.ts'
import { findFreePort } from './find-free-port.ts'
import { postgresState, stopPostgres } from './stop-postgres.ts'
import { waitUntil } from './wait-until.ts'

let dataFolder: string
beforeAll(async () => {
	vi.stubEnv('PERENNIAL_LOG_LEVEL', 'silent')
	dataFolder = await mkdtemp(join(tmpdir(), 'perennial-stopped-'))
})
afterAll(async () => {
	await stopPostgres(dataFolder)
	await rm(dataFolder, { recursive: true, force: true, maxRetries: 10 })
})

it('a server whose database is stopped on purpose says so, starts none, and goes on once somebody starts it', async () => {
	const port = await findFreePort()
	const options = { port, host: '127.0.0.1', onNote: () => {} }
	await using context = await openContext({ dataFolder })
	const server = await startServer(context, options)
	const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
	const isReady = async () => (await get('/readyz')).status === 200
	try {
		expect(await isReady()).toBe(true)
		for (const _ of ['once', 'and again']) {
			expect(await stopPostgres(dataFolder)).toBe(true)
			await waitUntil(async () => !(await isReady()))
			const away = await get('/readyz')
			expect([away.status, away.headers.get('retry-after')]).toEqual([503, '5'])
			expect(await away.json()).toMatchObject({
				ready: false,
				reason: 'database',
				says: expect.stringContaining('perennial start'),
			})
			expect((await get('/livez')).status).toBe(200)
			const call = await fetch(`http://127.0.0.1:${port}/api/v1/accounts`, {
				headers: { authorization: 'Bearer pk_any' },
			})
			expect([call.status, call.headers.get('retry-after')]).toEqual([503, '5'])
			// What the schedules of the server ask for meanwhile brings nothing back either.
			await sleep(1_500)
			expect(await postgresState(dataFolder)).toEqual({ exists: true, pid: undefined })

			// What `perennial start` does: the database comes up, and the port is taken by whom it is for.
			await using second = await openContext({ dataFolder })
			await expect(startServer(second, options)).rejects.toMatchObject({ code: 'already_serving' })
			await waitUntil(isReady)
		}
		// The server holds the database by itself now: nobody else is connected any more.
		await waitUntil(async () => {
			const { rows } = await context.pool.query<{ others: number }>(
				`select count(*)::int as others from pg_stat_activity
				where application_name = 'perennial' and pid <> pg_backend_pid() and state = 'idle' and query = ''`,
			)
			return (rows[0]?.others ?? 0) >= 1
		})
	} finally {
		await server.end()
	}
})
