import type { z } from 'zod'
import {
	type ApiKey,
	changePerson,
	endSessions,
	type Invitation,
	invite,
	listInvitations,
	listKeys,
	listPeople,
	makeKey,
	revokeKey,
	withdrawInvitation,
} from '../../api/settings.ts'
import { dayOfText } from '../../api/values.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { refuseChangedMeanwhile } from '../changed-meanwhile.ts'
import type { PlanAccessMail } from '../delivery/access-mail-store.ts'
import type { Mount } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import type { Identify } from './identify.ts'
import {
	insertInvitation,
	listOpenInvitations,
	type StoredInvitation,
	withdrawInvitation as withdraw,
} from './invitation-store.ts'
import { insertKey, listStoredKeys, revokeStoredKey, type StoredKey } from './key-store.ts'
import { personJson } from './person-json.ts'
import {
	deleteSessions,
	findPerson,
	listPersons,
	lockAdmins,
	lockPerson,
	savePerson,
} from './person-store.ts'
import { makeToken } from './session-cookie.ts'
import { listTeam } from './team-store.ts'

/** People, invitations and API keys. */
export function mountPeopleRoutes(
	mount: Mount,
	identify: Identify,
	mail: { plan: PlanAccessMail; baseUrl: string },
): void {
	mount.read(listPeople, async ({ pool, may, actor }) => {
		const people = await listPersons(pool)
		const seesAll = may({ ownerEmail: null })
		return {
			people: people.filter(person => seesAll || person.id === actor.userId).map(personJson),
			team: (await listTeam(pool)).filter(member => seesAll || member.email === actor.email),
		}
	})
	mount.change(changePerson, async ({ params, body, client, act }) => {
		const admins = await lockAdmins(client)
		await lockPerson(client, params.id)
		const before = await findPerson(client, { id: params.id })
		if (!before) throw personMissing()
		const { name, role, isRestricted: restricted, disabledAt } = before
		const { seen, ...wanted } = body
		refuseChangedMeanwhile(seen, { name, role, restricted, disabled: disabledAt !== null }, wanted)
		const after = {
			...before,
			name: body.name ?? before.name,
			role: body.role ?? before.role,
			isRestricted: body.restricted ?? before.isRestricted,
			disabledAt:
				body.disabled === undefined
					? before.disabledAt
					: body.disabled
						? (before.disabledAt ?? act.at)
						: null,
		}
		const staysAdmin = after.role === 'admin' && after.disabledAt === null
		if (!staysAdmin && admins.length === 1 && admins[0] === before.id) {
			throw new Problem(
				'last_admin',
				'This is the only admin who can sign in.',
				'Make somebody else an admin first.',
			)
		}
		await savePerson(client, after, act.at)
		const isRightsChange = after.role !== before.role || after.isRestricted !== before.isRestricted
		if (isRightsChange || after.disabledAt !== null) await deleteSessions(client, before.id)
		const shown = ({ name, role, isRestricted, disabledAt }: typeof before) => ({
			name,
			role,
			isRestricted,
			disabledAt,
		})
		await saveAuditRow(client, {
			...act,
			action: 'person.change',
			subject: `person ${before.id}`,
			before: shown(before),
			after: shown(after),
		})
		identify.forget()
		return personJson(after)
	})
	mount.change(endSessions, async ({ params, client, act }) => {
		if (!(await findPerson(client, { id: params.id }))) throw personMissing()
		const ended = await deleteSessions(client, params.id)
		await saveAuditRow(client, {
			...act,
			action: 'person.end_sessions',
			subject: `person ${params.id}`,
			before: null,
			after: { ended },
		})
		identify.forget()
		return { ended }
	})
	mountInvitations(mount, mail)
	mountKeys(mount, identify)
}

function mountInvitations(mount: Mount, mail: { plan: PlanAccessMail; baseUrl: string }): void {
	mount.read(listInvitations, async ({ pool, now }) => ({
		items: (await listOpenInvitations(pool)).map(item => invitationJson(item, now)),
	}))
	mount.change(invite, async ({ body, client, act }) => {
		if (await findPerson(client, { email: body.email })) {
			throw new Problem(
				'already_there',
				`There is a person with the address ${body.email} already.`,
				'Change their role instead.',
			)
		}
		const token = makeToken()
		const expiresAt = new Date(act.at.getTime() + body.days * 86_400_000)
		const { email, role, restricted: isRestricted } = body
		const stored = await insertInvitation(
			client,
			{ email, role, isRestricted, invitedBy: act.actor, createdAt: act.at, expiresAt },
			token,
		)
		await saveAuditRow(client, {
			...act,
			action: 'person.invite',
			subject: `invitation ${stored.id}`,
			before: null,
			after: { email, role, isRestricted, expiresAt },
		})
		const path = `/invitation#token=${token}`
		const mailed = await mail.plan(client, {
			id: `invitation:${stored.id}`,
			to: email,
			subject: 'Your invitation to Perennial',
			body: `${act.actor} invites you to Perennial.\n\nChoose a password here, until ${expiresAt.toISOString().slice(0, 10)}:\n{{ link }}\n`,
			link: `${mail.baseUrl}${path}`,
			now: act.at,
		})
		return { invitation: invitationJson(stored, act.at), token, path, mailed }
	})
	mount.change(withdrawInvitation, async ({ params, client, act }) => {
		const ended = await withdraw(client, params.id, act.at)
		if (!ended) throw new Problem('not_found', 'There is no open invitation with this id.')
		await saveAuditRow(client, {
			...act,
			action: 'person.withdraw_invitation',
			subject: `invitation ${ended.id}`,
			before: { email: ended.email },
			after: null,
		})
		return null
	})
}

function mountKeys(mount: Mount, identify: Identify): void {
	mount.read(listKeys, async ({ pool }) => ({ items: (await listStoredKeys(pool)).map(keyJson) }))
	mount.change(makeKey, async ({ body, actor, client, act }) => {
		const key = `pk_${makeToken()}`
		const scopes = [...new Set(body.scopes)]
		const expiresAt = body.expires_on === undefined ? null : new Date(dayOfText(body.expires_on) * 86_400_000)
		const stored = await insertKey(
			client,
			{ text: key, name: body.name, scopes, userId: actor.userId, expiresAt },
			act.at,
		)
		await saveAuditRow(client, {
			...act,
			action: 'key.make',
			subject: `key ${stored.id}`,
			before: null,
			after: { name: body.name, scopes, expiresAt },
		})
		return { key, entry: keyJson(stored) }
	})
	mount.change(revokeKey, async ({ params, client, act }) => {
		const ended = await revokeStoredKey(client, params.id, act.at)
		if (!ended) throw new Problem('not_found', 'There is no key with this id.')
		await saveAuditRow(client, {
			...act,
			action: 'key.revoke',
			subject: `key ${ended.id}`,
			before: { name: ended.name },
			after: null,
		})
		identify.forget()
		return null
	})
}

function personMissing(): Problem {
	return new Problem('not_found', 'There is no person with this id.')
}

function invitationJson(item: StoredInvitation, now: Date): z.input<typeof Invitation> {
	return {
		id: item.id,
		email: item.email,
		role: item.role,
		restricted: item.isRestricted,
		invited_by: item.invitedBy,
		created_at: item.createdAt.toISOString(),
		expires_at: item.expiresAt.toISOString(),
		expired: item.expiresAt <= now,
	}
}

function keyJson(key: StoredKey): z.input<typeof ApiKey> {
	return {
		id: key.id,
		name: key.name,
		begins: key.begins,
		scopes: key.scopes,
		made_by: key.madeBy,
		created_at: key.createdAt.toISOString(),
		expires_at: key.expiresAt?.toISOString() ?? null,
		last_used_at: key.lastUsedAt?.toISOString() ?? null,
	}
}
