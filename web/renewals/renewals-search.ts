import { z } from 'zod'

/** What the address of the renewals keeps. */
export const RenewalsSearch = z.object({
	owner: z.string().optional().catch(undefined),
	open: z.enum(['yes', 'no']).optional().catch(undefined),
	/** Due within so many days; 0: all. */
	days: z.coerce.number().int().min(0).max(1100).optional().catch(undefined),
	sort: z.string().optional().catch(undefined),
	/** The renewal that stands open at the side. */
	renewal: z.string().optional().catch(undefined),
})
export type RenewalsSearch = z.infer<typeof RenewalsSearch>
