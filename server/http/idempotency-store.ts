import { createHash } from 'node:crypto'
import type { ClientBase, Pool } from 'pg'
import { Problem } from '../problem.ts'

/** How long the answer to a key is kept. */
export const idempotencyHours = 24

/** One POST that names itself. */
export interface NamedCall {
	/** Whose key: two people may use the same. */
	actor: string
	key: string
	requestHash: Buffer
}

export function hashCall(method: string, url: string, body: unknown): Buffer {
	return createHash('sha256')
		.update(`${method} ${url}\n${JSON.stringify(body) ?? ''}`)
		.digest()
}

/**
 * Takes the key in the transaction of the change, so that key and change are stored together or not at all. The same
 * call again waits for the first and gets its answer. Throws where the key was used for something else.
 */
export async function claimKey(
	client: ClientBase,
	call: NamedCall,
	now: Date,
): Promise<{ isNew: true } | { isNew: false; body: unknown }> {
	const kept = new Date(now.getTime() - idempotencyHours * 3_600_000)
	await client.query('delete from idempotency_result where actor = $1 and key = $2 and made_at < $3', [
		call.actor,
		call.key,
		kept,
	])
	const claimed = await client.query(
		`insert into idempotency_result (actor, key, request_hash, made_at) values ($1, $2, $3, $4)
		on conflict (actor, key) do nothing`,
		[call.actor, call.key, call.requestHash, now],
	)
	if (claimed.rowCount === 1) return { isNew: true }
	const { rows } = await client.query<{ request_hash: Buffer; body: unknown }>(
		'select request_hash, body from idempotency_result where actor = $1 and key = $2',
		[call.actor, call.key],
	)
	const found = rows[0]
	if (!found) throw new Problem('idempotency_key_in_use', 'The same call is being done at this moment.')
	if (!found.request_hash.equals(call.requestHash)) {
		throw new Problem(
			'idempotency_key_reused',
			'The Idempotency-Key was used for another call within the last 24 hours.',
			'Make a new key for each call, and use it again only to repeat that call.',
		)
	}
	return { isNew: false, body: found.body }
}

/** Keeps what the call answered, in its transaction. */
export async function saveResult(client: ClientBase, call: NamedCall, body: unknown): Promise<void> {
	await client.query('update idempotency_result set body = $3 where actor = $1 and key = $2', [
		call.actor,
		call.key,
		JSON.stringify(body),
	])
}

/** Forgets answers that nobody can ask for any more. */
export async function dropOldResults(pool: Pool, now: Date): Promise<void> {
	await pool.query('delete from idempotency_result where made_at < $1', [
		new Date(now.getTime() - idempotencyHours * 3_600_000),
	])
}
