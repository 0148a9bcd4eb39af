import type { ClientBase, Pool } from 'pg'

/** Hash of a person's password; undefined for people who sign in in another way. */
export async function findPasswordHash(
	client: Pool | ClientBase,
	userId: string,
): Promise<string | undefined> {
	const { rows } = await client.query<{ password: string | null }>(
		`select password from auth_account where user_id = $1 and provider_id = 'credential'`,
		[userId],
	)
	return rows[0]?.password ?? undefined
}

export async function savePasswordHash(
	client: ClientBase,
	userId: string,
	hash: string,
	now: Date,
): Promise<void> {
	await client.query(
		`update auth_account set password = $2, updated_at = $3 where user_id = $1 and provider_id = 'credential'`,
		[userId, hash, now],
	)
}
