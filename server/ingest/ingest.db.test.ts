import { spawn } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Analytics } from '@segment/analytics-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTestApp, type TestApp } from '../../e2e/test-app.ts'
import { applyStream } from '../sources/apply-stream.ts'
import { listUsageTexts } from '../sources/import-workspace.ts'

let test: TestApp
let key = ''
const clock = () => new Date('2026-03-03T12:00:00Z')
beforeAll(async () => {
	test = await makeTestApp({ withData: false })
	test.clock.now = clock()
	key = await makeKey(['ingest'])
	await test.app.server.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => test.end())

async function makeKey(scopes: string[]): Promise<string> {
	const answer = await test.call('POST', '/keys', { as: 'admin', body: { name: 'stream', scopes } })
	return answer.json().key
}
function post(path: string, body: unknown, writeKey = key) {
	return test.app.server.inject({
		method: 'POST',
		url: `/v1/${path}`,
		headers: {
			authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
			'content-type': 'application/json',
		},
		payload: typeof body === 'string' ? body : JSON.stringify(body),
	})
}
const track = (messageId: string, over: object = {}) => ({
	type: 'track',
	messageId,
	userId: 'u1',
	event: 'login',
	timestamp: '2026-03-02T10:00:00Z',
	context: { groupId: 'acme' },
	...over,
})
const readCounts = async () =>
	(
		await test.context.pool.query(
			'select sum(row_count)::int as rows, sum(accepted)::int as accepted, sum(duplicates)::int as duplicates, sum(rejected)::int as rejected from load_file',
		)
	).rows[0]
const readUsageOf = async () =>
	(await listUsageTexts(test.context.pool)).map(text => text.replace(/ lag \d+$/, ''))

describe('events as the Segment protocol sends them', () => {
	it('come from the official library by changing its host', async () => {
		const { port } = test.app.server.server.address() as AddressInfo
		const analytics = new Analytics({ writeKey: key, host: `http://127.0.0.1:${port}`, flushAt: 4 })
		const failures: unknown[] = []
		analytics.on('error', error => failures.push(error))
		analytics.group({
			userId: 'u9',
			groupId: 'lib-co',
			traits: { name: 'Library Co', industry: 'books', website: 'lib.example' },
		})
		analytics.identify({
			userId: 'u9',
			traits: { name: 'Lia', email: 'lia@lib.example', role: 'champion' },
			context: { groupId: 'lib-co' },
		})
		analytics.track({
			userId: 'u9',
			event: 'report built',
			properties: { pages: 12, note: 'text' },
			timestamp: new Date('2026-03-02T09:00:00Z'),
		})
		analytics.page({ userId: 'u9', name: 'Reports', timestamp: new Date('2026-03-02T09:05:00Z') })
		await analytics.closeAndFlush()
		expect(failures).toEqual([])
		expect(await applyStream(test.context.pool, { clock })).toBe(4)
		expect(await readUsageOf()).toEqual([
			'lib-co 2026-03-02 usage report built count 1',
			'lib-co 2026-03-02 usage report built pages 12',
			'lib-co 2026-03-02 usage viewed page Reports count 1',
		])
		const { rows } = await test.context.pool.query(
			`select kind, body from fact where part in ('profile', 'attributes') order by kind`,
		)
		expect(rows).toMatchObject([
			{ kind: 'account', body: { industry: 'books', domain: 'lib.example' } },
			{ kind: 'contact', body: { name: 'Lia', email: 'lia@lib.example' } },
		])
	})
	it('need a key of the right scope', async () => {
		expect((await post('track', track('k1'), 'pk_wrong')).statusCode).toBe(401)
		expect((await post('track', track('k1'), await makeKey(['read', 'write', 'import']))).statusCode).toBe(
			403,
		)
		const answer = await test.call('GET', '/accounts', { headers: { authorization: `Bearer ${key}` } })
		expect(answer.statusCode).toBe(403)
	})
	it.each([
		['no list', 'batch', {}, 400],
		['a list of another kind', 'batch', { batch: 'x' }, 400],
		['no JSON', 'batch', '{', 400],
		[
			'more than half a megabyte',
			'batch',
			{ batch: [track('x', { properties: { text: 'x'.repeat(600_000) } })] },
			413,
		],
		['too many messages', 'batch', { batch: Array.from({ length: 5_001 }, () => 1) }, 413],
		['nothing', 'batch', { batch: [] }, 200],
	])('are refused as a whole: %s', async (_, path, body, status) => {
		expect((await post(path, body)).statusCode).toBe(status)
	})
	it('are refused one by one with a reason that people see', async () => {
		const before = await readCounts()
		const bad = [
			null,
			'text',
			track('', {}),
			track('b1', { type: 'alias' }),
			track('b2', { context: {}, userId: 'stranger' }),
			track('b3', { timestamp: 'yesterday' }),
			track('b4', { timestamp: '2026-03-09T00:00:00Z' }),
			track('b5', { event: '' }),
			track('b6', { event: 'a\0b' }),
			track('b7', { properties: { text: 'x'.repeat(33_000) } }),
			{ type: 'group', messageId: 'b8', userId: 'u1' },
			{ type: 'identify', messageId: 'b9', context: { groupId: 'acme' } },
		]
		expect((await post('batch', { batch: [...bad, track('good')] })).statusCode).toBe(200)
		await applyStream(test.context.pool, { clock })
		const after = await readCounts()
		expect(after.rows - before.rows).toBe(bad.length + 1)
		expect(after.rejected - before.rejected).toBe(bad.length)
		const { rows } = await test.context.pool.query(
			'select line, column_name, reason from load_reject order by reject_id',
		)
		expect(rows.map(row => row.line)).toEqual(bad.map((__, index) => index + 1))
		expect(rows.map(row => row.column_name)).toEqual([
			null,
			null,
			'messageId',
			'type',
			'groupId',
			'timestamp',
			'timestamp',
			'event',
			'event',
			null,
			'groupId',
			'userId',
		])
	})
	it('are the same account as one that a file has described', async () => {
		const { pool } = test.context
		await pool.query(
			`insert into account (account_id, external_id, name, is_stub) values (nextval('account_id_seq'), 'crm-1', 'From the CRM', false)`,
		)
		await post('group', {
			messageId: 'g1',
			groupId: 'crm-1',
			userId: 'u5',
			traits: { name: 'other name', employees: 12 },
		})
		await post('track', track('g2', { userId: 'u5', context: {} }))
		await applyStream(pool, { clock })
		const { rows } = await pool.query(`select name, is_stub from account where external_id = 'crm-1'`)
		expect(rows).toEqual([{ name: 'From the CRM', is_stub: false }])
		expect((await readUsageOf()).filter(text => text.startsWith('crm-1'))).toEqual([
			'crm-1 2026-03-02 usage login count 1',
		])
	})
	it('are forgotten as ids after 45 days and not before', async () => {
		const { pool } = test.context
		await post('track', track('remembered'))
		await applyStream(pool, { clock })
		const late = (days: number) => ({ clock: () => new Date(clock().getTime() + days * 86_400_000) })
		const before = await readCounts()
		await post('track', track('remembered'))
		await applyStream(pool, late(45))
		expect((await readCounts()).duplicates).toBe(before.duplicates + 1)
		await post('track', track('another'))
		await applyStream(pool, late(46))
		const { rows } = await pool.query(
			`select count(*)::int as days from pg_inherits where inhparent = 'ingest_message'::regclass`,
		)
		expect(rows[0].days).toBe(2)
	})
})

describe('conservation', () => {
	it('holds for messages that come shuffled, again, and while the process that stores them is killed', async () => {
		const { pool, connectionString } = test.context
		const before = await readCounts()
		const messages = Array.from({ length: 1_500 }, (_, index) =>
			track(`m${index}`, {
				context: { groupId: `c${index % 40}` },
				userId: `u${index % 90}`,
				event: `kept ${index % 5}`,
				timestamp: new Date(Date.UTC(2026, 1, 10 + (index % 20), 9)).toISOString(),
			}),
		)
		const bad = Array.from({ length: 60 }, (_, index) => track(`bad${index}`, { timestamp: 'never' }))
		const sent = [...messages, ...messages.filter((_, index) => index % 3 === 0), ...bad]
		let seed = 7
		const random = () => {
			seed = (seed * 48_271) % 2_147_483_647
			return seed / 2_147_483_647
		}
		const shuffled = sent
			.map(message => ({ message, at: random() }))
			.sort((a, b) => a.at - b.at)
			.map(item => item.message)
		let kills = 0
		for (let from = 0; from < shuffled.length; from += 100) {
			expect((await post('batch', { batch: shuffled.slice(from, from + 100) })).statusCode).toBe(200)
			if (from % 500 === 0) kills += await storeAndKill(connectionString, 150 + random() * 250)
		}
		while ((await applyStream(pool, { clock })) > 0);
		const after = await readCounts()
		expect(after.rows - before.rows).toBe(sent.length)
		expect(after.duplicates - before.duplicates).toBe(500)
		expect(after.rejected - before.rejected).toBe(60)
		expect(after.accepted - before.accepted).toBe(1_500)
		const kept = (await readUsageOf()).filter(text => text.includes('usage kept'))
		expect(kept.reduce((sum, text) => sum + Number(text.split(' ').at(-1)), 0)).toBe(1_500)
		expect(kills).toBeGreaterThan(0)
	}, 60_000)
})

/** 1 where it was killed, 0 where it was done before. */
function storeAndKill(connectionString: string, afterMs: number): Promise<number> {
	return new Promise(done => {
		const child = spawn(
			process.execPath,
			[join(import.meta.dirname, '../sources/stream-child.ts'), connectionString],
			{ stdio: 'ignore' },
		)
		const timer = setTimeout(() => child.kill('SIGKILL'), afterMs)
		child.once('exit', (_, signal) => {
			clearTimeout(timer)
			done(signal === 'SIGKILL' ? 1 : 0)
		})
	})
}
