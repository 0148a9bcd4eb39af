import { z } from 'zod'

/** What the address of an account keeps. */
export const AccountSearch = z.object({
	/** The day that the change of health is counted from. */
	since: z.string().optional().catch(undefined),
	/** Kinds of the timeline, separated by commas. */
	kinds: z.string().optional().catch(undefined),
	every: z.enum(['day', 'week', 'month']).optional().catch(undefined),
})
export type AccountSearch = z.infer<typeof AccountSearch>
