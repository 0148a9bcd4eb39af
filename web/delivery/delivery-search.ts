import { z } from 'zod'
import { sendChannels, sendStates } from '../../api/sends.ts'

export const messageTabs = ['approvals', 'unknown', 'failed', 'log'] as const

/** What the address of Messages keeps. */
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
