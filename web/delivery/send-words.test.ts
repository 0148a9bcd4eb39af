import { expect, it } from 'vitest'
import { recipientOfSend, sayCause, titleOfSend } from './send-words.ts'

it.each([
	[{ subject: 'Hello', opening: 'Dear', channel: 'email' }, 'Hello'],
	[{ subject: null, opening: 'account.at_risk', channel: 'webhook' }, 'account.at_risk'],
	[{ subject: '', opening: '', channel: 'slack' }, 'Slack'],
] as const)('calls %j what people know it by', (send, title) => {
	expect(titleOfSend(send)).toBe(title)
})

it('calls the recipient of a webhook by its name, not by its id', () => {
	expect(recipientOfSend({ recipient: 'ep_1', recipient_name: 'CRM' })).toBe('CRM')
	expect(recipientOfSend({ recipient: 'ann@x.example', recipient_name: null })).toBe('ann@x.example')
})

it.each([
	['read ECONNRESET', 'the connection broke off (read ECONNRESET)'],
	[
		'connect ECONNREFUSED 127.0.0.1:25',
		'nobody answered at that address (connect ECONNREFUSED 127.0.0.1:25)',
	],
	['the mail server answered 550', 'the mail server answered 550'],
])('says %j in words', (reason, words) => {
	expect(sayCause(reason)).toBe(words)
})
