import { timingSafeEqual } from 'node:crypto'
import type { ClientBase, Pool } from 'pg'
import { countPersons } from './person-store.ts'
import { hashToken, makeToken } from './session-cookie.ts'

/**
 * A new token for the person who sets the workspace up, undefined where there is somebody already. The token before
 * it is no longer good: the one that was printed last is.
 */
export async function renewSetupToken(client: Pool | ClientBase, now: Date): Promise<string | undefined> {
	if ((await countPersons(client)) > 0) return undefined
	const token = makeToken()
	await client.query(
		`insert into setup_token (setup_id, token_hash, made_at) values (1, $1, $2)
		on conflict (setup_id) do update set token_hash = excluded.token_hash, made_at = excluded.made_at`,
		[hashToken(token), now],
	)
	return token
}

/** Takes the token in the transaction that makes the first admin: of two callers at once one gets it. */
export async function takeSetupToken(client: ClientBase, token: string): Promise<'taken' | 'wrong' | 'over'> {
	const { rows } = await client.query<{ token_hash: Buffer }>(
		'select token_hash from setup_token where setup_id = 1 for update',
	)
	const found = rows[0]
	if (!found) return 'over'
	if (!timingSafeEqual(found.token_hash, hashToken(token))) return 'wrong'
	await client.query('delete from setup_token')
	return (await countPersons(client)) > 0 ? 'over' : 'taken'
}
