import type { ClientBase, Pool } from 'pg'

/** Hash of the secret by which other programs start the playbook; undefined where none was made. */
export async function findHook(client: Pool | ClientBase, playbookId: string): Promise<string | undefined> {
	const { rows } = await client.query<{ secret_hash: string }>(
		'select secret_hash from playbook_hook where playbook_id = $1',
		[playbookId],
	)
	return rows[0]?.secret_hash
}

/** The new secret is the only one: the one before ends. */
export async function saveHook(
	client: ClientBase,
	playbookId: string,
	secretHash: string,
	made: { by: string; at: Date },
): Promise<void> {
	await client.query(
		`insert into playbook_hook (playbook_id, secret_hash, made_at, made_by) values ($1, $2, $3, $4)
		on conflict (playbook_id) do update set secret_hash = excluded.secret_hash, made_at = excluded.made_at,
			made_by = excluded.made_by`,
		[playbookId, secretHash, made.at, made.by],
	)
}
