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
