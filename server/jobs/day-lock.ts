import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'

// Any number, as long as it stays the same in all versions and differs from those of migrations and loads.
const dayLock = 7_305_116
const retryMs = 300

/** Does the work while nobody else runs a day of the workspace; the lock goes with the connection. */
export async function withDayLock<T>(pool: Pool, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
	const client = await pool.connect()
	let broken: Error | undefined
	const onError = (error: Error) => {
		broken = error
	}
	client.on('error', onError)
	try {
		for (;;) {
			signal.throwIfAborted()
			const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
				dayLock,
			])
			if (rows[0]?.taken) break
			await sleep(retryMs, undefined, { signal })
		}
		return await work()
	} finally {
		if (!broken) await client.query('select pg_advisory_unlock_all()').catch(onError)
		client.off('error', onError)
		client.release(broken)
	}
}
