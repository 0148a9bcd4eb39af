import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { insertPerson, insertSession } from '../access/person-store.ts'
import { readSecret } from '../access/secret-file.ts'
import { sessionCookie } from '../access/session-cookie.ts'
import { openContext } from '../context.ts'
import { findFreePort } from '../postgres/find-free-port.ts'
import { stopPostgres } from '../postgres/stop-postgres.ts'
import { importFiles } from '../sources/import-files.ts'
import { writeFiles } from '../sources/import-workspace.ts'

let dataFolder: string
beforeAll(async () => {
	dataFolder = await mkdtemp(join(tmpdir(), 'perennial-load-'))
})
afterAll(async () => {
	await stopPostgres(dataFolder)
	await rm(dataFolder, { recursive: true, force: true, maxRetries: 10 })
})

const writers = 20
const endsWithinMs = 30_000

it('a server that is told to stop under load ends in time, and has everything that it said it has, once', async () => {
	await using context = await openContext({ dataFolder })
	const { pool } = context
	const files = join(dataFolder, 'files')
	await writeFiles(files, { 'accounts.csv': 'id,name\na1,Acme\n' })
	await importFiles(context, [files])
	const now = new Date()
	const client = await pool.connect()
	const person = {
		email: 'ada@example.com',
		name: 'Ada',
		role: 'admin',
		isRestricted: false,
		passwordHash: null,
	} as const
	const userId = (await insertPerson(client, person, now)) ?? ''
	client.release()
	await insertSession(pool, { userId, token: 'under-load', ipAddress: null, userAgent: null }, now)
	const secret = await readSecret(dataFolder)
	const [cookie = ''] = sessionCookie('under-load', { isSecure: false, secret }).split(';')

	const port = await findFreePort()
	const program = join(import.meta.dirname, 'serve-child.ts')
	const child = spawn(process.execPath, [program, dataFolder, String(port)], {
		stdio: ['ignore', 'pipe', 'inherit'],
		env: { ...process.env, PERENNIAL_LOG_LEVEL: 'silent' },
	})
	const ended = once(child, 'exit')
	await once(child.stdout, 'data')

	const kept: string[] = []
	let isOver = false
	const write = async (writer: number) => {
		for (let turn = 0; !isOver; turn++) {
			const text = `note ${writer} ${turn}`
			const answer = await fetch(`http://127.0.0.1:${port}/api/v1/accounts/a1/notes`, {
				method: 'POST',
				headers: { cookie, 'content-type': 'application/json' },
				body: JSON.stringify({ text }),
			}).catch(() => undefined)
			if (answer?.status === 200) kept.push(text)
			// Told to go, or nobody there any more.
			else if (answer === undefined) return
		}
	}
	const writing = Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
	await expect.poll(() => kept.length, { timeout: 30_000 }).toBeGreaterThan(100)
	const toldAt = performance.now()
	child.kill('SIGTERM')
	const [code] = await ended
	expect(performance.now() - toldAt).toBeLessThan(endsWithinMs)
	expect(code).toBe(0)
	isOver = true
	await writing
	const { rows } = await pool.query<{ text: string; times: number }>(
		'select text, count(*)::int as times from note group by text',
	)
	const stored = new Map(rows.map(({ text, times }) => [text, times]))
	expect(kept.filter(text => stored.get(text) !== 1)).toEqual([])
}, 120_000)
