import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { inTransaction } from '../postgres/transaction.ts'
import type { Seal } from './seal.ts'
import { insertSuppression } from './suppression-store.ts'
import { readUnsubscribeToken } from './unsubscribe-link.ts'

/**
 * The page behind the link of every message to a customer. Opening it changes nothing, because programs open links to
 * look at them; its button, or the one click of a mail program (RFC 8058), does.
 */
export function serveUnsubscribe(
	app: FastifyInstance,
	{ pool, seal, clock }: { pool: Pool; seal: Seal; clock: () => Date },
): void {
	app.register(async scope => {
		scope.addContentTypeParser(
			'application/x-www-form-urlencoded',
			{ parseAs: 'string', bodyLimit: 4_096 },
			(_, __, done) => done(null, undefined),
		)
		scope.get('/unsubscribe', async (request, reply) => {
			const recipient = readToken(seal, request.query)
			if (recipient === undefined) return reply.code(400).type('text/html').send(page(sayUnknown))
			return reply.type('text/html').send(
				page(`<h1>No more of these messages?</h1><p>${escapeHtml(recipient)} gets no more messages of this kind.</p>
				<form method="post"><button type="submit">No more messages</button></form>`),
			)
		})
		scope.post('/unsubscribe', async (request, reply) => {
			const recipient = readToken(seal, request.query)
			if (recipient === undefined) return reply.code(400).type('text/html').send(page(sayUnknown))
			const at = clock()
			await inTransaction(pool, async client => {
				const suppression = {
					recipient,
					reason: 'unsubscribed',
					note: null,
					madeAt: at,
					madeBy: recipient,
				} as const
				if (!(await insertSuppression(client, suppression))) return
				await saveAuditRow(client, {
					actor: recipient,
					at,
					action: 'suppression.unsubscribe',
					subject: `recipient ${recipient}`,
					before: null,
					after: null,
				})
			})
			return reply
				.type('text/html')
				.send(page(`<h1>Done</h1><p>${escapeHtml(recipient)} gets no more messages of this kind.</p>`))
		})
	})
}

const sayUnknown =
	'<h1>This link is not whole</h1><p>Open it from the message again, or answer the message.</p>'

function readToken(seal: Seal, query: unknown): string | undefined {
	const token = typeof query === 'object' && query !== null && 'token' in query ? query.token : undefined
	return typeof token === 'string' && token.length < 2_000 ? readUnsubscribeToken(seal, token) : undefined
}

function page(content: string): string {
	return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>Messages</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}
h1{font-size:20px}button{font:inherit;padding:.5rem 1rem}</style><main>${content}</main></html>`
}

function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
