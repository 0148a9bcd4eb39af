import { z } from 'zod'

/** What the address of Today keeps. */
export const TodaySearch = z.object({
	view: z.enum(['work', 'team']).optional().catch(undefined),
	/** `me`, an e-mail address, or `all`. */
	owner: z.string().optional().catch(undefined),
	state: z.enum(['open', 'snoozed', 'closed']).optional().catch(undefined),
	/** Head of CS: changes since so many days. */
	since: z.coerce.number().int().min(1).max(400).optional().catch(undefined),
})
export type TodaySearch = z.infer<typeof TodaySearch>
