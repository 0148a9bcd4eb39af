import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'

/** One connection that stays open, so that the server does not stop for being idle. */
export type Presence = { end(): Promise<void> }

// Somebody stopped the server on purpose, or ended this connection. The code alone does not tell that from a
// killed server, whose connections get the same one as their last word; the embedded server's words are English.
const adminShutdown = '57P01'
const killedServer = 'unexpected postmaster exit'
const maximumPauseMs = 30_000
/** How soon a server that somebody started again after an ordered stop is joined. */
const lookMs = 500

/** Ways back to a server whose connection has ended. */
export interface WaysBack {
	/** Starts the server, or joins the one that runs. */
	rejoin(): Promise<Client>
	/** Joins the server if one runs; starts none. */
	joinRunning(): Promise<Client | undefined>
}

/**
 * Keeps `first` open. When the server dies under it, it is started again, so that a process that runs for long outlives
 * a crash of its server. After an ordered stop nothing is started: whoever stopped it wants it so. Once somebody
 * starts it again, it is joined, so that the process goes on as if nothing had been.
 */
export function keepPresence(first: Client, ways: WaysBack): Presence {
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
			if (!ended) void (stopped ? waitForOthers() : comeBack())
		})
	}

	async function comeBack(): Promise<void> {
		for (let pauseMs = 100; !ended; pauseMs = Math.min(pauseMs * 2, maximumPauseMs)) {
			await sleep(pauseMs, undefined, { ref: false })
			const next = ended ? undefined : await ways.rejoin().catch(() => undefined)
			if (!next) continue
			if (ended) await next.end()
			else attend(next)
			return
		}
	}

	async function waitForOthers(): Promise<void> {
		while (!ended) {
			await sleep(lookMs, undefined, { ref: false })
			const next = ended ? undefined : await ways.joinRunning().catch(() => undefined)
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
