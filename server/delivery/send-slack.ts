import { WebClient } from '@slack/web-api'
import type { AttemptResult } from '../../core/delivery/next-attempt.ts'
import type { OutboundResult, SendOutbound } from '../outbound/safe-request.ts'

export interface SlackMessage {
	/** `#renewals`, `C0123456789`, `U0123456789`, or the e-mail address of a person; with a webhook only for people. */
	to: string
	text: string
}

/** Posts through an incoming webhook, which has its channel in its address. */
export async function postToSlackWebhook(
	send: SendOutbound,
	url: string,
	message: SlackMessage,
): Promise<AttemptResult> {
	const result = await send({
		method: 'POST',
		url,
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ text: message.text }),
	})
	return judgeAnswer(result)
}

/** Slack does not tell repeats, so what it may have taken is not repeated. */
function judgeAnswer(result: OutboundResult): AttemptResult {
	if (result.kind === 'refused') return { kind: 'failed', reason: result.reason }
	if (result.kind === 'not_sent') return { kind: 'not_sent', reason: result.reason }
	if (result.kind === 'lost') return { kind: 'unknown', reason: result.reason }
	const { status, headers, body } = result
	if (status >= 200 && status < 300) return { kind: 'sent', answer: body.slice(0, 200) }
	const reason = `Slack answered ${status} ${body.slice(0, 200)}`
	if (status === 429)
		return { kind: 'not_sent', reason, waitMs: (Number(headers['retry-after']) || 60) * 1000 }
	if (status === 503) return { kind: 'not_sent', reason }
	return { kind: status >= 500 ? 'unknown' : 'failed', reason }
}

const busy = new Set([
	'ratelimited',
	'rate_limited',
	'service_unavailable',
	'team_added_to_org',
	'request_timeout',
])

const refusedLogins = new Set([
	'invalid_auth',
	'not_authed',
	'account_inactive',
	'token_revoked',
	'token_expired',
	'missing_scope',
	'no_permission',
])

/** Posts as the bot, to a channel or to a person. `apiUrl` is Slack's, but in tests. */
export async function postAsSlackBot(
	send: SendOutbound,
	token: string,
	message: SlackMessage,
	apiUrl = 'https://slack.com/api/',
): Promise<AttemptResult> {
	const calls: { last?: OutboundResult } = {}
	const client = makeClient(send, token, apiUrl, calls)
	const channel = message.to.includes('@') ? await findPerson(client, message.to, calls) : message.to
	if (typeof channel !== 'string') return channel
	try {
		const answer = await client.chat.postMessage({ channel, text: message.text, unfurl_links: false })
		return { kind: 'sent', answer: `${answer.channel ?? channel} ${answer.ts ?? ''}`.trim() }
	} catch (error) {
		return judgeError(error, calls.last)
	}
}

async function findPerson(
	client: WebClient,
	email: string,
	calls: { last?: OutboundResult },
): Promise<string | AttemptResult> {
	try {
		const found = await client.users.lookupByEmail({ email })
		return found.user?.id ?? { kind: 'failed', reason: `Slack knows nobody with the address ${email}` }
	} catch (error) {
		const judged = judgeError(error, calls.last)
		// Looking somebody up again does no harm.
		return judged.kind === 'unknown' ? { kind: 'not_sent', reason: judged.reason } : judged
	}
}

/** The client of Slack without retries of its own, over our way of calling out. */
function makeClient(
	send: SendOutbound,
	token: string,
	apiUrl: string,
	calls: { last?: OutboundResult },
): WebClient {
	return new WebClient(token, {
		slackApiUrl: apiUrl,
		allowAbsoluteUrls: false,
		retryConfig: { retries: 0 },
		rejectRateLimitedCalls: true,
		logger: {
			debug() {},
			info() {},
			warn() {},
			error() {},
			setLevel() {},
			getLevel: () => 'error' as never,
			setName() {},
		},
		fetch: async (input, init) => {
			const request = new Request(input instanceof Request ? input : String(input), init)
			calls.last = await send({
				method: 'POST',
				url: request.url,
				headers: Object.fromEntries(request.headers),
				body: await request.text(),
			})
			if (calls.last.kind !== 'answered') throw new Error(calls.last.reason)
			const { status, headers, body } = calls.last
			return new Response(status === 204 || status === 304 ? null : body, { status, headers })
		},
	})
}

function judgeError(error: unknown, last: OutboundResult | undefined): AttemptResult {
	if (last && (last.kind !== 'answered' || last.status !== 200)) {
		const judged = judgeAnswer(last)
		if (judged.kind !== 'sent') return judged
	}
	const data = error instanceof Error && 'data' in error ? error.data : undefined
	const code =
		typeof data === 'object' && data !== null && 'error' in data ? String(data.error) : String(error)
	const reason = `Slack answered ${code}`
	if (busy.has(code)) return { kind: 'not_sent', reason }
	if (refusedLogins.has(code)) return { kind: 'failed', reason, because: 'log-in' }
	return { kind: code === 'internal_error' || code === 'fatal_error' ? 'unknown' : 'failed', reason }
}
