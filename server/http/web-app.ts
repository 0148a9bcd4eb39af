import { access } from 'node:fs/promises'
import { join } from 'node:path'
import serveStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../problem.ts'

/** Serves the built web app: its files, and its page for every address that is no file and no API. */
export async function serveWebApp(app: FastifyInstance, folder: string): Promise<boolean> {
	const isBuilt = await access(join(folder, 'index.html')).then(
		() => true,
		() => false,
	)
	if (isBuilt) {
		await app.register(serveStatic, {
			root: folder,
			wildcard: false,
			index: false,
			// Names of built files change with what is in them.
			setHeaders: (reply, path) =>
				reply.header(
					'cache-control',
					path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
				),
		})
	}
	app.setNotFoundHandler({ preHandler: app.rateLimit?.() }, (request, reply) => {
		const isPage =
			(request.method === 'GET' || request.method === 'HEAD') &&
			!/^\/(api|v1)(\/|$)/.test(request.url) &&
			!/\.[a-z0-9]{2,5}(\?|$)/i.test(request.url)
		if (isBuilt && isPage) return reply.header('cache-control', 'no-cache').sendFile('index.html')
		throw new Problem(
			'not_found',
			`There is nothing at ${request.method} ${request.url.split('?')[0]}.`,
			'The operations are listed at /api/docs.',
		)
	})
	return isBuilt
}
