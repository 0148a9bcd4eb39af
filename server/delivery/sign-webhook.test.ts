import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { describe, expect, it } from 'vitest'
import { isWebhookSigned, makeWebhookSecret, signWebhook, webhookHeaders } from './sign-webhook.ts'

// The vector that the specification's libraries publish.
const vector = {
	secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
	id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
	at: new Date(1_614_265_330_000),
	body: '{"test": 2432232314}',
	signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}

describe('signing by the rules of Standard Webhooks', () => {
	it('gives the published signature', () => {
		expect(signWebhook(vector.secret, vector.id, vector.at, vector.body)).toBe(vector.signature)
		const bare = vector.secret.replace('whsec_', '')
		expect(signWebhook(bare, vector.id, vector.at, vector.body)).toBe(vector.signature)
	})
	it.each(['{}', '{"text":"ünïcode ✓ \\u0000"}', '', 'x'.repeat(70_000)])(
		'is understood by others: %#',
		body => {
			const secret = makeWebhookSecret()
			const now = new Date()
			const headers = webhookHeaders([secret], 'msg_1', now, body)
			expect(headers['webhook-signature']).toBe(new StandardWebhook(secret).sign('msg_1', now, body))
			const standard = () => new StandardWebhook(secret).verify(body, headers, { jsonParse: false })
			expect(standard).not.toThrow()
			if (body.startsWith('{')) expect(() => new SvixWebhook(secret).verify(body, headers)).not.toThrow()
			expect(() => new StandardWebhook(makeWebhookSecret()).verify(body, headers)).toThrow()
		},
	)
	it('signs with both secrets while one replaces the other', () => {
		const [next, before] = [makeWebhookSecret(), makeWebhookSecret()]
		const headers = webhookHeaders([next, before], 'msg_2', new Date(), '{}')
		for (const secret of [next, before]) {
			expect(new StandardWebhook(secret).verify('{}', headers)).toEqual({})
			expect(() => new SvixWebhook(secret).verify('{}', headers)).not.toThrow()
		}
	})
	it('knows its own and no changed, late or foreign ones', () => {
		const { secret, id, at, body } = vector
		const headers = webhookHeaders([secret], id, at, body)
		expect(isWebhookSigned(secret, headers, body, at)).toBe(true)
		expect(isWebhookSigned(secret, headers, `${body} `, at)).toBe(false)
		expect(isWebhookSigned(secret, { ...headers, 'webhook-id': 'msg_x' }, body, at)).toBe(false)
		expect(isWebhookSigned(secret, headers, body, new Date(at.getTime() + 301_000))).toBe(false)
		expect(isWebhookSigned(makeWebhookSecret(), headers, body, at)).toBe(false)
		expect(isWebhookSigned(secret, {}, body, at)).toBe(false)
	})
	it('takes what others signed', () => {
		const secret = makeWebhookSecret()
		const now = new Date()
		const signature = new SvixWebhook(secret).sign('msg_3', now, '{}')
		const headers = {
			'webhook-id': 'msg_3',
			'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
			'webhook-signature': `v1a,other ${signature}`,
		}
		expect(isWebhookSigned(secret, headers, '{}', now)).toBe(true)
	})
})
