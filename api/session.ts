import { z } from 'zod'
import { roles } from '../core/model/actor.ts'
import { contract } from './contract.ts'
import { Email, InstantText, textOf } from './values.ts'

const group = 'Session'

export const Person = z.object({
	id: z.string(),
	email: z.string(),
	name: z.string(),
	role: z.enum(roles),
	/** Sees only the accounts that they own. */
	restricted: z.boolean(),
	second_factor: z.boolean(),
	disabled: z.boolean(),
	created_at: InstantText,
	/** null: never signed in. */
	last_seen_at: InstantText.nullable(),
})
export type Person = z.infer<typeof Person>

export const Password = z.string().min(10, 'expected at least 10 characters').max(128)

/** Who is asking, and if nobody, what can be done about it. */
export const SessionState = z.object({
	/** `setup`: there is no person yet. `demo`: the workspace is a demo and signs in by itself. */
	state: z.enum(['setup', 'sign_in', 'demo', 'signed_in']),
	person: Person.nullable(),
	/** What the person may do, for showing and hiding: action → all, own or none. */
	rights: z.record(z.string(), z.enum(['all', 'own', 'none'])),
	/** Name of the company's own sign-in, where one is set up. */
	single_sign_on: z.string().nullable(),
	/** Whether a forgotten password can be replaced by mail. */
	resets_by_mail: z.boolean(),
})

/** `second_factor`: the password was right, a code is asked for next. */
export const SignedIn = z.object({ state: z.enum(['signed_in', 'second_factor']) })

const Code = z.string().trim().min(6).max(20)

export const getSession = contract({
	name: 'getSession',
	method: 'GET',
	path: '/session',
	access: 'public',
	group,
	says: 'Who is signed in and what they may do',
	input: {},
	output: SessionState,
})
export const signIn = contract({
	name: 'signIn',
	method: 'POST',
	path: '/session',
	access: 'public',
	group,
	says: 'Sign in with e-mail address and password',
	input: { body: z.strictObject({ email: Email, password: z.string().min(1).max(128) }) },
	output: SignedIn,
})
export const verifySecondFactor = contract({
	name: 'verifySecondFactor',
	method: 'POST',
	path: '/session/second-factor',
	access: 'public',
	group,
	says: 'Finish signing in with a code of the authenticator app, or a backup code',
	input: { body: z.strictObject({ code: Code, kind: z.enum(['totp', 'backup']).default('totp') }) },
	output: SignedIn,
})
export const startSingleSignOn = contract({
	name: 'startSingleSignOn',
	method: 'POST',
	path: '/session/single-sign-on',
	access: 'public',
	group,
	says: "Where to go to sign in with the company's own sign-in (OIDC)",
	input: { body: z.strictObject({}) },
	output: z.object({ url: z.string() }),
})
export const signInToDemo = contract({
	name: 'signInToDemo',
	method: 'POST',
	path: '/session/demo',
	access: 'public',
	group,
	says: 'Sign in to a demo workspace; only on the machine that it runs on',
	input: { body: z.strictObject({}) },
	output: SignedIn,
})
export const signOut = contract({
	name: 'signOut',
	method: 'DELETE',
	path: '/session',
	access: 'public',
	group,
	says: 'End the session',
	input: {},
	output: z.null(),
})
export const setUp = contract({
	name: 'setUp',
	method: 'POST',
	path: '/setup',
	access: 'public',
	group,
	says: 'Make the first admin with the token that `perennial start` prints, and sign in',
	input: {
		body: z.strictObject({
			token: z.string().min(1).max(200),
			email: Email,
			name: textOf(200),
			password: Password,
		}),
	},
	output: SignedIn,
})
export const acceptInvitation = contract({
	name: 'acceptInvitation',
	method: 'POST',
	path: '/invitations/accept',
	access: 'public',
	group,
	says: 'Become a person of the workspace with the token of an invitation, and sign in',
	input: {
		body: z.strictObject({ token: z.string().min(1).max(200), name: textOf(200), password: Password }),
	},
	output: SignedIn,
})
export const requestPasswordReset = contract({
	name: 'requestPasswordReset',
	method: 'POST',
	path: '/session/reset',
	access: 'public',
	group,
	says: 'Mail a link for a new password to a person of the workspace; the answer is the same for everybody else',
	input: { body: z.strictObject({ email: Email }) },
	output: z.null(),
})
export const resetPassword = contract({
	name: 'resetPassword',
	method: 'POST',
	path: '/session/reset/completion',
	access: 'public',
	group,
	says: 'Set a new password with the token of a link, which is good once; ends all sessions of the person',
	input: { body: z.strictObject({ token: z.string().min(1).max(200), password: Password }) },
	output: z.null(),
})
export const changePassword = contract({
	name: 'changePassword',
	method: 'POST',
	path: '/session/password',
	access: 'self',
	group,
	says: 'Change the own password; ends all other sessions',
	input: { body: z.strictObject({ current: z.string().min(1).max(128), password: Password }) },
	output: z.null(),
})
export const startSecondFactor = contract({
	name: 'startSecondFactor',
	method: 'POST',
	path: '/session/totp',
	access: 'self',
	group,
	says: 'Begin to use an authenticator app: its address for the QR code, and backup codes, shown once',
	input: { body: z.strictObject({ password: z.string().min(1).max(128) }) },
	output: z.object({ uri: z.string(), backup_codes: z.array(z.string()) }),
})
export const confirmSecondFactor = contract({
	name: 'confirmSecondFactor',
	method: 'POST',
	path: '/session/totp/confirmation',
	access: 'self',
	group,
	says: 'Show that the authenticator app works; from then on it is asked for',
	input: { body: z.strictObject({ code: Code }) },
	output: z.null(),
})
export const endSecondFactor = contract({
	name: 'endSecondFactor',
	method: 'POST',
	path: '/session/totp/removal',
	access: 'self',
	group,
	says: 'Stop using an authenticator app',
	input: { body: z.strictObject({ password: z.string().min(1).max(128) }) },
	output: z.null(),
})

export const sessionContracts = [
	getSession,
	signIn,
	verifySecondFactor,
	startSingleSignOn,
	signInToDemo,
	signOut,
	setUp,
	acceptInvitation,
	requestPasswordReset,
	resetPassword,
	changePassword,
	startSecondFactor,
	confirmSecondFactor,
	endSecondFactor,
]
