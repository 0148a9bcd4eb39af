import type { FastifyInstance } from 'fastify'
import { type Auth, addressHeader, singleSignOnId } from './auth.ts'

/** The address that the company's sign-in sends people back to. Nothing else of better-auth is reachable. */
export function serveSingleSignOn(app: FastifyInstance, auth: Auth, authPath: string): void {
	app.get(`${authPath}/callback/${singleSignOnId}`, async (request, reply) => {
		const address = new URL(request.url, String(auth.options.baseURL))
		const headers = new Headers({ [addressHeader]: request.ip })
		if (request.headers.cookie) headers.set('cookie', request.headers.cookie)
		const answer = await auth.handler(new Request(address, { headers }))
		const cookies = answer.headers.getSetCookie()
		if (cookies.length > 0) reply.header('set-cookie', cookies)
		return reply
			.code(302)
			.header('location', answer.headers.get('location') ?? '/')
			.send()
	})
}
