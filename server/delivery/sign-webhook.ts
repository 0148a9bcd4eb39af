import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const prefix = 'whsec_'
/** A verifier accepts a call within so long of its time. */
const toleranceSeconds = 300

/** A new secret by the rules of Standard Webhooks: 32 random bytes. */
export function makeWebhookSecret(): string {
	return `${prefix}${randomBytes(32).toString('base64')}`
}

function keyOf(secret: string): Buffer {
	return Buffer.from(secret.startsWith(prefix) ? secret.slice(prefix.length) : secret, 'base64')
}

/** `v1,…` over `id.timestamp.body` (Standard Webhooks, symmetric signatures). */
export function signWebhook(secret: string, id: string, at: Date, body: string): string {
	const seconds = Math.floor(at.getTime() / 1000)
	return `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.${body}`).digest('base64')}`
}

/** The headers of a call. While a secret is being replaced both sign, so that the receiver can change over. */
export function webhookHeaders(
	secrets: readonly string[],
	id: string,
	at: Date,
	body: string,
): Record<string, string> {
	return {
		'webhook-id': id,
		'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
		'webhook-signature': secrets.map(secret => signWebhook(secret, id, at, body)).join(' '),
	}
}

/** Whether a call was signed with the secret and is of now. */
export function isWebhookSigned(
	secret: string,
	headers: Readonly<Record<string, string | undefined>>,
	body: string,
	now: Date,
): boolean {
	const id = headers['webhook-id']
	const seconds = Number(headers['webhook-timestamp'])
	if (!id || !Number.isInteger(seconds)) return false
	if (Math.abs(now.getTime() / 1000 - seconds) > toleranceSeconds) return false
	const expected = Buffer.from(signWebhook(secret, id, new Date(seconds * 1000), body))
	return (headers['webhook-signature'] ?? '').split(' ').some(given => {
		const bytes = Buffer.from(given)
		return bytes.length === expected.length && timingSafeEqual(bytes, expected)
	})
}
