import { z } from 'zod'
import { callCategories } from '../../core/model/forecast.ts'

const text = z.string().max(320).optional().catch(undefined)
const quarter = z
	.string()
	.regex(/^\d{4}-Q[1-4]$/)
	.optional()
	.catch(undefined)

export const openedSums = ['due', 'closed', 'expected', 'commit', 'likely', 'best', 'unknown'] as const
export type OpenedSum = (typeof openedSums)[number]

/** What stands open at the side: the renewals that a number is the sum of. */
export const OpenedForecast = z.object({
	sum: z.enum(openedSums),
	/** Of one group of the table below alone. */
	by: z.enum(['segment', 'owner', 'month']).optional(),
	group: z.string().max(320).optional(),
})
export type OpenedForecast = z.infer<typeof OpenedForecast>

/** What the address of Forecast keeps. */
export const ForecastSearch = z.object({
	/** `2026-Q4`, `2026-11` or `2026`; the running quarter where there is none. */
	period: z
		.string()
		.regex(/^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$/)
		.optional()
		.catch(undefined),
	segment: text,
	owner: text,
	/** How the table splits it. */
	by: z.enum(['segment', 'owner', 'month']).optional().catch(undefined),
	/** Of the list of renewals. */
	state: z.enum(['open', 'renewed', 'churned']).optional().catch(undefined),
	category: z.enum(callCategories).optional().catch(undefined),
	/** Of accuracy. */
	days: z.coerce.number().int().optional().catch(undefined),
	split: z.enum(['segment', 'owner']).optional().catch(undefined),
	/** Of the explanation of a miss. */
	quarter,
	open: OpenedForecast.optional().catch(undefined),
})
export type ForecastSearch = z.infer<typeof ForecastSearch>
