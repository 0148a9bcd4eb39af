import { z } from 'zod'

export const healthTabs = ['now', 'churn', 'predict', 'evidence', 'weights', 'review'] as const

/** What the address of Health keeps. */
export const HealthSearch = z.object({
	tab: z.enum(healthTabs).optional().catch(undefined),
	segment: z.string().optional().catch(undefined),
	owner: z.string().optional().catch(undefined),
	every: z.enum(['day', 'week', 'month']).optional().catch(undefined),
	since: z.coerce.number().int().min(1).max(400).optional().catch(undefined),
	/** Of a validation: which one, and how its lists stand. */
	population: z.enum(['terms', 'open_ended']).optional().catch(undefined),
	horizon: z.coerce.number().int().optional().catch(undefined),
	label: z.enum(['mrr', 'cancellations']).optional().catch(undefined),
	period: z.enum(['all', 'year', 'two_years', 'own']).optional().catch(undefined),
	from: z.string().optional().catch(undefined),
	to: z.string().optional().catch(undefined),
	threshold: z.coerce.number().int().min(0).max(101).optional().catch(undefined),
	list: z.enum(['misses', 'false_alarms', 'caught']).optional().catch(undefined),
	/** A case that stands open: account, day of the score, day of the decision. */
	past: z.string().optional().catch(undefined),
	/** An account whose reasons stand open. */
	open: z.string().optional().catch(undefined),
	q: z.string().optional().catch(undefined),
	sort: z.string().optional().catch(undefined),
	flagged: z.enum(['yes', 'no']).optional().catch(undefined),
	/** A look at history that is followed. */
	job: z.string().optional().catch(undefined),
})
export type HealthSearch = z.infer<typeof HealthSearch>
