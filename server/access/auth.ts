import { betterAuth } from 'better-auth'
import { hashPassword } from 'better-auth/crypto'
import { genericOAuth, twoFactor } from 'better-auth/plugins'
import type { Pool } from 'pg'
import { type CookieRules, sessionCookieName, sessionDays } from './session-cookie.ts'

/** The company's own sign-in (OpenID Connect), where one is set up. */
export interface SingleSignOn {
	/** For the button: "Sign in with Okta". */
	name: string
	/** Address whose `/.well-known/openid-configuration` describes the provider. */
	issuer: string
	clientId: string
	clientSecret: string
}

export interface AuthOptions {
	pool: Pool
	cookie: CookieRules
	/** Where people reach the server: `https://cs.example.com`. */
	baseUrl: string
	singleSignOn: SingleSignOn | undefined
	/** Mails the link of a reset to a person. */
	mailReset(person: { id: string; email: string; name: string }, token: string): Promise<void>
	/** Writes down that a person has a new password. */
	onReset(person: { id: string; email: string }): Promise<void>
}

/** How long the link of a reset is good. */
export const resetMinutes = 60

/** Only the server sets it, from the connection: what a client sends under this name is dropped. */
export const addressHeader = 'x-perennial-address'
export const authPath = '/api/auth'
export const singleSignOnId = 'company'

/**
 * better-auth on tables of ours. People are made by setup and invitations only, so that every new person has an
 * audit row in the same transaction; it keeps passwords, second factors, single sign-on and the limits on trying.
 */
export function createAuth({ pool, cookie, baseUrl, singleSignOn, mailReset, onReset }: AuthOptions) {
	return betterAuth({
		appName: 'Perennial',
		baseURL: baseUrl,
		basePath: authPath,
		secret: cookie.secret,
		database: pool,
		telemetry: { enabled: false },
		// Wrong passwords are no news for the log; faults come as errors of the call.
		logger: { level: 'error' },
		trustedOrigins: [baseUrl],
		emailAndPassword: {
			enabled: true,
			disableSignUp: true,
			minPasswordLength: 10,
			maxPasswordLength: 128,
			revokeSessionsOnPasswordReset: true,
			resetPasswordTokenExpiresIn: resetMinutes * 60,
			sendResetPassword: async ({ user, token }) => mailReset(user, token),
			onPasswordReset: async ({ user }) => onReset(user),
		},
		user: {
			modelName: 'auth_user',
			fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
		},
		session: {
			modelName: 'auth_session',
			expiresIn: sessionDays * 86_400,
			disableSessionRefresh: true,
			fields: {
				userId: 'user_id',
				expiresAt: 'expires_at',
				createdAt: 'created_at',
				updatedAt: 'updated_at',
				ipAddress: 'ip_address',
				userAgent: 'user_agent',
			},
		},
		account: {
			modelName: 'auth_account',
			// People come by invitation; who signs in with the company's address is that person.
			accountLinking: { enabled: true, trustedProviders: [singleSignOnId] },
			fields: {
				accountId: 'account_id',
				providerId: 'provider_id',
				userId: 'user_id',
				accessToken: 'access_token',
				refreshToken: 'refresh_token',
				idToken: 'id_token',
				accessTokenExpiresAt: 'access_token_expires_at',
				refreshTokenExpiresAt: 'refresh_token_expires_at',
				createdAt: 'created_at',
				updatedAt: 'updated_at',
			},
		},
		verification: {
			modelName: 'auth_verification',
			fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
			// The link of a reset is known only to who has it.
			storeIdentifier: { default: 'plain', overrides: { 'reset-password': 'hashed' } },
		},
		rateLimit: {
			enabled: true,
			storage: 'database',
			modelName: 'auth_rate_limit',
			fields: { lastRequest: 'last_request' },
			window: 60,
			max: 60,
			customRules: {
				'/sign-in/email': { window: 60, max: 10 },
				'/request-password-reset': { window: 60, max: 5 },
			},
		},
		advanced: {
			ipAddress: { ipAddressHeaders: [addressHeader] },
			useSecureCookies: false,
			cookiePrefix: cookie.isSecure ? '__Host-perennial' : 'perennial',
			defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/', secure: cookie.isSecure },
			cookies: { session_token: { name: sessionCookieName(cookie) } },
		},
		plugins: [
			twoFactor({
				issuer: 'Perennial',
				schema: {
					user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
					twoFactor: {
						modelName: 'auth_two_factor',
						fields: {
							backupCodes: 'backup_codes',
							userId: 'user_id',
							failedVerificationCount: 'failed_verification_count',
							lockedUntil: 'locked_until',
						},
					},
				},
			}),
			...(singleSignOn ? [singleSignOnOf(singleSignOn)] : []),
		],
	})
}

function singleSignOnOf({ issuer, clientId, clientSecret }: SingleSignOn) {
	return genericOAuth({
		config: [
			{
				providerId: singleSignOnId,
				discoveryUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
				clientId,
				clientSecret,
				scopes: ['openid', 'email', 'profile'],
				pkce: true,
				disableImplicitSignUp: true,
				disableSignUp: true,
			},
		],
	})
}

export type Auth = ReturnType<typeof createAuth>

export { hashPassword }
