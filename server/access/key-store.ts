import { randomUUID } from 'node:crypto'
import type { ClientBase, Pool } from 'pg'
import type { Role, Scope } from '../../core/model/actor.ts'
import { hashToken } from './session-cookie.ts'

export interface StoredKey {
	id: string
	name: string
	begins: string
	scopes: Scope[]
	madeBy: string
	createdAt: Date
	expiresAt: Date | null
	lastUsedAt: Date | null
}

interface KeyRow {
	key_id: string
	name: string
	begins: string
	scopes: Scope[]
	email: string
	created_at: Date
	expires_at: Date | null
	last_used_at: Date | null
}

function toKey(row: KeyRow): StoredKey {
	return {
		id: row.key_id,
		name: row.name,
		begins: row.begins,
		scopes: row.scopes,
		madeBy: row.email,
		createdAt: row.created_at,
		expiresAt: row.expires_at,
		lastUsedAt: row.last_used_at,
	}
}

const keyColumns = `key_id, api_key.name, begins, scopes, auth_user.email, api_key.created_at, expires_at, last_used_at`

/** Keys that were not revoked, the latest first. */
export async function listStoredKeys(client: Pool | ClientBase): Promise<StoredKey[]> {
	const { rows } = await client.query<KeyRow>(
		`select ${keyColumns} from api_key join auth_user on auth_user.id = user_id
		where revoked_at is null order by api_key.created_at desc`,
	)
	return rows.map(toKey)
}

export async function insertKey(
	client: ClientBase,
	key: { text: string; name: string; scopes: readonly Scope[]; userId: string; expiresAt: Date | null },
	now: Date,
): Promise<StoredKey> {
	const id = randomUUID()
	const { rows } = await client.query<KeyRow>(
		`with made as (
			insert into api_key (key_id, name, begins, key_hash, scopes, user_id, created_at, expires_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8) returning *
		)
		select ${keyColumns.replaceAll('api_key.', 'made.')} from made join auth_user on auth_user.id = user_id`,
		[id, key.name, key.text.slice(0, 8), hashToken(key.text), key.scopes, key.userId, now, key.expiresAt],
	)
	if (!rows[0]) throw new Error('the key was not stored')
	return toKey(rows[0])
}

export async function revokeStoredKey(
	client: ClientBase,
	id: string,
	now: Date,
): Promise<StoredKey | undefined> {
	const { rows } = await client.query<KeyRow>(
		`with ended as (
			update api_key set revoked_at = $2 where key_id = $1 and revoked_at is null returning *
		)
		select ${keyColumns.replaceAll('api_key.', 'ended.')} from ended join auth_user on auth_user.id = user_id`,
		[id, now],
	)
	return rows[0] && toKey(rows[0])
}

/** Whom a key acts for. */
export interface KeyHolder {
	keyId: string
	keyName: string
	scopes: Scope[]
	userId: string
	email: string
	role: Role
	isRestricted: boolean
}

/** The holder of a key that is still good and whose person can sign in; notes that it was used, at most once a minute. */
export async function findKeyHolder(
	client: Pool | ClientBase,
	text: string,
	now: Date,
): Promise<KeyHolder | undefined> {
	const { rows } = await client.query<{
		key_id: string
		name: string
		scopes: Scope[]
		user_id: string
		email: string
		role: Role
		is_restricted: boolean
		last_used_at: Date | null
	}>(
		`select key_id, api_key.name, scopes, user_id, email, role, is_restricted, last_used_at
		from api_key join auth_user on auth_user.id = user_id
		where key_hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2) and disabled_at is null`,
		[hashToken(text), now],
	)
	const row = rows[0]
	if (!row) return undefined
	if (row.last_used_at === null || now.getTime() - row.last_used_at.getTime() > 60_000) {
		await client.query('update api_key set last_used_at = $2 where key_id = $1', [row.key_id, now])
	}
	return {
		keyId: row.key_id,
		keyName: row.name,
		scopes: row.scopes,
		userId: row.user_id,
		email: row.email,
		role: row.role,
		isRestricted: row.is_restricted,
	}
}
