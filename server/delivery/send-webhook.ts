import type { AttemptResult } from '../../core/delivery/next-attempt.ts'
import type { SendOutbound } from '../outbound/safe-request.ts'
import { webhookHeaders } from './sign-webhook.ts'

export interface WebhookCall {
	url: string
	/** The newest first. */
	secrets: readonly string[]
	/** The same in every attempt: `webhook-id`. */
	id: string
	body: string
	at: Date
	repeatsLost: boolean
}

/**
 * Calls an endpoint. Any answer but 2xx says that it did not take the call, so it comes again; an answer that was lost
 * leaves it unknown, unless the endpoint is set to get such calls again (it knows them by their id).
 */
export async function sendWebhook(send: SendOutbound, call: WebhookCall): Promise<AttemptResult> {
	if (call.secrets.length === 0)
		return { kind: 'failed', reason: 'the signing secret cannot be read; give the endpoint a new one' }
	const result = await send({
		method: 'POST',
		url: call.url,
		headers: {
			'content-type': 'application/json',
			'user-agent': 'Perennial-Webhooks',
			...webhookHeaders(call.secrets, call.id, call.at, call.body),
		},
		body: call.body,
	})
	if (result.kind === 'refused') return { kind: 'failed', reason: result.reason }
	if (result.kind === 'not_sent') return { kind: 'not_sent', reason: result.reason }
	if (result.kind === 'lost')
		return { kind: call.repeatsLost ? 'not_sent' : 'unknown', reason: result.reason }
	const { status, headers } = result
	if (status >= 200 && status < 300) return { kind: 'sent', answer: `${status}` }
	const reason = `the endpoint answered ${status}`
	if (status === 410) return { kind: 'failed', reason: `${reason}: it wants no more calls` }
	if (status >= 300 && status < 400) {
		return {
			kind: 'failed',
			reason: `${reason}: redirects are not followed; enter the address that it leads to`,
		}
	}
	return {
		kind: 'not_sent',
		reason,
		...(headers['retry-after'] ? { waitMs: Number(headers['retry-after']) * 1000 || 0 } : {}),
	}
}
