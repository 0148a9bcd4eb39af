import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toAnswer } from './problem-details.ts'
import { serveWebApp } from './web-app.ts'

let folder: string
let app: FastifyInstance

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'perennial-web-'))
	mkdirSync(join(folder, 'assets'))
	writeFileSync(join(folder, 'index.html'), '<title>first</title>')
	writeFileSync(join(folder, 'mark.svg'), '<svg/>')
	writeFileSync(join(folder, 'assets', 'page-1.js'), 'one')
	app = Fastify()
	app.setErrorHandler((error, _, reply) => {
		const { details } = toAnswer(error, 'x')
		return reply.code(details.status).send(details)
	})
	expect(await serveWebApp(app, folder)).toBe(true)
})
afterAll(async () => {
	await app?.close()
	rmSync(folder, { recursive: true, force: true })
})

describe('the built web app', () => {
	it.each([
		['/', 'text/html'],
		['/today?view=team', 'text/html'],
		['/today/', 'text/html'],
		['/accounts/acme.com', 'text/html'],
		['/accounts/a%2Fb.csv', 'text/html'],
		['/mark.svg', 'image/svg+xml'],
		['/assets/page-1.js', 'javascript'],
	])('answers %s with %s', async (url, type) => {
		const answer = await app.inject({ url })
		expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, expect.stringContaining(type)])
	})

	it.each(['/assets/page-9.js', '/favicon.ico', '/api/v1/nothing', '/v1/nothing', '/assets', '/assets/'])(
		'has nothing at %s, and says so as a problem',
		async url => {
			const answer = await app.inject({ url })
			expect([answer.statusCode, answer.json().code]).toEqual([404, 'not_found'])
		},
	)

	it.each(['/../package.json', '/assets/..%2f..%2fetc%2fpasswd', '/%2e%2e/%2e%2e/etc/passwd'])(
		'gives no file outside its folder for %s',
		async url => {
			const answer = await app.inject({ url })
			expect(answer.body).not.toMatch(/root:|"private"/)
		},
	)

	it('serves files of a build that came after the start, and those of the build before', async () => {
		writeFileSync(join(folder, 'assets', 'page-2.js'), 'two')
		writeFileSync(join(folder, 'index.html'), '<title>second</title>')
		expect((await app.inject({ url: '/assets/page-2.js' })).body).toBe('two')
		expect((await app.inject({ url: '/assets/page-1.js' })).body).toBe('one')
		expect((await app.inject({ url: '/health' })).body).toBe('<title>second</title>')
	})

	it('lets files with their content in the name be kept, and pages not', async () => {
		expect((await app.inject({ url: '/assets/page-1.js' })).headers['cache-control']).toContain('immutable')
		expect((await app.inject({ url: '/today' })).headers['cache-control']).toBe('no-cache')
	})
})
