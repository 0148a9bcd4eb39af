import { z } from 'zod'
import { sendChannels, sendStates } from '../../api/sends.ts'
import type { PlaybooksSearch } from '../playbooks/playbooks-search.ts'

const messageTabs = ['approvals', 'unknown', 'failed', 'log'] as const

/** What the address `/approvals` kept while messages had a page of their own: links to it lead on. */
export const DeliverySearch = z.object({
	tab: z.enum(messageTabs).optional().catch(undefined),
	/** The message that is open. */
	send: z.coerce.number().int().optional().catch(undefined),
	/** Of the log. */
	state: z.enum(sendStates).optional().catch(undefined),
	channel: z.enum(sendChannels).optional().catch(undefined),
	recipient: z.string().optional().catch(undefined),
	account: z.string().optional().catch(undefined),
})
export type DeliverySearch = z.infer<typeof DeliverySearch>

/** Where under Playbooks the same is shown. */
export function placeOfMessages(search: DeliverySearch): PlaybooksSearch {
	const { tab = 'approvals', send, state, channel, recipient, account } = search
	if (tab === 'approvals') return { tab: 'approvals', send }
	const sent = tab === 'log' ? state : tab
	return { tab: 'delivery', send, sent, by: channel, to: recipient, about: account }
}
