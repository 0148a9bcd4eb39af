import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'

/** One connection that stays open, so that the server does not stop for being idle. */
export type Presence = { end(): Promise<void> }

// Somebody stopped the server on purpose, or ended this connection. The code alone does not tell that from a
// killed server, whose connections get the same one as their last word; the embedded server's words are English.
const adminShutdown = '57P01'
const killedServer = 'unexpected postmaster exit'
const maximumPauseMs = 30_000

/**
 * Keeps `first` open. When the server dies under it, `rejoin` is called until it succeeds, so that a process
 * that runs for long outlives a crash of its server; after an ordered stop nothing is started again.
 */
export function keepPresence(first: Client, rejoin: () => Promise<Client>): Presence {
	let client = first
	let ended = false

	function attend(next: Client): void {
		let stopped = false
		client = next
		next.on('error', error => {
			const isOrdered = 'code' in error && error.code === adminShutdown
			stopped ||= isOrdered && !error.message.includes(killedServer)
		})
		next.once('end', () => {
			if (!ended && !stopped) void comeBack()
		})
	}

	async function comeBack(): Promise<void> {
		for (let pauseMs = 100; !ended; pauseMs = Math.min(pauseMs * 2, maximumPauseMs)) {
			await sleep(pauseMs, undefined, { ref: false })
			const next = ended ? undefined : await rejoin().catch(() => undefined)
			if (!next) continue
			if (ended) await next.end()
			else attend(next)
			return
		}
	}

	attend(first)
	return {
		async end() {
			ended = true
			await client.end().catch(() => undefined)
		},
	}
}
