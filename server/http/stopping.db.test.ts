import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { makeTestApp } from '../../e2e/test-app.ts'
import { createPool } from '../postgres/client.ts'
import { findFreePort } from '../postgres/find-free-port.ts'
import { waitUntil } from '../postgres/wait-until.ts'
import { createApp } from './app.ts'

const folders: string[] = []
afterAll(async () => {
	for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

describe('a server', () => {
	it('without its database says so, and lives', async () => {
		const port = await findFreePort()
		const dataFolder = await mkdtemp(join(tmpdir(), 'perennial-away-'))
		folders.push(dataFolder)
		const connectionString = `postgresql://nobody@127.0.0.1:${port}/none`
		const pool = createPool(connectionString)
		const context = { pool, connectionString, dataFolder, [Symbol.asyncDispose]: async () => {} }
		const options = {
			secret: 'a secret that is long enough for a cookie',
			baseUrl: 'http://localhost:4600',
			host: '127.0.0.1',
			webFolder: join(dataFolder, 'no-web'),
		}
		const app = await createApp(context, options)
		const key = { authorization: 'Bearer pk_any' }
		for (const url of ['/api/v1/accounts', '/api/v1/session']) {
			const answer = await app.server.inject({ url, headers: key })
			expect([url, answer.statusCode]).toEqual([url, 503])
			expect(answer.headers['retry-after']).toBe('5')
			expect(answer.json()).toMatchObject({ code: 'database_away' })
			expect(answer.body).not.toContain(String(port))
		}
		expect((await app.server.inject({ url: '/livez' })).statusCode).toBe(200)
		expect((await app.server.inject({ url: '/readyz' })).statusCode).toBe(503)
		await app.end(1_000)
		await pool.end()
	})

	it('that is stopped finishes what it has begun and takes nothing more', async () => {
		const test = await makeTestApp({ withData: false })
		const url = await test.app.server.listen({ host: '127.0.0.1', port: 0 })
		const client = await test.context.pool.connect()
		await client.query('begin')
		// The call has to wait for this lock: it is open while the server is asked to stop.
		await client.query('lock table saved_view in access exclusive mode')
		const open = fetch(`${url}/api/v1/views`, {
			method: 'POST',
			headers: { cookie: test.cookies.admin, 'content-type': 'application/json' },
			body: JSON.stringify({ page: 'accounts', name: 'Late', settings: {} }),
		})
		await waitUntil(async () => {
			// Other tests wait for locks in other databases of the same server.
			const { rows } = await client.query(
				`select count(*)::int as waiting from pg_locks where not granted and relation = 'saved_view'::regclass
					and database = (select oid from pg_database where datname = current_database())`,
			)
			return rows[0].waiting > 0
		})
		const ending = test.app.end(10_000)
		await waitUntil(async () => (await fetch(`${url}/livez`).catch(() => undefined))?.status !== 200)
		await client.query('commit')
		client.release()
		expect((await open).status).toBe(200)
		await ending
		const { rows } = await test.context.pool.query('select name from saved_view')
		expect(rows).toEqual([{ name: 'Late' }])
		await test.end()
	})
})
