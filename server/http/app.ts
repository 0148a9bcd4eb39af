import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import multipart from '@fastify/multipart'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { type Auth, authPath, createAuth, type SingleSignOn } from '../access/auth.ts'
import { createIdentify, type Identify } from '../access/identify.ts'
import { mountOwnRoutes } from '../access/own-routes.ts'
import { mountPeopleRoutes } from '../access/people-routes.ts'
import { resetByMail } from '../access/reset-mail.ts'
import { mountResetRoutes } from '../access/reset-routes.ts'
import type { CookieRules } from '../access/session-cookie.ts'
import { mountSessionRoutes } from '../access/session-routes.ts'
import { serveSingleSignOn } from '../access/single-sign-on.ts'
import { mountAccountEditRoutes } from '../accounts/account-edit-routes.ts'
import { mountAccountListRoutes } from '../accounts/account-list-routes.ts'
import { type AccountLists, createAccountLists } from '../accounts/account-list-store.ts'
import { mountAccountRoutes } from '../accounts/account-routes.ts'
import { accountRowAt } from '../accounts/account-row-store.ts'
import type { AccountRef } from '../accounts/get-account-store.ts'
import { mountMergeRoutes } from '../accounts/merge-routes.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import { mountTimelineRoutes } from '../accounts/timeline-routes.ts'
import { mountAuditRoutes } from '../audit/audit-routes.ts'
import { mountChurnListRoutes } from '../churn/churn-list-routes.ts'
import { mountChurnRoutes } from '../churn/churn-routes.ts'
import type { Context } from '../context.ts'
import { mountExplanationRoutes } from '../days/explanation-routes.ts'
import { mountOverrideRoutes } from '../days/override-routes.ts'
import { planImpact } from '../days/plan-impact.ts'
import { readCustomersForWhatIf } from '../days/plan-impact-customers.ts'
import { createRescoreAccount } from '../days/rescore-account.ts'
import { createDelivery, type DeliveryOfServer } from '../delivery/delivery-parts.ts'
import { mountExpansionChangeRoutes } from '../expansion/expansion-change-routes.ts'
import { mountExpansionRoutes } from '../expansion/expansion-routes.ts'
import { mountAtRiskRoutes } from '../forecast/at-risk-routes.ts'
import { mountCalendarRoutes } from '../forecast/calendar-routes.ts'
import { mountForecastRoutes } from '../forecast/forecast-routes.ts'
import { serveIngest } from '../ingest/ingest-routes.ts'
import { runWriters } from '../jobs/day-work.ts'
import { mountJobRoutes } from '../jobs/job-routes.ts'
import { createJobRunner, type JobRunner } from '../jobs/job-runner.ts'
import { runInThread } from '../jobs/run-in-thread.ts'
import { createStartDay, type StartDay } from '../jobs/start-day.ts'
import { mountMeetingRoutes } from '../meetings/meeting-routes.ts'
import { mountModelRoutes } from '../model/model-routes.ts'
import { modelVocabulary } from '../model/model-vocabulary.ts'
import { mountNoteRoutes } from '../notes/note-routes.ts'
import { mountEffectRoutes } from '../outcomes/effect-routes.ts'
import { followOnce } from '../playbooks/follow-worker.ts'
import { mountPlaybookModelRoutes } from '../playbooks/playbook-model-routes.ts'
import { mountPlaybookRoutes } from '../playbooks/playbook-routes.ts'
import { mountRunRoutes } from '../playbooks/run-routes.ts'
import { mountQualityRoutes } from '../quality/quality-routes.ts'
import { mountContractQuestionRoutes } from '../renewals/contract-question-routes.ts'
import { mountRenewalChangeRoutes } from '../renewals/renewal-change-routes.ts'
import { mountRenewalRoutes } from '../renewals/renewal-routes.ts'
import { mountAccountArrRoutes } from '../revenue/account-arr-routes.ts'
import { mountForwardRoutes } from '../revenue/forward-routes.ts'
import { mountRetentionExportRoutes } from '../revenue/retention-export-routes.ts'
import { mountRetentionReportRoutes } from '../revenue/retention-report-routes.ts'
import { mountRetentionRoutes } from '../revenue/retention-routes.ts'
import { mountSignalRoutes } from '../signals/signal-routes.ts'
import { mountHandFactRoutes } from '../sources/hand-fact-routes.ts'
import { mountImportRoutes } from '../sources/import-routes.ts'
import { mountDistributionRoutes } from '../summary/distribution-routes.ts'
import { mountSummaryRoutes } from '../summary/summary-routes.ts'
import { mountTaskRoutes } from '../tasks/task-routes.ts'
import { mountEvidenceRoutes } from '../validation/evidence-routes.ts'
import { mountReviewRoutes } from '../validation/review-routes.ts'
import { mountValidationRoutes } from '../validation/validation-routes.ts'
import { mountViewRoutes } from '../views/view-routes.ts'
import { mountWorkspaceRoutes } from '../workspace/workspace-routes.ts'
import { readWorkspace, todayOf } from '../workspace/workspace-store.ts'
import { serveDocumentation } from './documentation.ts'
import { endEventStreams } from './event-stream.ts'
import { readJsonBodies } from './json-body.ts'
import { createMount } from './mount.ts'
import { serveProbes } from './probes.ts'
import { toAnswer } from './problem-details.ts'
import { isLocalCall, isLoopback, protect } from './protection.ts'
import { serveWebApp } from './web-app.ts'

export interface AppOptions {
	/** Signs cookies; see `access/secret-file.ts`. */
	secret: string
	/** Where people reach the server: `http://127.0.0.1:4600`. */
	baseUrl: string
	/** Address that it listens on. */
	host: string
	/** Folder of the built web app. */
	webFolder: string
	/** How many proxies in front are trusted to say who calls. */
	trustedProxies?: number
	singleSignOn?: SingleSignOn
	callsPerMinute?: number
	/** A call that is not answered by then is told to come again. Default: a minute. */
	answerWithinMs?: number
	clock?: () => Date
	logLevel?: string
}

/** The HTTP side of the server, ready to listen. */
export interface App {
	server: FastifyInstance
	runner: JobRunner
	startDay: StartDay
	identify: Identify
	delivery: DeliveryOfServer
	isWebBuilt: boolean
	/** Stops taking calls, lets open ones finish, ends streams and jobs; at most so long. */
	end(waitMs: number): Promise<void>
}

const largestBody = 1_048_576
const largestUpload = 4 * 1024 ** 3
const packageFile = join(import.meta.dirname, '..', '..', 'package.json')

export async function createApp(context: Context, options: AppOptions): Promise<App> {
	const clock = options.clock ?? (() => new Date())
	const state = { isEnding: false }
	const server = createServer(options)
	const isSecure = options.baseUrl.startsWith('https://')
	const cookie: CookieRules = { isSecure, secret: options.secret }
	await protect(server, {
		callsPerMinute: options.callsPerMinute ?? 1_200,
		isSecure,
		baseUrl: options.baseUrl,
	})
	await server.register(multipart, {
		limits: { fileSize: largestUpload, fields: 10, fieldSize: largestBody },
	})
	const identify = createIdentify({ pool: context.pool, cookie, clock })
	const delivery = createDelivery(context.pool, { ...options, environment: process.env })
	const auth = createAuth({
		...resetByMail(context.pool, { plan: delivery.planAccessMail, baseUrl: options.baseUrl, clock }),
		pool: context.pool,
		cookie,
		baseUrl: options.baseUrl,
		singleSignOn: options.singleSignOn,
	})
	const onFault = (error: unknown, text: string) => server.log.error(error, text)
	const runner = createJobRunner(context.pool, clock, onFault)
	const startDay = createStartDay(context, runner, clock)
	serveProbes(server, context.pool, () => state.isEnding)
	mountAll(server, {
		context,
		options,
		clock,
		cookie,
		identify,
		auth,
		delivery,
		runner,
		startDay,
	})
	serveDocumentation(server, { version: readVersion() })
	if (options.singleSignOn) serveSingleSignOn(server, auth, authPath)
	const isWebBuilt = await serveWebApp(server, options.webFolder)
	return {
		server,
		runner,
		startDay,
		identify,
		delivery,
		isWebBuilt,
		async end(waitMs) {
			state.isEnding = true
			endEventStreams()
			const closing = server.close()
			await runner.end(waitMs)
			await Promise.race([closing, new Promise(resolve => setTimeout(resolve, waitMs).unref())])
		},
	}
}

function createServer(options: AppOptions): FastifyInstance {
	const server = Fastify({
		bodyLimit: largestBody,
		genReqId: () => randomUUID(),
		requestIdHeader: false,
		trustProxy: (_, hop) => hop < (options.trustedProxies ?? 0),
		routerOptions: { maxParamLength: 1_100 },
		// Idle connections do not keep a stopping server waiting; ones in use finish.
		forceCloseConnections: 'idle',
		return503OnClosing: true,
		requestTimeout: 300_000,
		// Addresses that no route can be found for: too long, or not encoded as addresses are.
		frameworkErrors: (error, request, reply) => {
			// No hook sees these, so they bring the strictest headers themselves.
			reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
			reply.header('x-content-type-options', 'nosniff')
			sendProblem(error, request, reply)
		},
		logger:
			options.logLevel === undefined
				? false
				: { level: options.logLevel, serializers: { req: describeRequest }, stream: process.stderr },
	})
	readJsonBodies(server)
	server.decorateRequest('actor', undefined)
	server.addHook('onSend', async (request, reply) => {
		reply.header('x-request-id', request.id)
		if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control'))
			reply.header('cache-control', 'no-store')
	})
	server.setErrorHandler((error: unknown, request, reply) => sendProblem(error, request, reply))
	return server
}

function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
	const { details, retryAfterSeconds, isFault } = toAnswer(error, request.id)
	if (isFault) request.log.error(error)
	if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds))
	reply.header('x-request-id', request.id)
	return reply.code(details.status).type('application/problem+json').send(details)
}

/** Queries stay out of the log: they hold names of customers, and tokens of links. */
function describeRequest({ method, url, ip }: FastifyRequest) {
	return { method, path: url.split('?')[0], ip }
}

function readVersion(): string {
	const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }
	return version
}

interface Parts {
	context: Context
	options: AppOptions
	clock: () => Date
	cookie: CookieRules
	identify: Identify
	auth: Auth
	delivery: DeliveryOfServer
	runner: JobRunner
	startDay: StartDay
}

function mountAll(server: FastifyInstance, parts: Parts): void {
	const { context, options, clock, cookie, identify, auth, delivery, runner, startDay } = parts
	const { pool } = context
	const mount = createMount(server, {
		pool,
		clock,
		identify: request => identify(request.headers),
		answerWithinMs: options.answerWithinMs,
		todayIn: async (client, now) => todayOf(await readWorkspace(client), now),
	})
	const lists = createAccountLists(pool)
	const rescore = createRescoreAccount(context)
	const showRow = async (account: AccountRef, now: Date) => showAccount(lists, context, account, now)
	mountSessionRoutes(mount, {
		pool,
		auth,
		identify,
		cookie,
		singleSignOn: options.singleSignOn,
		maySignInToDemo: async request =>
			isLoopback(options.host) && isLocalCall(request) && (await readWorkspace(pool)).fixedToday !== null,
	})
	mountOwnRoutes(mount, { auth, identify, cookie })
	mountPeopleRoutes(mount, identify, { plan: delivery.planAccessMail, baseUrl: options.baseUrl })
	mountResetRoutes(mount, { auth, identify })
	delivery.mountAll(mount, server, clock)
	serveIngest(server, { pool, clock, identify })
	mountAuditRoutes(mount)
	mountWorkspaceRoutes(mount)
	mountAccountListRoutes(mount, lists)
	mountAccountRoutes(mount, lists)
	mountTimelineRoutes(mount)
	mountExplanationRoutes(mount, context, lists)
	mountOverrideRoutes(mount, { showRow })
	mountNoteRoutes(mount)
	// What was told to runs is done before the answer, so that the next look shows it; else by the worker.
	const moveOn = async () => {
		await followOnce(pool, runWriters, clock(), 'what was told').catch(error =>
			server.log.error(error, 'playbook runs'),
		)
	}
	const showAfter = async (account: AccountRef, now: Date) => {
		const { today } = await readShownDay(pool, now)
		const recomputed = await rescore(account.accountId, today, now)
		await moveOn()
		return { recomputed, account: await showRow(account, now) }
	}
	mountHandFactRoutes(mount, { showAfter })
	mountAccountEditRoutes(mount, { lists, showAfter })
	mountMergeRoutes(mount, { lists, showAfter })
	mountTaskRoutes(mount)
	mountMeetingRoutes(mount, lists)
	mountAtRiskRoutes(mount, lists)
	mountCalendarRoutes(mount, lists)
	mountContractQuestionRoutes(mount, lists)
	mountRenewalRoutes(mount, lists)
	mountRenewalChangeRoutes(mount, lists)
	mountForecastRoutes(mount)
	mountExpansionRoutes(mount, lists)
	mountExpansionChangeRoutes(mount)
	mountRetentionRoutes(mount)
	mountAccountArrRoutes(mount)
	mountRetentionReportRoutes(mount)
	mountForwardRoutes(mount)
	mountRetentionExportRoutes(mount)
	mountSignalRoutes(mount, lists)
	mountDistributionRoutes(mount)
	mountSummaryRoutes(mount, lists)
	mountQualityRoutes(mount, lists)
	mountImportRoutes(mount, { context, runner, startDay, clock })
	mountJobRoutes(mount, { runner, startDay, clock })
	mountModelRoutes(mount, {
		impactOf: (database, before, after, now, isShown) =>
			planImpact(lists, database, before, after, now, isShown),
		customersOf: (database, metrics, now, isShown) =>
			readCustomersForWhatIf(lists, database, metrics, now, isShown),
		lookAtHistory: (model, { now, signal, onProgress }) =>
			runInThread(context, 'plan_history', { model, now }, { signal, onProgress }),
		onFault: (error, text) => server.log.error(error, text),
	})
	mountPlaybookRoutes(mount, {
		writers: runWriters,
		vocabulary: modelVocabulary,
		replay: tried => runInThread(context, 'replay', tried),
	})
	mountEffectRoutes(mount, pool)
	mountPlaybookModelRoutes(mount, { writers: runWriters, vocabulary: modelVocabulary })
	mountRunRoutes(mount, runWriters)
	mountViewRoutes(mount)
	mountChurnRoutes(mount)
	mountChurnListRoutes(mount, lists)
	mountEvidenceRoutes(mount)
	mountReviewRoutes(mount, pool)
	mountValidationRoutes(mount, {
		pool,
		runner,
		clock,
		look: (asked, options) => runInThread(context, 'look_at_history', asked, options),
	})
}

async function showAccount(lists: AccountLists, { pool }: Context, account: AccountRef, now: Date) {
	const { today } = await readShownDay(pool, now)
	const list = await lists.on(today)
	const at = list?.positionOf(account.accountId) ?? -1
	return list && at >= 0 ? accountRowAt(list, at, today) : null
}
