import { lookup } from 'node:dns/promises'
import { request as requestHttp } from 'node:http'
import { isIP, connect as openSocket, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as openTls } from 'node:tls'
import { isOpenAddress } from './check-address.ts'

/** One call to an address that a person entered. */
export interface OutboundCall {
	method: 'GET' | 'POST'
	url: string
	headers: Record<string, string>
	body?: string
}

/** What became of a call. Only `answered` says that the other side took notice. */
export type OutboundResult =
	| { kind: 'answered'; status: number; headers: Record<string, string>; body: string }
	/** The address is one that is never called; nothing left this machine. */
	| { kind: 'refused'; reason: string }
	/** Nothing was sent: the name, the connection or its encryption failed. */
	| { kind: 'not_sent'; reason: string }
	/** The call was sent, or part of it, and no whole answer came: it may have been done. */
	| { kind: 'lost'; reason: string }

export interface OutboundOptions {
	/** Hosts (`crm.internal` or `crm.internal:8080`) that may have any address and may be called without encryption. */
	allowedHosts: readonly string[]
	timeoutMs: number
	resolve: (host: string) => Promise<string[]>
	connect: (to: { host: string; port: number }) => Socket
}

export type SendOutbound = (call: OutboundCall) => Promise<OutboundResult>

const largestAnswer = 65_536

export const usualOutbound: OutboundOptions = {
	allowedHosts: [],
	timeoutMs: 15_000,
	resolve: async host => (await lookup(host, { all: true, verbatim: true })).map(item => item.address),
	connect: to => openSocket(to),
}

/** Hosts of `PERENNIAL_ALLOWED_HOSTS`: who runs the machine says which inner hosts may be called, no one in the app. */
export function readAllowedHosts(environment: Record<string, string | undefined>): string[] {
	return (environment.PERENNIAL_ALLOWED_HOSTS ?? '')
		.split(/[\s,]+/)
		.map(host => host.toLowerCase())
		.filter(host => host !== '')
}

/**
 * Calls of addresses that people enter: the name is resolved once, every address that it has is checked, and the
 * connection goes to a checked one, so that a name that changes its mind reaches nothing inside. Redirects are
 * answers like others and are not followed.
 */
export function createOutbound(options: OutboundOptions): SendOutbound {
	return async call => {
		const place = checkUrl(call.url, options.allowedHosts)
		if ('reason' in place) return { kind: 'refused', reason: place.reason }
		const found = await findAddress(place, options)
		if ('kind' in found) return found
		return callAddress(call, place, found.address, options)
	}
}

interface Place {
	url: URL
	host: string
	port: number
	isAllowed: boolean
}

/** Why an address as text can never be called; what is behind its name is checked at the call. */
export function checkUrl(text: string, allowedHosts: readonly string[]): Place | { reason: string } {
	const url = URL.parse(text)
	if (!url) return { reason: `expected an address like https://example.com/hook, got "${text}"` }
	if (url.protocol !== 'https:' && url.protocol !== 'http:') {
		return { reason: `expected an address that begins with https://, got ${url.protocol}` }
	}
	if (url.username || url.password)
		return { reason: 'expected an address without user name and password in it' }
	const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
	const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
	const isAllowed = allowedHosts.some(allowed => allowed === host || allowed === `${host}:${port}`)
	if (url.protocol === 'http:' && !isAllowed) {
		return { reason: 'expected https:// (plain http only to hosts in PERENNIAL_ALLOWED_HOSTS)' }
	}
	if (isIP(host) && !isAllowed && !isOpenAddress(host)) return { reason: sayInner(host) }
	return { url, host, port, isAllowed }
}

function sayInner(host: string): string {
	return `${host} is an address of this machine or of a private network; whoever runs this server can allow a host with PERENNIAL_ALLOWED_HOSTS`
}

async function findAddress(
	{ host, isAllowed }: Place,
	{ resolve }: OutboundOptions,
): Promise<{ address: string } | OutboundResult> {
	if (isIP(host)) return { address: host }
	let addresses: string[]
	try {
		addresses = await resolve(host)
	} catch (error) {
		return { kind: 'not_sent', reason: `the name ${host} could not be resolved (${sayError(error)})` }
	}
	const [first] = addresses
	if (first === undefined) return { kind: 'not_sent', reason: `the name ${host} has no address` }
	// One inner address among several is enough: which one is taken would be chance.
	if (!isAllowed && !addresses.every(isOpenAddress)) return { kind: 'refused', reason: sayInner(host) }
	return { address: first }
}

function callAddress(
	call: OutboundCall,
	{ url, host, port }: Place,
	address: string,
	{ connect, timeoutMs }: OutboundOptions,
): Promise<OutboundResult> {
	return new Promise(settle => {
		let isSent = false
		/** Once the status has come, how the rest ends changes nothing. */
		let answer: (() => void) | undefined
		const fail = (reason: string) =>
			answer ? answer() : settle({ kind: isSent ? 'lost' : 'not_sent', reason })
		const socket = connect({ host: address, port })
		const stream: Duplex =
			url.protocol === 'https:'
				? openTls({ socket, ...(isIP(host) ? {} : { servername: host }), ALPNProtocols: ['http/1.1'] })
				: socket
		const timer = setTimeout(() => {
			fail(`no answer within ${timeoutMs / 1000} seconds`)
			stream.destroy()
			socket.destroy()
		}, timeoutMs)
		const end = () => {
			clearTimeout(timer)
			stream.destroy()
			socket.destroy()
		}
		socket.on('error', error => {
			fail(sayError(error))
			end()
		})
		stream.on('error', error => {
			fail(sayError(error))
			end()
		})
		stream.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
			isSent = true
			const body = call.body === undefined ? undefined : Buffer.from(call.body)
			const outgoing = requestHttp({
				method: call.method,
				host,
				port,
				path: `${url.pathname}${url.search}`,
				headers: {
					...call.headers,
					host: url.host,
					connection: 'close',
					...(body ? { 'content-length': String(body.length) } : {}),
				},
				createConnection: () => stream,
			})
			outgoing.on('error', error => {
				fail(sayError(error))
				end()
			})
			outgoing.on('response', response => {
				const chunks: Buffer[] = []
				let length = 0
				answer = () => {
					const headers = Object.fromEntries(
						Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
					)
					const text = Buffer.concat(chunks).toString('utf8').slice(0, largestAnswer)
					settle({ kind: 'answered', status: response.statusCode ?? 0, headers, body: text })
					end()
				}
				response.on('data', (chunk: Buffer) => {
					chunks.push(chunk)
					length += chunk.length
					if (length > largestAnswer) answer?.()
				})
				response.on('end', answer)
				response.on('error', answer)
				response.on('close', answer)
			})
			outgoing.end(body)
		})
	})
}

function sayError(error: unknown): string {
	if (!(error instanceof Error)) return String(error)
	const code = 'code' in error ? String(error.code) : ''
	if (code === 'ECONNREFUSED') return 'the connection was refused'
	if (code === 'ECONNRESET') return 'the connection was reset'
	if (code === 'ENOTFOUND') return 'there is no such name'
	return code || error.message
}
