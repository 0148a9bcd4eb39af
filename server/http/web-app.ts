import { access } from 'node:fs/promises'
import { join } from 'node:path'
import serveStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../problem.ts'

/**
 * Whether an address is one of the app's pages: no operation and no file. Files lie in `assets` or at the top;
 * deeper down a name with a dot is the id of an account.
 */
function isPage(url: string): boolean {
	const path = url.split('?')[0] ?? ''
	return !/^\/(api|v1|assets)(\/|$)/.test(path) && !/^\/[^/]*\.[a-z0-9]{2,5}$/i.test(path)
}

/** Serves the built web app: its files, and its page for every address that is no file and no API. */
export async function serveWebApp(app: FastifyInstance, folder: string): Promise<boolean> {
	const isBuilt = await access(join(folder, 'index.html')).then(
		() => true,
		() => false,
	)
	if (isBuilt) {
		await app.register(serveStatic, {
			root: folder,
			// Names of built files change with what is in them.
			setHeaders: (reply, path) =>
				reply.header(
					'cache-control',
					path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
				),
		})
	}
	app.setNotFoundHandler({ preHandler: app.rateLimit?.() }, (request, reply) => {
		const isRead = request.method === 'GET' || request.method === 'HEAD'
		if (isBuilt && isRead && isPage(request.url))
			return reply.header('cache-control', 'no-cache').sendFile('index.html')
		throw new Problem(
			'not_found',
			`There is nothing at ${request.method} ${request.url.split('?')[0]}.`,
			'The operations are listed at /api/docs.',
		)
	})
	return isBuilt
}
