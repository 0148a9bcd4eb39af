import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LightMyRequestResponse } from 'fastify'
import { type Role, roles } from '../core/model/actor.ts'
import { getDay } from '../core/time/day.ts'
import type { SingleSignOn } from '../server/access/auth.ts'
import { insertPerson, insertSession } from '../server/access/person-store.ts'
import { sessionCookie } from '../server/access/session-cookie.ts'
import type { Context } from '../server/context.ts'
import { type App, createApp } from '../server/http/app.ts'
import { runDay } from '../server/jobs/run-day.ts'
import { createTestDatabase } from '../server/postgres/test-database.ts'
import { importFiles } from '../server/sources/import-files.ts'
import { writeFiles } from '../server/sources/import-workspace.ts'
import { saveFixedToday } from '../server/workspace/workspace-store.ts'

// For tests of the API: an app on a database of its own with five people and three accounts.

export interface TestApp {
	app: App
	context: Context
	/** People by role; `other` is another csm. */
	cookies: Record<Role | 'other', string>
	userIds: Record<Role | 'other', string>
	/** What the app takes for now; moves when it is set. */
	clock: { now: Date }
	/** Calls `/api/v1` + path. Without `as` nobody is signed in. */
	call(
		method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
		path: string,
		options?: { as?: Role | 'other'; body?: unknown; headers?: Record<string, string> },
	): Promise<LightMyRequestResponse>
	end(): Promise<void>
}

export const testToday = '2026-06-30'
const secret = 'a secret that is long enough for tests of cookies'

/** Accounts: `own` belongs to the csm, `others` to the other csm, `nobodys` to nobody. */
const files: Record<string, string> = {
	'accounts.csv': [
		'id,name,owner_email,industry,created_on,plan color',
		'own,Own Ltd,csm@example.com,retail,2025-01-01,red',
		'others,Others GmbH,other@example.com,energy,2025-01-01,blue',
		'nobodys,Nobodys SA,,retail,2025-01-01,',
	].join('\n'),
	'contacts.csv': [
		'id,account_id,name,email,role',
		'c1,own,Ada Byron,ada@own.example,champion',
		'c2,others,Bob Crane,bob@others.example,user',
	].join('\n'),
	'subscriptions.csv': [
		'id,account_id,product,quantity,unit_price,currency,billing_interval,started_on,term_ends_on,auto_renews,status',
		's1,own,Base,10,100,USD,month,2025-08-01,2026-08-01,true,active',
		's2,others,Base,5,100,USD,month,2025-09-01,2026-09-01,true,active',
		's3,nobodys,Base,1,100,USD,month,2025-10-01,2026-10-01,true,active',
	].join('\n'),
	'engagements.csv': [
		'id,account_id,kind,occurred_at,attended',
		'e1,own,meeting,2026-05-02,true',
		'e2,others,review,2026-06-20,true',
		'e3,nobodys,call,2026-06-29,true',
	].join('\n'),
	'tickets.csv': [
		'id,account_id,opened_at,severity,subject',
		't1,own,2026-06-28,high,"=cmd()|<script>alert(1)</script>"',
		't2,others,2026-06-29,low,hello',
	].join('\n'),
	'usage_daily.csv': [
		'account_id,day,event,count,users',
		...Array.from({ length: 80 }, (_, index) => {
			const day = new Date(Date.UTC(2026, 3, 12 + index)).toISOString().slice(0, 10)
			return `own,${day},login,${80 - index},3\nothers,${day},login,${20 + index},4\nnobodys,${day},login,5,1`
		}),
	].join('\n'),
	'team.csv': 'email,name,role\ncsm@example.com,Carla,csm\nother@example.com,Otto,csm\n',
}

export async function makeTestApp(
	options: { withData?: boolean; callsPerMinute?: number; singleSignOn?: SingleSignOn } = {},
): Promise<TestApp> {
	const database = await createTestDatabase()
	const dataFolder = await mkdtemp(join(tmpdir(), 'perennial-app-'))
	const context: Context = { ...database, dataFolder, [Symbol.asyncDispose]: async () => {} }
	const clock = { now: new Date(`${testToday}T12:00:00Z`) }
	if (options.withData !== false) await loadData(context, clock.now)
	const app = await createApp(context, {
		secret,
		baseUrl: 'http://localhost:4600',
		host: '127.0.0.1',
		webFolder: join(dataFolder, 'no-web'),
		callsPerMinute: options.callsPerMinute ?? 1_000_000,
		clock: () => clock.now,
		singleSignOn: options.singleSignOn,
	})
	const { cookies, userIds } = await makePeople(context, clock.now)
	return {
		app,
		context,
		cookies,
		userIds,
		clock,
		call: async (method, path, { as, body, headers } = {}) =>
			app.server.inject({
				method,
				url: `/api/v1${path}`,
				headers: {
					host: 'localhost:4600',
					...(as ? { cookie: cookies[as] } : {}),
					...(body === undefined ? {} : { 'content-type': 'application/json' }),
					...headers,
				},
				...(body === undefined ? {} : { payload: JSON.stringify(body) }),
			}),
		async end() {
			await app.end(2_000)
			await database.drop()
			await rm(dataFolder, { recursive: true, force: true })
		},
	}
}

async function loadData(context: Context, now: Date): Promise<void> {
	const folder = join(context.dataFolder, 'files')
	await writeFiles(folder, files)
	await importFiles(context, [folder], { today: getDay(testToday) })
	await saveFixedToday(context.pool, getDay(testToday))
	await runDay(context, { now })
	await context.pool.query(`update workspace set settings = settings - 'today'`)
}

async function makePeople(context: Context, now: Date): Promise<Pick<TestApp, 'cookies' | 'userIds'>> {
	const cookies: Record<string, string> = {}
	const userIds: Record<string, string> = {}
	const client = await context.pool.connect()
	try {
		for (const name of [...roles, 'other'] as const) {
			const role = name === 'other' ? 'csm' : name
			const person = { email: `${name}@example.com`, name, role, isRestricted: false, passwordHash: null }
			const userId = await insertPerson(client, person, now)
			if (!userId) throw new Error(`${name} is there already`)
			userIds[name] = userId
			cookies[name] = await signInPerson(context, userId, now)
		}
	} finally {
		client.release()
	}
	return { cookies, userIds } as Pick<TestApp, 'cookies' | 'userIds'>
}

/** A session without the hashing of a password: the value of the `cookie` header. */
export async function signInPerson(context: Context, userId: string, now: Date): Promise<string> {
	const token = `token-${userId}-${Math.round(performance.now() * 1000)}`
	await insertSession(context.pool, { userId, token, ipAddress: null, userAgent: null }, now)
	return sessionCookie(token, { isSecure: false, secret }).split(';')[0] ?? ''
}
