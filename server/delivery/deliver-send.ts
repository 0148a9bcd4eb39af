import type { Pool } from 'pg'
import type { AttemptResult } from '../../core/delivery/next-attempt.ts'
import type { SendOutbound } from '../outbound/safe-request.ts'
import { readWorkspace, todayOf } from '../workspace/workspace-store.ts'
import { findChannel, readDeliveryRules, SmtpSettings, saveChannelCheck } from './channel-store.ts'
import { CalendarPayload, calendarMethodOf, makeCalendar } from './make-calendar.ts'
import type { ClaimedSend } from './queue-store.ts'
import type { Seal } from './seal.ts'
import { sendEmail } from './send-email.ts'
import { postAsSlackBot, postToSlackWebhook } from './send-slack.ts'
import { sendWebhook } from './send-webhook.ts'
import { unsubscribeUrl } from './unsubscribe-link.ts'
import { findWebhookEndpoint, readWebhookSecrets } from './webhook-store.ts'

export interface DeliveryParts {
	pool: Pool
	seal: Seal
	outbound: SendOutbound
	/** Where people reach the server. */
	baseUrl: string
	smtpTimeoutMs: number
	/** PEM of further authorities that mail servers may be certified by. */
	smtpCertificates?: string | undefined
	/** Slack's, but in tests. */
	slackApiUrl?: string | undefined
}

/** Makes one attempt to send. */
export type DeliverSend = (send: ClaimedSend, now: Date) => Promise<AttemptResult>

export function createDeliverSend(parts: DeliveryParts): DeliverSend {
	return async (send, now) => {
		const text = fillSealed(parts.seal, send)
		if (text === undefined) return { kind: 'failed', reason: 'its link cannot be read; ask for a new one' }
		if (send.channel === 'slack') return await deliverToSlack(parts, send, text, now)
		if (send.channel === 'webhook') return await deliverToWebhook(parts, send, now)
		return await deliverMail(parts, send, text, now)
	}
}

/** Puts fields that nobody else may read into the text. */
function fillSealed(seal: Seal, send: ClaimedSend): string | undefined {
	if (send.sealed === null) return send.body
	const opened = seal.open(send.sealed, `send ${send.runId}`)
	if (opened === undefined) return undefined
	const fields = JSON.parse(opened) as Record<string, string>
	return send.body.replace(/\{\{ (\w+) \}\}/g, (all, name: string) => fields[name] ?? all)
}

async function deliverMail(
	parts: DeliveryParts,
	send: ClaimedSend,
	body: string,
	now: Date,
): Promise<AttemptResult> {
	const channel = await findChannel(parts.pool, parts.seal, 'smtp')
	if (!channel) return { kind: 'not_sent', reason: 'no mail server is set up' }
	const settings = SmtpSettings.parse(channel.settings)
	if (channel.hasSecret && channel.secret === undefined) {
		return { kind: 'not_sent', reason: 'the password of the mail server cannot be read; enter it again' }
	}
	let calendar: { method: 'REQUEST' | 'PUBLISH'; text: string } | null = null
	if (send.channel === 'calendar') {
		const payload = CalendarPayload.safeParse(send.payload)
		if (!payload.success)
			return { kind: 'failed', reason: `the event is not whole: ${payload.error.issues[0]?.message}` }
		// A person may have given it another title, or taken their time to approve it.
		const entry = { ...payload.data, title: send.subject || payload.data.title }
		const today = todayOf(await readWorkspace(parts.pool), now)
		if (new Date(entry.starts_at).getTime() < today * 86_400_000)
			return { kind: 'failed', reason: `its day, ${entry.starts_at.slice(0, 10)}, has passed` }
		const event = { id: send.idempotencyKey, description: body, attendee: send.recipient, at: send.plannedAt }
		calendar = { method: calendarMethodOf(entry), text: makeCalendar(entry, event) }
	}
	const isCustomer = send.recipientKind === 'customer'
	const unsubscribe = isCustomer ? unsubscribeUrl(parts.seal, parts.baseUrl, send.recipient) : null
	const { rules } = await readDeliveryRules(parts.pool)
	const footer =
		unsubscribe === null
			? ''
			: `\n\n-- \n${rules.postalAddress ? `${rules.postalAddress}\n` : ''}No more of these: ${unsubscribe}\n`
	const result = await sendEmail(
		{
			settings,
			password: channel.secret,
			timeoutMs: parts.smtpTimeoutMs,
			certificates: parts.smtpCertificates,
		},
		{
			to: send.recipient,
			subject: send.subject ?? '(no subject)',
			text: `${body}${footer}`,
			messageId: send.idempotencyKey,
			unsubscribeUrl: unsubscribe,
			calendar,
		},
	)
	await noteCheck(parts, 'smtp', result, now)
	return result
}

async function deliverToSlack(
	parts: DeliveryParts,
	send: ClaimedSend,
	text: string,
	now: Date,
): Promise<AttemptResult> {
	const message = { to: send.recipient, text: send.subject ? `*${send.subject}*\n${text}` : text }
	const bot = await findChannel(parts.pool, parts.seal, 'slack_bot')
	if (bot?.secret !== undefined) {
		const result = await postAsSlackBot(parts.outbound, bot.secret, message, parts.slackApiUrl)
		await noteCheck(parts, 'slack_bot', result, now)
		return result
	}
	const webhook = await findChannel(parts.pool, parts.seal, 'slack_webhook')
	if (webhook?.secret === undefined) return { kind: 'not_sent', reason: 'Slack is not set up' }
	const result = await postToSlackWebhook(parts.outbound, webhook.secret, message)
	await noteCheck(parts, 'slack_webhook', result, now)
	return result
}

async function deliverToWebhook(parts: DeliveryParts, send: ClaimedSend, now: Date): Promise<AttemptResult> {
	const endpoint = await findWebhookEndpoint(parts.pool, send.recipient)
	if (!endpoint) return { kind: 'failed', reason: `there is no endpoint ${send.recipient}` }
	if (!endpoint.isEnabled) return { kind: 'failed', reason: `the endpoint ${endpoint.name} is switched off` }
	const secrets = await readWebhookSecrets(parts.pool, parts.seal, endpoint.id, now)
	const body = JSON.stringify({
		type: send.subject ?? 'playbook.step',
		timestamp: send.plannedAt.toISOString(),
		data: send.payload,
	})
	return await sendWebhook(parts.outbound, {
		url: endpoint.url,
		secrets,
		id: send.idempotencyKey,
		body,
		at: now,
		repeatsLost: endpoint.repeatsLost,
	})
}

/** A note for the settings' screen must not change what became of a send. */
async function noteCheck(
	{ pool }: DeliveryParts,
	channel: 'smtp' | 'slack_webhook' | 'slack_bot',
	result: AttemptResult,
	now: Date,
): Promise<void> {
	const problem = result.kind === 'sent' ? null : result.reason
	const isLoginRefused = result.kind === 'failed' && result.because === 'log-in'
	await saveChannelCheck(pool, channel, problem, now, isLoginRefused ? now : null).catch(() => undefined)
}
