import { setTimeout as sleep } from 'node:timers/promises'
import type { ClientBase, Pool, PoolClient } from 'pg'

// Any number, as long as it stays the same in all versions and differs from that of migrations.
const loadLock = 7_305_115
const retryMs = 200

export interface LockOptions {
	signal: AbortSignal | undefined
	onNote: (text: string) => void
}

/**
 * Does the work on a connection that holds the workspace's load lock: one load at a time, so that what a load has
 * seen of the store stays true until it writes. Waits for a load that runs already and says so. The lock goes with
 * the connection, so a process that dies leaves nothing behind.
 */
export async function withLoadLock<T>(
	pool: Pool,
	options: LockOptions,
	work: (client: PoolClient) => Promise<T>,
): Promise<T> {
	using _ = await waitForTurn(pool, options)
	const client = await pool.connect()
	let broken: Error | undefined
	// The next query fails with the same; without a listener Node would end the process here.
	const onError = (error: Error) => {
		broken = error
	}
	client.on('error', onError)
	try {
		await waitForLock(client, options)
		return await work(client)
	} finally {
		if (!broken) await client.query('select pg_advisory_unlock_all()').catch(onError)
		client.off('error', onError)
		client.release(broken)
	}
}

/** The last load of this process that wants the lock, by pool. */
const turns = new WeakMap<Pool, Promise<void>>()

/**
 * Loads of one process wait for each other here and not on connections: a hundred that wait would hold all of the
 * pool's, and the one that runs could not go on.
 */
async function waitForTurn(pool: Pool, { signal, onNote }: LockOptions): Promise<Disposable> {
	signal?.throwIfAborted()
	const before = turns.get(pool)
	const own = Promise.withResolvers<void>()
	const until = Promise.all([before, own.promise]).then(() => {})
	turns.set(pool, until)
	const turn = {
		[Symbol.dispose]() {
			own.resolve()
			if (turns.get(pool) === until) turns.delete(pool)
		},
	}
	if (!before) return turn
	onNote(waitingNote)
	const stopped = Promise.withResolvers<void>()
	const stop = () => stopped.resolve()
	signal?.addEventListener('abort', stop, { once: true })
	await Promise.race([before, stopped.promise])
	signal?.removeEventListener('abort', stop)
	if (!signal?.aborted) return turn
	turn[Symbol.dispose]()
	throw signal.reason
}

const waitingNote = 'Another import into this workspace is running; waiting until it has ended.'

async function waitForLock(client: ClientBase, { signal, onNote }: LockOptions): Promise<void> {
	let hasSaid = false
	for (;;) {
		signal?.throwIfAborted()
		const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
			loadLock,
		])
		if (rows[0]?.taken) return
		if (!hasSaid) onNote(waitingNote)
		hasSaid = true
		await sleep(retryMs, undefined, { signal })
	}
}

/** One transaction on the connection that holds the lock. */
export async function inBatch<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
	await client.query('begin')
	try {
		const result = await work()
		await client.query('commit')
		return result
	} catch (error) {
		// A broken connection has rolled back already.
		await client.query('rollback').catch(() => undefined)
		throw error
	}
}
