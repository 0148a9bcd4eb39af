import type { ContractOutput } from '../../api/contract.ts'
import type { getSend, listSends } from '../../api/sends.ts'
import type { Tone } from '../ui/Badge.tsx'

export type SendItem = ContractOutput<typeof listSends>['items'][number]
export type SendDetail = ContractOutput<typeof getSend>

/** What people call the states of a message. */
export const stateWords: Readonly<Record<SendItem['state'], { word: string; tone: Tone }>> = {
	waiting_for_approval: { word: 'waits for approval', tone: 'accent' },
	planned: { word: 'planned', tone: 'neutral' },
	claimed: { word: 'being sent', tone: 'neutral' },
	sent: { word: 'sent', tone: 'good' },
	failed: { word: 'failed', tone: 'alarm' },
	unknown: { word: 'not known', tone: 'watch' },
	suppressed: { word: 'held back', tone: 'neutral' },
	cancelled: { word: 'not sent', tone: 'neutral' },
}

export const channelWords: Readonly<Record<SendItem['channel'], string>> = {
	email: 'E-mail',
	slack: 'Slack',
	webhook: 'Webhook',
	calendar: 'Calendar',
	survey: 'Survey',
}

/** What a message is called: its subject, else how it begins; a webhook by its event. */
export function titleOfSend({
	subject,
	opening,
	channel,
}: Pick<SendItem, 'subject' | 'opening' | 'channel'>) {
	return subject || opening || channelWords[channel]
}

/** To whom a message goes, as people call them. */
export function recipientOfSend(send: Pick<SendItem, 'recipient' | 'recipient_name'>): string {
	return send.recipient_name ?? send.recipient
}

/** Words of the network that nobody has to know; what was really answered stands behind them. */
export function sayCause(reason: string): string {
	if (/\b(ECONNRESET|EPIPE)\b/.test(reason)) return `the connection broke off (${reason})`
	if (/\bECONNREFUSED\b/.test(reason)) return `nobody answered at that address (${reason})`
	if (/\b(ETIMEDOUT|ETIME)\b/.test(reason)) return `no answer came in time (${reason})`
	if (/\b(ENOTFOUND|EAI_AGAIN)\b/.test(reason)) return `the name of the server is not known (${reason})`
	return reason
}
