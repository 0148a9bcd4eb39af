import { join } from 'node:path'
import type { SingleSignOn } from './access/auth.ts'
import { readSecret } from './access/secret-file.ts'
import { renewSetupToken } from './access/setup-store.ts'
import type { Context } from './context.ts'
import { startDelivery } from './delivery/run-delivery.ts'
import { checkSecretKey } from './delivery/secret-check-store.ts'
import { createApp } from './http/app.ts'
import { isLoopback } from './http/protection.ts'
import { runWriters } from './jobs/day-work.ts'
import { runInThread } from './jobs/run-in-thread.ts'
import { startSchedule } from './jobs/run-schedule.ts'
import { startFollowing } from './playbooks/follow-worker.ts'
import { Problem } from './problem.ts'
import { startStream } from './sources/run-stream.ts'
import { startLookSchedule } from './validation/start-look.ts'
import { readWorkspace } from './workspace/workspace-store.ts'

export interface ServerOptions {
	port: number
	/** Address that it listens on. */
	host: string
	/** Where people reach it, when that is not the address itself: `https://cs.example.com`. */
	baseUrl?: string | undefined
	onNote(text: string): void
}

/** A server that runs until it is ended. */
export interface RunningServer {
	url: string
	/** For the first person: good once, and only until there is an admin. */
	setupUrl: string | undefined
	isWebBuilt: boolean
	/**
	 * Takes no more calls, finishes those that are open, and asks jobs to stop; at most 20 seconds. A day that is being
	 * computed may go on longer: whoever ends the process then loses nothing but the work since its last commit.
	 */
	end(): Promise<void>
}

/** A process that has ended its server is gone after so long, whatever still runs in it. */
export const exitWithinMs = 4_000

export const webFolder = join(import.meta.dirname, '..', 'dist', 'web')

/** Jobs and open requests get so long when the server is asked to stop; the whole is over within 30 seconds. */
const endWithinMs = 20_000

/** Serves the API and the web app of a workspace, and runs its day. */
export async function startServer(context: Context, options: ServerOptions): Promise<RunningServer> {
	const { host, port } = options
	const name = host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host
	const baseUrl = options.baseUrl ?? `http://${name}:${port}`
	const environment = process.env
	const app = await createApp(context, {
		secret: await readSecret(context.dataFolder),
		baseUrl,
		host,
		webFolder,
		trustedProxies: readProxies(environment.PERENNIAL_TRUSTED_PROXIES),
		singleSignOn: readSingleSignOn(environment),
		logLevel: environment.PERENNIAL_LOG_LEVEL || 'warn',
	})
	const key = await checkSecretKey(context.pool, app.delivery.seal, {
		forgets: environment.PERENNIAL_FORGET_SECRETS === 'yes',
	})
	if (key === 'forgotten')
		options.onNote('Stored secrets are forgotten: enter the mail password, Slack and webhooks anew.')
	await app.server.listen({ host, port }).catch(async error => {
		throw (await isServed(`http://${name}:${port}`))
			? servedProblem(name, port)
			: listenProblem(error, host, port)
	})
	const schedule = startSchedule({
		context,
		startDay: app.startDay,
		clock: () => new Date(),
		onFault: (error, text) => app.server.log.error(error, text),
	})
	const delivery = startDelivery({
		pool: context.pool,
		deliver: app.delivery.deliver,
		clock: () => new Date(),
		onFault: (error, text) => app.server.log.error(error, text),
	})
	const looks = startLookSchedule({
		pool: context.pool,
		runner: app.runner,
		clock: () => new Date(),
		look: (asked, options) => runInThread(context, 'look_at_history', asked, options),
		onFault: (error, text) => app.server.log.error(error, text),
	})
	const stream = startStream({
		pool: context.pool,
		clock: () => new Date(),
		onFault: (error, text) => app.server.log.error(error, text),
	})
	await schedule.look()
	const following = startFollowing({
		pool: context.pool,
		writers: runWriters,
		clock: () => new Date(),
		onFault: (error, text) => app.server.log.error(error, text),
	})
	await looks.look()
	const isDemo = (await readWorkspace(context.pool)).fixedToday !== null && isLoopback(host)
	const token = isDemo ? undefined : await renewSetupToken(context.pool, new Date())
	return {
		url: baseUrl,
		setupUrl: token === undefined ? undefined : `${baseUrl}/setup?token=${token}`,
		isWebBuilt: app.isWebBuilt,
		async end() {
			schedule.end()
			looks.end()
			// All at once: under load each of them alone may take its time, and calls are taken no more from here on.
			const working = Promise.all([following.end(), delivery.end(), stream.end(), app.end(endWithinMs)])
			await Promise.race([working, new Promise(resolve => setTimeout(resolve, endWithinMs).unref())])
		},
	}
}

/** Whether a Perennial answers at the address. */
async function isServed(url: string): Promise<boolean> {
	const answer = await fetch(`${url}/livez`, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined)
	const body: unknown = await answer?.json().catch(() => undefined)
	return typeof body === 'object' && body !== null && 'live' in body && body.live === true
}

function servedProblem(name: string, port: number): Problem {
	return new Problem(
		'already_serving',
		`A Perennial serves at http://${name}:${port} already.`,
		`If it is this data folder's, nothing is to be done: its database runs, and it goes on. Else use another port: perennial start --port ${port + 1}`,
	)
}

function listenProblem(error: unknown, host: string, port: number): unknown {
	const code = error instanceof Error && 'code' in error ? error.code : undefined
	if (code === 'EADDRINUSE') {
		return new Problem(
			'port_in_use',
			`Port ${port} on ${host} is taken by another program.`,
			`Stop that program, or use another port: perennial start --port ${port + 1}`,
		)
	}
	if (code === 'EACCES')
		return new Problem('port_refused', `Port ${port} may not be used by this user.`, 'Use a port above 1023.')
	if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
		return new Problem(
			'host_unknown',
			`This machine has no address ${host}.`,
			'Use --host 127.0.0.1, or 0.0.0.0 for all.',
		)
	}
	return error
}

function readProxies(text: string | undefined): number {
	const count = Number(text || 0)
	if (Number.isInteger(count) && count >= 0 && count <= 10) return count
	throw new Problem(
		'config_invalid',
		`Expected how many proxies stand in front in PERENNIAL_TRUSTED_PROXIES, found "${text}".`,
		'Set it to 1 behind one reverse proxy, or remove it.',
	)
}

function readSingleSignOn(environment: Record<string, string | undefined>): SingleSignOn | undefined {
	const {
		PERENNIAL_OIDC_ISSUER: issuer,
		PERENNIAL_OIDC_CLIENT_ID: clientId,
		PERENNIAL_OIDC_CLIENT_SECRET: clientSecret,
	} = environment
	if (!issuer && !clientId && !clientSecret) return undefined
	if (issuer && clientId && clientSecret) {
		return { name: environment.PERENNIAL_OIDC_NAME || 'single sign-on', issuer, clientId, clientSecret }
	}
	throw new Problem(
		'config_invalid',
		'Expected all of PERENNIAL_OIDC_ISSUER, PERENNIAL_OIDC_CLIENT_ID and PERENNIAL_OIDC_CLIENT_SECRET, or none.',
		'Set the ones that are missing.',
	)
}
