import { z } from 'zod'

/** What the address of Health keeps. */
export const HealthSearch = z.object({
	segment: z.string().optional().catch(undefined),
	owner: z.string().optional().catch(undefined),
	every: z.enum(['day', 'week', 'month']).optional().catch(undefined),
	since: z.coerce.number().int().min(1).max(400).optional().catch(undefined),
})
export type HealthSearch = z.infer<typeof HealthSearch>
