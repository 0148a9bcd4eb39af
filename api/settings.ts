import { z } from 'zod'
import { roles, scopes } from '../core/model/actor.ts'
import { contract } from './contract.ts'
import { Person } from './session.ts'
import { DayText, Email, InstantText, pageOf, pageQuery, textOf } from './values.ts'

const IdParams = z.strictObject({ id: z.string().min(1).max(100) })

export const Invitation = z.object({
	id: z.string(),
	email: z.string(),
	role: z.enum(roles),
	restricted: z.boolean(),
	invited_by: z.string(),
	created_at: InstantText,
	expires_at: InstantText,
	expired: z.boolean(),
})

export const listPeople = contract({
	name: 'listPeople',
	method: 'GET',
	path: '/people',
	access: 'people.read',
	group: 'People',
	says: 'Everybody who can sign in, and the team of the imported files',
	input: {},
	output: z.object({
		people: z.array(Person),
		/** Who the data name as CSM, manager …, whether they can sign in or not. */
		team: z.array(
			z.object({
				email: z.string(),
				name: z.string(),
				role: z.string(),
				manager_email: z.string().nullable(),
				region: z.string().nullable(),
				accounts: z.int(),
			}),
		),
	}),
})
const PersonEdit = {
	name: textOf(200).optional(),
	role: z.enum(roles).optional(),
	restricted: z.boolean().optional(),
	disabled: z.boolean().optional(),
}

export const changePerson = contract({
	name: 'changePerson',
	method: 'PATCH',
	path: '/people/:id',
	access: 'people.change',
	group: 'People',
	says: "Change a person's name, role or reach, or disable them; their sessions end",
	input: {
		params: IdParams,
		body: z.strictObject({
			...PersonEdit,
			/** How the caller saw the person: refused with `changed_meanwhile` where they are something else by now. */
			seen: z.strictObject(PersonEdit).optional(),
		}),
	},
	output: Person,
})
export const endSessions = contract({
	name: 'endSessions',
	method: 'DELETE',
	path: '/people/:id/sessions',
	access: 'people.change',
	group: 'People',
	says: 'Sign a person out everywhere',
	input: { params: IdParams },
	output: z.object({ ended: z.int() }),
})
export const makeResetLink = contract({
	name: 'makeResetLink',
	method: 'POST',
	path: '/people/:id/reset-link',
	access: 'people.change',
	group: 'People',
	says: 'Make a link with which a person sets a new password; it is shown once and good for an hour',
	input: { params: IdParams, body: z.strictObject({}) },
	output: z.object({ path: z.string(), expires_at: InstantText }),
	isShownOnce: true,
})
export const listInvitations = contract({
	name: 'listInvitations',
	method: 'GET',
	path: '/invitations',
	access: 'people.change',
	group: 'People',
	says: 'Invitations that nobody has accepted yet',
	input: {},
	output: z.object({ items: z.array(Invitation) }),
})
export const invite = contract({
	name: 'invite',
	method: 'POST',
	path: '/invitations',
	access: 'people.change',
	group: 'People',
	says: 'Invite somebody; the answer holds the token of the link, which is shown once',
	input: {
		body: z.strictObject({
			email: Email,
			role: z.enum(roles),
			restricted: z.boolean().default(false),
			days: z.int().min(1).max(30).default(7),
		}),
	},
	/** `mailed`: the link is on its way to them as well. */
	output: z.object({ invitation: Invitation, token: z.string(), path: z.string(), mailed: z.boolean() }),
	isShownOnce: true,
})
export const withdrawInvitation = contract({
	name: 'withdrawInvitation',
	method: 'DELETE',
	path: '/invitations/:id',
	access: 'people.change',
	group: 'People',
	says: 'Take an invitation back',
	input: { params: IdParams },
	output: z.null(),
})

export const ApiKey = z.object({
	id: z.string(),
	name: z.string(),
	/** The first characters, to tell keys apart. */
	begins: z.string(),
	scopes: z.array(z.enum(scopes)),
	made_by: z.string(),
	created_at: InstantText,
	expires_at: InstantText.nullable(),
	last_used_at: InstantText.nullable(),
})

export const listKeys = contract({
	name: 'listKeys',
	method: 'GET',
	path: '/keys',
	access: 'keys.change',
	group: 'API keys',
	says: 'API keys in use',
	input: {},
	output: z.object({ items: z.array(ApiKey) }),
})
export const makeKey = contract({
	name: 'makeKey',
	method: 'POST',
	path: '/keys',
	access: 'keys.change',
	group: 'API keys',
	says: 'Make a key; it is shown once. It acts for whoever makes it, within its scopes',
	input: {
		body: z.strictObject({
			name: textOf(100),
			scopes: z.array(z.enum(scopes)).min(1).max(scopes.length),
			expires_on: DayText.optional(),
		}),
	},
	output: z.object({ key: z.string(), entry: ApiKey }),
	isShownOnce: true,
})
export const revokeKey = contract({
	name: 'revokeKey',
	method: 'DELETE',
	path: '/keys/:id',
	access: 'keys.change',
	group: 'API keys',
	says: 'End a key',
	input: { params: IdParams },
	output: z.null(),
})

export const AuditEntry = z.object({
	id: z.int(),
	at: InstantText,
	actor: z.string(),
	action: z.string(),
	subject: z.string(),
	before: z.unknown(),
	after: z.unknown(),
})
export const listAudit = contract({
	name: 'listAudit',
	method: 'GET',
	path: '/audit',
	access: 'audit.read',
	group: 'Audit',
	says: 'Every change: who, when, what, before and after; the latest first',
	input: {
		query: z.strictObject({
			...pageQuery,
			actor: z.string().max(320).optional(),
			/** `task.` finds all actions on tasks. */
			action: z.string().max(100).optional(),
			subject: z.string().max(400).optional(),
		}),
	},
	output: pageOf(AuditEntry),
})

export const WorkspaceState = z.object({
	zone: z.string(),
	currency: z.string().nullable(),
	today: DayText,
	/** Day of the first load; null before it. From then on zone and currency stay. */
	live_from: DayText.nullable(),
	file_cadence_days: z.int(),
	/** Local hour from which the day runs by itself. */
	day_runs_at_hour: z.int(),
	/** The latest computed date that is shown; null before the first. */
	as_of: DayText.nullable(),
	demo: z.boolean(),
	version: z.string(),
	/** `old`: more than a day; `untried`: none was ever restored. */
	backup: z.object({
		state: z.enum(['none', 'old', 'untried', 'good']),
		made_at: InstantText.nullable(),
		checked_at: InstantText.nullable(),
	}),
})
export const getWorkspace = contract({
	name: 'getWorkspace',
	method: 'GET',
	path: '/workspace',
	access: 'workspace.read',
	group: 'Workspace',
	says: 'What holds for everything: zone, currency, today, the date that is shown',
	input: {},
	output: WorkspaceState,
})
const WorkspaceSettings = {
	zone: z.string().max(100).optional(),
	currency: z
		.string()
		.regex(/^[A-Z]{3}$/)
		.optional(),
	file_cadence_days: z.int().min(1).max(400).optional(),
	day_runs_at_hour: z.int().min(0).max(23).optional(),
}

export const changeWorkspace = contract({
	name: 'changeWorkspace',
	method: 'PATCH',
	path: '/workspace',
	access: 'workspace.change',
	group: 'Workspace',
	says: 'Change settings of the workspace',
	input: {
		body: z.strictObject({
			...WorkspaceSettings,
			/** How the caller saw the settings: refused with `changed_meanwhile` where they are others by now. */
			seen: z
				.strictObject({ ...WorkspaceSettings, currency: WorkspaceSettings.currency.nullable() })
				.optional(),
		}),
	},
	output: WorkspaceState,
})

export const settingsContracts = [
	listPeople,
	changePerson,
	endSessions,
	makeResetLink,
	listInvitations,
	invite,
	withdrawInvitation,
	listKeys,
	makeKey,
	revokeKey,
	listAudit,
	getWorkspace,
	changeWorkspace,
]
