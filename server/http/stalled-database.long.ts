import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeTestApp, type TestApp } from '../../e2e/test-app.ts'
import { createPool } from '../postgres/client.ts'
import { type App, createApp } from './app.ts'

// Between the app and its database stands a line that can be held still: connections stay open and nothing comes.

let test: TestApp
let line: Server
let app: App
let folder: string
const sockets = new Set<Socket>()
let isHeld = false

function hold(still: boolean): void {
	isHeld = still
	for (const socket of sockets) {
		if (still) socket.pause()
		else socket.resume()
	}
}

beforeAll(async () => {
	test = await makeTestApp()
	folder = await mkdtemp(join(tmpdir(), 'perennial-stalled-'))
	const target = new URL(test.context.connectionString.replace('@/', '@localhost/'))
	const socketFolder = target.searchParams.get('host')
	line = createServer(near => {
		const port = Number(target.port || 5432)
		const far = socketFolder
			? connect(join(socketFolder, `.s.PGSQL.${target.searchParams.get('port') ?? port}`))
			: connect(port, target.hostname)
		for (const [one, other] of [
			[near, far],
			[far, near],
		] as const) {
			sockets.add(one)
			one.on('data', data => other.write(data))
			one.on('error', () => other.destroy())
			one.on('close', () => {
				sockets.delete(one)
				other.destroy()
			})
			if (isHeld) one.pause()
		}
	})
	await new Promise<void>(resolve => line.listen(0, '127.0.0.1', resolve))
	const address = line.address()
	if (typeof address !== 'object' || !address) throw new Error('the line has no port')
	const through = new URL(target)
	through.search = ''
	through.hostname = '127.0.0.1'
	through.port = String(address.port)
	const pool = createPool(through.href)
	const context = { ...test.context, pool, connectionString: through.href, dataFolder: folder }
	app = await createApp(context, {
		secret: 'a secret that is long enough for tests of cookies',
		baseUrl: 'http://localhost:4600',
		host: '127.0.0.1',
		webFolder: join(folder, 'no-web'),
		callsPerMinute: 1_000_000,
		answerWithinMs: 1_500,
		clock: () => test.clock.now,
		logLevel: 'silent',
	})
})
afterAll(async () => {
	hold(false)
	await app.end(1_000)
	for (const socket of sockets) socket.destroy()
	line.close()
	await test.end()
	await rm(folder, { recursive: true, force: true })
})

const get = (path: string) =>
	app.server.inject({ url: `/api/v1${path}`, headers: { cookie: test.cookies.admin } })

it('with a database that stands still every call is told to come again, memory stays, and all goes on after it', async () => {
	expect((await get('/accounts/own')).statusCode).toBe(200)
	hold(true)
	const before = process.memoryUsage.rss()
	const calls = Array.from({ length: 3_000 }, (_, at) => get(`/accounts/own/timeline?limit=${1 + (at % 50)}`))
	const added = app.server.inject({
		method: 'POST',
		url: '/api/v1/accounts/own/notes',
		headers: { cookie: test.cookies.admin, 'idempotency-key': 'once' },
		payload: { text: 'written while it stood still' },
	})
	const [ready, live] = await Promise.all([
		app.server.inject({ url: '/readyz' }),
		app.server.inject({ url: '/livez' }),
	])
	expect([ready.statusCode, live.statusCode]).toEqual([503, 200])
	const answers = await Promise.all([...calls, added])
	expect([
		...new Set(answers.map(({ statusCode, headers }) => `${statusCode} ${headers['retry-after']}`)),
	]).toEqual(['503 5'])
	expect((process.memoryUsage.rss() - before) / 1_048_576).toBeLessThan(300)
	hold(false)
	await expect.poll(async () => (await get('/accounts/own')).statusCode, { timeout: 30_000 }).toBe(200)
	// Sent again under its key, the change is there once, whether or not the first came through.
	for (const _ of [1, 2]) {
		const again = await app.server.inject({
			method: 'POST',
			url: '/api/v1/accounts/own/notes',
			headers: { cookie: test.cookies.admin, 'idempotency-key': 'once' },
			payload: { text: 'written while it stood still' },
		})
		expect(again.statusCode).toBe(200)
	}
	const { rows } = await test.context.pool.query(
		"select count(*)::int as notes from note where text = 'written while it stood still'",
	)
	expect(rows).toEqual([{ notes: 1 }])
}, 120_000)
