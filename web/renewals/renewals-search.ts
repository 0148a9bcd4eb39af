import { z } from 'zod'
import { callCategories, renewalQuestions } from '../../core/model/forecast.ts'
import { risks } from '../../core/model/health-model.ts'

export const renewalViews = ['table', 'board', 'calendar', 'risk', 'questions'] as const
export type RenewalView = (typeof renewalViews)[number]

export const renewalPeriods = ['month', 'quarter', 'next_quarter', 'late'] as const
const text = z.string().max(320).optional().catch(undefined)
const flag = z.literal('yes').optional().catch(undefined)

/** What the address of the renewals keeps: the same filters for table, board and calendar. */
export const RenewalsSearch = z.object({
	view: z.enum(renewalViews).optional().catch(undefined),
	owner: text,
	segment: text,
	category: z.enum(callCategories).optional().catch(undefined),
	risk: z.enum(risks).optional().catch(undefined),
	open: z.enum(['yes', 'no', 'all']).optional().catch(undefined),
	/** Due within so many days; 0: all. */
	days: z.coerce.number().int().min(0).max(1100).optional().catch(undefined),
	/** Instead of `days`. */
	period: z.enum(renewalPeriods).optional().catch(undefined),
	/** Only those whose calls are at odds. */
	disagree: flag,
	/** Only those of which the CSM's call is due. */
	call_due: flag,
	/** Part of the account's name. */
	search: text,
	sort: text,
	/** Month that the calendar shows, `2026-11`. */
	month: z
		.string()
		.regex(/^\d{4}-(0[1-9]|1[0-2])$/)
		.optional()
		.catch(undefined),
	/** Decisions that the renewal rates are over. */
	rates: z.enum(['quarter', 'last_quarter', 'year']).optional().catch(undefined),
	/** Which question about contracts is listed. */
	question: z.enum(renewalQuestions).optional().catch(undefined),
	/** Id of a saved view, or the name of a built-in one. */
	saved: z.union([z.string(), z.number()]).transform(String).optional().catch(undefined),
	/** The renewal that stands open at the side: `<account>/<date>`. */
	renewal: text,
})
export type RenewalsSearch = z.infer<typeof RenewalsSearch>
