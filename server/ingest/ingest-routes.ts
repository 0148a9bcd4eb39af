import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import { may } from '../../core/access/may.ts'
import type { Actor } from '../../core/model/actor.ts'
import { Problem } from '../problem.ts'
import { insertBatch } from './ingest-store.ts'

/** As the protocol has it: half a megabyte a call. */
const largestBody = 524_288
const mostMessages = 5_000
export const streamSource = 'segment'

export interface IngestOptions {
	pool: Pool
	clock: () => Date
	identify(headers: { authorization?: string | undefined }): Promise<Actor | undefined>
}

/**
 * Ingestion that speaks Segment's protocol: the official libraries work by changing the host. A call is answered once
 * its messages are kept; what they say is stored within seconds, message by message.
 */
export function serveIngest(server: FastifyInstance, options: IngestOptions): void {
	const take = async (request: FastifyRequest, type: string | undefined) => {
		const body: unknown = request.body
		await checkKey(options, request, body)
		const messages = type === undefined ? messagesIn(body) : [fill(body, type)]
		if (messages.length === 0) return { success: true }
		const receivedAt = options.clock()
		await insertBatch(options.pool, {
			sourceName: streamSource,
			receivedAt,
			messageCount: messages.length,
			body: JSON.stringify(messages.map(message => fill(message, undefined))),
		})
		return { success: true }
	}
	const limit = { bodyLimit: largestBody }
	for (const name of ['batch', 'import']) {
		server.post(`/v1/${name}`, limit, request => take(request, undefined))
	}
	for (const type of ['track', 'identify', 'group', 'page', 'screen']) {
		server.post(`/v1/${type}`, limit, request => take(request, type))
	}
}

/** The write key is the user of basic authentication; some libraries put it into the body. */
async function checkKey(options: IngestOptions, request: FastifyRequest, body: unknown): Promise<void> {
	const basic = /^Basic\s+([\w+/=-]{1,400})$/i.exec(request.headers.authorization ?? '')?.[1]
	const user = basic === undefined ? undefined : Buffer.from(basic, 'base64').toString('utf8').split(':')[0]
	const inBody = typeof body === 'object' && body !== null && 'writeKey' in body ? body.writeKey : undefined
	const key = user || (typeof inBody === 'string' ? inBody : '')
	const actor = /^\S{1,200}$/.test(key)
		? await options.identify({ authorization: `Bearer ${key}` })
		: undefined
	if (!actor) {
		throw new Problem(
			'not_signed_in',
			'Expected a write key as the user of basic authentication.',
			'Make an API key with the scope ingest under Settings.',
		)
	}
	if (!may(actor, 'usage.send')) {
		throw new Problem(
			'not_allowed',
			`${actor.name} may not send events.`,
			'Use an API key with the scope ingest.',
		)
	}
}

function messagesIn(body: unknown): unknown[] {
	const batch = typeof body === 'object' && body !== null && 'batch' in body ? body.batch : undefined
	if (!Array.isArray(batch)) throw new Problem('input_invalid', 'expected a list of messages in "batch"')
	if (batch.length > mostMessages) {
		throw new Problem('body_too_large', `expected at most ${mostMessages} messages, got ${batch.length}`)
	}
	return batch
}

/** A message without an id cannot be known again; it gets one, so that it is stored. */
function fill(message: unknown, type: string | undefined): unknown {
	if (typeof message !== 'object' || message === null || Array.isArray(message)) return message
	const { writeKey: _, ...rest } = message as Record<string, unknown>
	return {
		...rest,
		...(type === undefined ? {} : { type }),
		messageId: 'messageId' in message ? message.messageId : `server-${randomUUID()}`,
	}
}
