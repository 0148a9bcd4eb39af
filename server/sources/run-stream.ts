import type { Pool } from 'pg'
import { applyStream } from './apply-stream.ts'

const lookMs = 1_000

/** Stores streamed messages every second while the server runs; one process does it, others find nothing to do. */
export function startStream(options: {
	pool: Pool
	clock: () => Date
	onFault: (error: unknown, text: string) => void
}): { look(): Promise<number>; end(): Promise<void> } {
	const stop = new AbortController()
	let working: Promise<number> | undefined
	const look = () => {
		working ??= applyStream(options.pool, { clock: options.clock, signal: stop.signal }).finally(() => {
			working = undefined
		})
		return working
	}
	const timer = setInterval(() => {
		look().catch(error => {
			if (!stop.signal.aborted) options.onFault(error, 'streamed events')
		})
	}, lookMs)
	timer.unref()
	return {
		look,
		async end() {
			clearInterval(timer)
			stop.abort()
			await working?.catch(() => undefined)
		},
	}
}
