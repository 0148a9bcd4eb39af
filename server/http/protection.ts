import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'

export interface ProtectionOptions {
	/** Calls that one address may make a minute. */
	callsPerMinute: number
	/** Served over https, by itself or by a proxy in front. */
	isSecure: boolean
	/** Where people reach the server; its origin is the only one that may change anything from a browser. */
	baseUrl: string
}

/** Headers, limits on calling, and refusal of changes that come from other sites' pages. */
export async function protect(app: FastifyInstance, options: ProtectionOptions): Promise<void> {
	await app.register(helmet, {
		contentSecurityPolicy: {
			useDefaults: false,
			directives: {
				'default-src': ["'self'"],
				'script-src': ["'self'"],
				// Charts and virtual tables place things by style attributes.
				'style-src': ["'self'", "'unsafe-inline'"],
				'img-src': ["'self'", 'data:', 'blob:'],
				'font-src': ["'self'", 'data:'],
				'connect-src': ["'self'"],
				'object-src': ["'none'"],
				'base-uri': ["'none'"],
				'form-action': ["'self'"],
				'frame-ancestors': ["'none'"],
			},
		},
		strictTransportSecurity: options.isSecure ? { maxAge: 15_552_000 } : false,
		xFrameOptions: { action: 'deny' },
		referrerPolicy: { policy: 'same-origin' },
		crossOriginEmbedderPolicy: false,
	})
	await app.register(rateLimit, {
		max: options.callsPerMinute,
		timeWindow: '1 minute',
		allowList: request => /^\/(livez$|readyz$|metrics$|assets\/)/.test(request.url),
		errorResponseBuilder: (_, { after }) =>
			new Problem(
				'too_many_requests',
				'There were too many calls from this address.',
				`Try again in ${after}.`,
			),
	})
	app.addHook('onRequest', async request => {
		if (!isSafeMethod(request) && isFromElsewhere(request, options)) {
			throw new Problem(
				'origin_refused',
				'A page of another site may change nothing here.',
				'Call it from the web app, or with an API key.',
			)
		}
	})
}

function isSafeMethod({ method }: FastifyRequest): boolean {
	return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

/** Whether a browser sent it for a page of another origin. Programs send none of these headers. */
function isFromElsewhere(request: FastifyRequest, { baseUrl }: ProtectionOptions): boolean {
	const { origin } = request.headers
	const site = request.headers['sec-fetch-site']
	if (site === 'cross-site' || site === 'same-site') return true
	if (origin === undefined) return false
	const host = request.headers.host
	return origin !== new URL(baseUrl).origin && origin !== `http://${host}` && origin !== `https://${host}`
}

/** Addresses of this machine itself. */
export function isLoopback(host: string): boolean {
	return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?|::ffff:127(\.\d{1,3}){3})$/i.test(host)
}

/** Whether a call comes from this machine and is meant for a name of this machine (no rebound name of elsewhere). */
export function isLocalCall(request: FastifyRequest): boolean {
	const host = (request.headers.host ?? '').replace(/:\d+$/, '')
	const { remoteAddress = '' } = request.socket
	return isLoopback(host) && isLoopback(remoteAddress) && request.headers['x-forwarded-for'] === undefined
}
