import { z } from 'zod'

/** What the address of a business review keeps. */
export const BusinessReviewSearch = z.object({
	quarter: z.string().optional().catch(undefined),
	/** `yes`: what is not for the customer is shown beside it. */
	internal: z.literal('yes').optional().catch(undefined),
})
export const ReviewsDueSearch = z.object({
	owner: z.string().optional().catch(undefined),
	state: z.enum(['due', 'prepared', 'held']).optional().catch(undefined),
})
export const RiskReviewSearch = z.object({
	/** A day of the week. */
	week: z.string().optional().catch(undefined),
})
export const MonthReviewSearch = z.object({
	/** `2026-10` */
	month: z.string().optional().catch(undefined),
})
