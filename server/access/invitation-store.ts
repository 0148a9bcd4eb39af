import { randomUUID } from 'node:crypto'
import type { ClientBase, Pool } from 'pg'
import type { Role } from '../../core/model/actor.ts'
import { hashToken } from './session-cookie.ts'

export interface StoredInvitation {
	id: string
	email: string
	role: Role
	isRestricted: boolean
	invitedBy: string
	createdAt: Date
	expiresAt: Date
}

interface InvitationRow {
	invitation_id: string
	email: string
	role: Role
	is_restricted: boolean
	invited_by: string
	created_at: Date
	expires_at: Date
	accepted_at: Date | null
	withdrawn_at: Date | null
}

function toInvitation(row: InvitationRow): StoredInvitation {
	return {
		id: row.invitation_id,
		email: row.email,
		role: row.role,
		isRestricted: row.is_restricted,
		invitedBy: row.invited_by,
		createdAt: row.created_at,
		expiresAt: row.expires_at,
	}
}

/** Invitations that nobody has accepted and nobody took back, expired ones too; the latest first. */
export async function listOpenInvitations(client: Pool | ClientBase): Promise<StoredInvitation[]> {
	const { rows } = await client.query<InvitationRow>(
		'select * from invitation where accepted_at is null and withdrawn_at is null order by created_at desc',
	)
	return rows.map(toInvitation)
}

/** Stores an invitation. Earlier ones for the same address are no longer good. */
export async function insertInvitation(
	client: ClientBase,
	invitation: Omit<StoredInvitation, 'id'>,
	token: string,
): Promise<StoredInvitation> {
	const id = randomUUID()
	await client.query(
		`update invitation set withdrawn_at = $2
		where email = $1 and accepted_at is null and withdrawn_at is null`,
		[invitation.email, invitation.createdAt],
	)
	await client.query(
		`insert into invitation (invitation_id, email, role, is_restricted, token_hash, invited_by, created_at, expires_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		[
			id,
			invitation.email,
			invitation.role,
			invitation.isRestricted,
			hashToken(token),
			invitation.invitedBy,
			invitation.createdAt,
			invitation.expiresAt,
		],
	)
	return { id, ...invitation }
}

/** Takes an invitation in the transaction that makes the person: it is good once. Undefined where it is not good. */
export async function takeInvitation(
	client: ClientBase,
	token: string,
	now: Date,
): Promise<StoredInvitation | undefined> {
	const { rows } = await client.query<InvitationRow>(
		`update invitation set accepted_at = $2
		where token_hash = $1 and accepted_at is null and withdrawn_at is null and expires_at > $2 returning *`,
		[hashToken(token), now],
	)
	return rows[0] && toInvitation(rows[0])
}

export async function withdrawInvitation(
	client: ClientBase,
	id: string,
	now: Date,
): Promise<StoredInvitation | undefined> {
	const { rows } = await client.query<InvitationRow>(
		`update invitation set withdrawn_at = $2
		where invitation_id = $1 and accepted_at is null and withdrawn_at is null returning *`,
		[id, now],
	)
	return rows[0] && toInvitation(rows[0])
}
