import { randomUUID } from 'node:crypto'
import type { ClientBase, Pool } from 'pg'
import type { Role } from '../../core/model/actor.ts'
import { sessionDays } from './session-cookie.ts'

/** Somebody who can sign in. */
export interface StoredPerson {
	id: string
	email: string
	name: string
	role: Role
	isRestricted: boolean
	hasSecondFactor: boolean
	disabledAt: Date | null
	createdAt: Date
	lastSeenAt: Date | null
}

interface PersonRow {
	id: string
	email: string
	name: string
	role: Role
	is_restricted: boolean
	two_factor_enabled: boolean
	disabled_at: Date | null
	created_at: Date
	last_seen_at: Date | null
}

function toPerson(row: PersonRow): StoredPerson {
	return {
		id: row.id,
		email: row.email,
		name: row.name,
		role: row.role,
		isRestricted: row.is_restricted,
		hasSecondFactor: row.two_factor_enabled,
		disabledAt: row.disabled_at,
		createdAt: row.created_at,
		lastSeenAt: row.last_seen_at,
	}
}

const personColumns = `auth_user.id, email, name, role, is_restricted, two_factor_enabled, disabled_at,
	auth_user.created_at, (select max(seen.created_at) from auth_session as seen where seen.user_id = auth_user.id) as last_seen_at`

export async function listPersons(client: Pool | ClientBase): Promise<StoredPerson[]> {
	const { rows } = await client.query<PersonRow>(
		`select ${personColumns} from auth_user order by lower(name), email`,
	)
	return rows.map(toPerson)
}

export async function findPerson(
	client: Pool | ClientBase,
	by: { id: string } | { email: string },
): Promise<StoredPerson | undefined> {
	const [column, value] = 'id' in by ? ['id', by.id] : ['email', by.email.toLowerCase()]
	const { rows } = await client.query<PersonRow>(
		`select ${personColumns} from auth_user where auth_user.${column} = $1`,
		[value],
	)
	return rows[0] && toPerson(rows[0])
}

/** The person whose session has this token, where it and they are still good. */
export async function findPersonOfSession(
	client: Pool | ClientBase,
	token: string,
	now: Date,
): Promise<StoredPerson | undefined> {
	const { rows } = await client.query<PersonRow>(
		`select ${personColumns} from auth_session join auth_user on auth_user.id = auth_session.user_id
		where token = $1 and expires_at > $2 and disabled_at is null`,
		[token, now],
	)
	return rows[0] && toPerson(rows[0])
}

export async function countPersons(client: Pool | ClientBase): Promise<number> {
	const { rows } = await client.query<{ count: number }>('select count(*) as count from auth_user')
	return rows[0]?.count ?? 0
}

/** Admins who can sign in; locks them, so that two changes at once do not leave none. */
export async function lockAdmins(client: ClientBase): Promise<string[]> {
	const { rows } = await client.query<{ id: string }>(
		`select id from auth_user where role = 'admin' and disabled_at is null order by id for update`,
	)
	return rows.map(({ id }) => id)
}

/** Nobody else changes the person until the transaction ends. */
export async function lockPerson(client: ClientBase, id: string): Promise<void> {
	await client.query('select 1 from auth_user where id = $1 for update', [id])
}

export interface NewPerson {
	email: string
	name: string
	role: Role
	isRestricted: boolean
	/** null: signs in another way. */
	passwordHash: string | null
}

/** Makes a person; undefined where the address is taken. */
export async function insertPerson(
	client: ClientBase,
	person: NewPerson,
	now: Date,
): Promise<string | undefined> {
	const id = randomUUID()
	const made = await client.query(
		`insert into auth_user (id, email, email_verified, name, created_at, updated_at, role, is_restricted)
		values ($1, $2, true, $3, $4, $4, $5, $6) on conflict (email) do nothing`,
		[id, person.email.toLowerCase(), person.name, now, person.role, person.isRestricted],
	)
	if (made.rowCount !== 1) return undefined
	if (person.passwordHash !== null) {
		await client.query(
			`insert into auth_account (id, account_id, provider_id, user_id, password, created_at, updated_at)
			values ($1, $2, 'credential', $2, $3, $4, $4)`,
			[randomUUID(), id, person.passwordHash, now],
		)
	}
	return id
}

/** Writes what an admin can change of a person. */
export async function savePerson(
	client: ClientBase,
	person: Pick<StoredPerson, 'id' | 'name' | 'role' | 'isRestricted' | 'disabledAt'>,
	now: Date,
): Promise<void> {
	await client.query(
		`update auth_user set name = $2, role = $3, is_restricted = $4, disabled_at = $5, updated_at = $6 where id = $1`,
		[person.id, person.name, person.role, person.isRestricted, person.disabledAt, now],
	)
}

/** Begins a session for somebody who has shown who they are. */
export async function insertSession(
	client: Pool | ClientBase,
	session: { userId: string; token: string; ipAddress: string | null; userAgent: string | null },
	now: Date,
): Promise<void> {
	await client.query(
		`insert into auth_session (id, token, user_id, expires_at, created_at, updated_at, ip_address, user_agent)
		values ($1, $2, $3, $4, $5, $5, $6, $7)`,
		[
			randomUUID(),
			session.token,
			session.userId,
			new Date(now.getTime() + sessionDays * 86_400_000),
			now,
			session.ipAddress,
			session.userAgent?.slice(0, 500) ?? null,
		],
	)
}

/** Ends sessions of a person, all or all but one; says how many. */
export async function deleteSessions(
	client: Pool | ClientBase,
	userId: string,
	exceptToken?: string,
): Promise<number> {
	const { rowCount } = await client.query(
		'delete from auth_session where user_id = $1 and ($2::text is null or token <> $2)',
		[userId, exceptToken ?? null],
	)
	return rowCount ?? 0
}

export async function deleteSession(client: Pool | ClientBase, token: string): Promise<void> {
	await client.query('delete from auth_session where token = $1', [token])
}
