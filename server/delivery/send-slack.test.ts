import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { nextAttempt } from '../../core/delivery/next-attempt.ts'
import { outboundTo } from './fixtures/delivery-workspace.ts'
import { postAsSlackBot, postToSlackWebhook } from './send-slack.ts'

// Slack's own client against a server of the test that answers as Slack does.

interface Answer {
	status?: number
	headers?: Record<string, string>
	body?: unknown
	/** The connection is cut instead. */
	cut?: true
}

let server: Server
let answers: Record<string, Answer> = {}
let calls: { path: string; token: string | undefined; body: Record<string, unknown> }[] = []

function readBody(request: IncomingMessage): Promise<string> {
	return new Promise(done => {
		let text = ''
		request.on('data', chunk => {
			text += chunk
		})
		request.on('end', () => done(text))
	})
}

beforeAll(async () => {
	server = createServer(async (request, response) => {
		const text = await readBody(request)
		const path = request.url ?? ''
		const isJson = request.headers['content-type']?.startsWith('application/json')
		const body = isJson ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text))
		calls.push({ path, token: request.headers.authorization, body })
		const { status = 200, headers = {}, body: answer = { ok: true }, cut } = answers[path] ?? {}
		if (cut) return request.socket.resetAndDestroy()
		const shown = typeof answer === 'string' ? answer : JSON.stringify(answer)
		response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(shown)
	})
	await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
})
afterAll(() => server.close())
beforeEach(() => {
	answers = {}
	calls = []
})

const send = () => outboundTo((server.address() as AddressInfo).port)
const api = 'http://sink.example/api/'
const post = (to = '#renewals') => postAsSlackBot(send(), 'xoxb-test', { to, text: '*Look*\nhere' }, api)
const postMessage = '/api/chat.postMessage'
const lookup = '/api/users.lookupByEmail'

describe('a bot', () => {
	it('posts to a channel with its token', async () => {
		answers[postMessage] = { body: { ok: true, channel: 'C1', ts: '17.5' } }
		expect(await post()).toEqual({ kind: 'sent', answer: 'C1 17.5' })
		expect(calls).toMatchObject([
			{ path: postMessage, token: 'Bearer xoxb-test', body: { channel: '#renewals', text: '*Look*\nhere' } },
		])
	})
	it('finds a person by their address first', async () => {
		answers[lookup] = { body: { ok: true, user: { id: 'U7' } } }
		answers[postMessage] = { body: { ok: true, channel: 'D7', ts: '1' } }
		expect(await post('ana@vendor.example')).toMatchObject({ kind: 'sent' })
		expect(calls.map(({ path }) => path)).toEqual([lookup, postMessage])
		expect(calls[1]?.body.channel).toBe('U7')
	})
	it('waits as long as Slack says where it is too much, and asks once', async () => {
		answers[postMessage] = {
			status: 429,
			headers: { 'retry-after': '90' },
			body: { ok: false, error: 'ratelimited' },
		}
		const result = await post()
		expect(result).toMatchObject({ kind: 'not_sent', waitMs: 90_000, reason: expect.stringContaining('429') })
		expect(nextAttempt(result, 1)).toMatchObject({ state: 'planned', inMs: 90_000 })
		expect(calls.length).toBe(1)
	})
	it.each([
		['invalid_auth', { kind: 'failed', because: 'log-in' }],
		['token_revoked', { kind: 'failed', because: 'log-in' }],
		['channel_not_found', { kind: 'failed' }],
		['is_archived', { kind: 'failed' }],
		['ratelimited', { kind: 'not_sent' }],
		['service_unavailable', { kind: 'not_sent' }],
		['internal_error', { kind: 'unknown' }],
	])('that is answered %s', async (error, expected) => {
		answers[postMessage] = { body: { ok: false, error } }
		expect(await post()).toMatchObject({ ...expected, reason: `Slack answered ${error}` })
		expect(calls.length).toBe(1)
	})
	it.each([
		[500, 'unknown'],
		[503, 'not_sent'],
		[404, 'failed'],
	])('whose call is answered %s', async (status, kind) => {
		answers[postMessage] = { status, body: 'x' }
		expect(await post()).toMatchObject({ kind })
	})
	it('whose answer is lost may have posted; looking somebody up again does no harm', async () => {
		answers[postMessage] = { cut: true }
		expect(await post()).toMatchObject({ kind: 'unknown' })
		answers[lookup] = { cut: true }
		expect(await post('ana@vendor.example')).toMatchObject({ kind: 'not_sent' })
	})
	it('that knows nobody of the address says so', async () => {
		answers[lookup] = { body: { ok: false, error: 'users_not_found' } }
		expect(await post('gone@vendor.example')).toMatchObject({
			kind: 'failed',
			reason: 'Slack answered users_not_found',
		})
		expect(calls.map(({ path }) => path)).toEqual([lookup])
	})
})

describe('an incoming webhook', () => {
	const hook = () =>
		postToSlackWebhook(send(), 'http://sink.example/services/T/B/x', { to: '', text: 'Look' })
	it('gets the text', async () => {
		answers['/services/T/B/x'] = { body: 'ok' }
		expect(await hook()).toEqual({ kind: 'sent', answer: 'ok' })
		expect(calls[0]?.body).toEqual({ text: 'Look' })
	})
	it.each([
		[429, { 'retry-after': '30' }, { kind: 'not_sent', waitMs: 30_000 }],
		[404, {}, { kind: 'failed', reason: 'Slack answered 404 no_service' }],
		[500, {}, { kind: 'unknown' }],
	] as [number, Record<string, string>, object][])('answered %s', async (status, headers, expected) => {
		answers['/services/T/B/x'] = { status, headers, body: 'no_service' }
		expect(await hook()).toMatchObject(expected)
	})
	it('whose answer is lost is not repeated', async () => {
		answers['/services/T/B/x'] = { cut: true }
		expect(await hook()).toMatchObject({ kind: 'unknown' })
	})
})
