import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, createServer as createRaw } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createOutbound, type OutboundOptions, readAllowedHosts } from './safe-request.ts'

/** Names as a resolver in the test knows them; no packet leaves the machine. */
const names: Record<string, string[]> = {
	'hooks.example': ['93.184.216.34'],
	'mixed.example': ['93.184.216.34', '10.0.0.7'],
	'inner.example': ['127.0.0.1'],
	'mapped.example': ['::ffff:127.0.0.1'],
	'compatible.example': ['::127.0.0.1'],
	'metadata.example': ['169.254.169.254'],
	'crm.internal': ['10.1.2.3'],
}

let sink: Server
let port = 0
let resolved: string[] = []
let connected: string[] = []

const options: OutboundOptions = {
	allowedHosts: ['hooks.example', 'crm.internal:8080'],
	// Longer than any machine takes for an answer that comes.
	timeoutMs: 60_000,
	resolve: async host => {
		resolved.push(host)
		const found = names[host]
		if (!found) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
		return found
	},
	connect: to => {
		connected.push(`${to.host}:${to.port}`)
		return connect({ host: '127.0.0.1', port })
	},
}
const send = createOutbound(options)
const sendImpatiently = createOutbound({ ...options, timeoutMs: 400 })
/** What never ends is not waited for. */
const post = (url: string) =>
	(/\/(slow|drip)$/.test(url) ? sendImpatiently : send)({
		method: 'POST',
		url,
		headers: { 'content-type': 'text/plain' },
		body: 'hello',
	})

beforeAll(async () => {
	sink = createServer((request, response) => {
		if (request.url === '/redirect') return response.writeHead(302, { location: 'http://127.0.0.1/' }).end()
		if (request.url === '/slow') return undefined
		if (request.url === '/reset') return request.socket.resetAndDestroy()
		if (request.url === '/drip') return response.writeHead(200).write('o')
		if (request.url === '/large') return response.end('x'.repeat(3_000_000))
		return response.writeHead(request.url === '/fail' ? 500 : 200).end(`host ${request.headers.host}`)
	})
	await new Promise<void>(done => sink.listen(0, '127.0.0.1', done))
	port = (sink.address() as AddressInfo).port
})
afterAll(() => {
	sink.closeAllConnections()
	sink.close()
})
beforeEach(() => {
	resolved = []
	connected = []
})

describe('calls of addresses that people enter', () => {
	it('resolves once and connects to the address that was checked', async () => {
		const answer = await post('http://hooks.example/')
		expect(answer).toMatchObject({ kind: 'answered', status: 200, body: 'host hooks.example' })
		expect(resolved).toEqual(['hooks.example'])
		expect(connected).toEqual(['93.184.216.34:80'])
	})
	it.each([
		'https://mixed.example/',
		'https://inner.example/',
		'https://mapped.example/',
		'https://compatible.example/',
		'https://metadata.example/latest',
		'https://127.0.0.1/',
		'https://[::1]/',
		'https://[::ffff:127.0.0.1]/',
		'https://[::127.0.0.1]/',
		'https://2130706433/',
		'https://0x7f.1/',
		'https://127.1/',
		'https://0177.0.0.1/',
		'http://crm.internal/',
		'https://crm.internal:8443/',
		'http://mixed.example/',
		'file:///etc/passwd',
		'https://user:secret@hooks.example/',
		'gopher://hooks.example/',
		'not an address',
	])('refuses %s before any connection', async url => {
		expect(await post(url)).toMatchObject({ kind: 'refused' })
		expect(connected).toEqual([])
	})
	it('calls an inner host on the port that is allowed', async () => {
		expect(await post('http://crm.internal:8080/x')).toMatchObject({ kind: 'answered', status: 200 })
		expect(connected).toEqual(['10.1.2.3:8080'])
	})
	it('sends nothing when the name cannot be resolved', async () => {
		expect(await post('https://gone.example/')).toMatchObject({ kind: 'not_sent' })
		expect(connected).toEqual([])
	})
	it('does not follow a redirect', async () => {
		expect(await post('http://hooks.example/redirect')).toMatchObject({ kind: 'answered', status: 302 })
		expect(connected.length).toBe(1)
	})
	it('tells what failed after it was sent from what was never sent', async () => {
		expect(await post('http://hooks.example/slow')).toMatchObject({ kind: 'lost' })
		// The status has come: an answer that never ends changes nothing of it.
		expect(await post('http://hooks.example/drip')).toMatchObject({ kind: 'answered', status: 200 })
		expect(await post('http://hooks.example/reset')).toMatchObject({ kind: 'lost' })
		const closed = createOutbound({ ...options, connect: () => connect({ host: '127.0.0.1', port: 1 }) })
		expect(await closed({ method: 'POST', url: 'http://hooks.example/', headers: {} })).toMatchObject({
			kind: 'not_sent',
		})
	})
	it('sends nothing over a connection that is not what it says', async () => {
		const raw = createRaw(socket => socket.end('this is no TLS')).listen(0)
		const at = (raw.address() as AddressInfo).port
		const other = createOutbound({ ...options, connect: () => connect({ host: '127.0.0.1', port: at }) })
		expect(await other({ method: 'POST', url: 'https://hooks.example/', headers: {} })).toMatchObject({
			kind: 'not_sent',
		})
		raw.close()
	})
	it('reads only the beginning of a long answer', async () => {
		const answer = await post('http://hooks.example/large')
		expect(answer.kind === 'answered' ? answer.body.length : 0).toBe(65_536)
	})
	it('reads the hosts that are allowed', () => {
		expect(readAllowedHosts({ PERENNIAL_ALLOWED_HOSTS: 'CRM.internal, hooks:8080' })).toEqual([
			'crm.internal',
			'hooks:8080',
		])
	})
})
