import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'
import { type Auth, addressHeader, authPath } from './auth.ts'

/** What better-auth answered. Its cookies are already on the reply. */
export interface AuthAnswer {
	status: number
	body: Record<string, unknown>
	/** Headers `set-cookie` that it gave. */
	cookies: string[]
}

/**
 * Hands one call to better-auth as if it came to it directly, so that its limits on trying count. The address is the
 * connection's; cookies that it sets go to the caller.
 */
export async function callAuth(
	auth: Auth,
	request: FastifyRequest,
	reply: FastifyReply,
	path: string,
	body: Record<string, unknown>,
): Promise<AuthAnswer> {
	const baseUrl = new URL(String(auth.options.baseURL))
	const headers = new Headers({
		'content-type': 'application/json',
		// The origin of the call itself was checked before.
		origin: baseUrl.origin,
		[addressHeader]: request.ip,
	})
	for (const name of ['cookie', 'user-agent'] as const) {
		const value = request.headers[name]
		if (value) headers.set(name, value)
	}
	const answer = await auth.handler(
		new Request(new URL(`${authPath}${path}`, baseUrl), {
			method: 'POST',
			headers,
			body: JSON.stringify(body),
		}),
	)
	if (answer.status === 429) {
		reply.header('retry-after', answer.headers.get('x-retry-after') ?? '60')
		throw new Problem('too_many_requests', 'There were too many tries from this address.', 'Wait a minute.')
	}
	if (answer.status >= 500) throw new Error(`better-auth answered ${answer.status} to ${path}`)
	const cookies = answer.headers.getSetCookie()
	const text = await answer.text()
	const parsed: unknown = text ? JSON.parse(text) : {}
	const isObject = typeof parsed === 'object' && parsed !== null
	return { status: answer.status, body: isObject ? { ...parsed } : {}, cookies }
}

/** Hands the cookies of an answer to the caller. */
export function passCookies(reply: FastifyReply, { cookies }: Pick<AuthAnswer, 'cookies'>): void {
	if (cookies.length > 0) reply.header('set-cookie', cookies)
}
