import type { FastifyReply } from 'fastify'

/** Server-sent events to one caller. */
export interface EventStream {
	send(data: unknown): void
	end(): void
	isClosed(): boolean
	/** Aborted when the caller is gone or the server ends. */
	closed: AbortSignal
}

const keepAliveMs = 15_000
const open = new Set<() => void>()

/** Takes the answer over for events. Security headers that were set before go with it. */
export function startEventStream(reply: FastifyReply): EventStream {
	const controller = new AbortController()
	reply.hijack()
	const { raw } = reply
	for (const [name, value] of Object.entries(reply.getHeaders())) {
		if (value !== undefined) raw.setHeader(name, value)
	}
	raw.writeHead(200, {
		'content-type': 'text/event-stream; charset=utf-8',
		'cache-control': 'no-store',
		'x-accel-buffering': 'no',
	})
	raw.write(': events follow\n\n')
	const keepAlive = setInterval(() => raw.write(': still here\n\n'), keepAliveMs)
	const close = () => {
		clearInterval(keepAlive)
		open.delete(close)
		controller.abort()
		if (!raw.writableEnded) raw.end()
	}
	open.add(close)
	raw.on('close', close)
	raw.on('error', close)
	return {
		send: data => {
			if (!controller.signal.aborted) raw.write(`data: ${JSON.stringify(data)}\n\n`)
		},
		end: close,
		isClosed: () => controller.signal.aborted,
		closed: controller.signal,
	}
}

/** Ends all streams: a server that stops waits for no listener. */
export function endEventStreams(): void {
	for (const close of [...open]) close()
}
