import { z } from 'zod'
import { flowKinds } from '../../core/model/account-ledger.ts'

/** What stands open at the side: the movements or the accounts behind a number. */
export const OpenedNumber = z.object({
	what: z.enum(['movements', 'accounts', 'won', 'ahead']),
	/** How the number is called where it was pressed. */
	title: z.string().max(300),
	from: z.string().max(10),
	to: z.string().max(10),
	by: z.string().max(200).optional(),
	group: z.string().max(300).optional(),
	movement: z.enum([...flowKinds, 'lost']).optional(),
	members: z.enum(['cohort', 'start', 'end', 'started']).optional(),
	only: z.enum(['lost', 'less', 'more']).optional(),
	/** Why it was lost, as the list of reasons has it; empty: nobody said. */
	reason: z.string().max(500).optional(),
	competitor: z.string().max(500).optional(),
	segment: z.string().max(500).optional(),
})
export type OpenedNumber = z.infer<typeof OpenedNumber>

const day = z
	.string()
	.regex(/^\d{4}-\d{2}-\d{2}$/)
	.optional()
	.catch(undefined)
const text = z.string().max(200).optional().catch(undefined)

/** What the address of Retention keeps. */
export const RetentionSearch = z.object({
	/** One of the usual periods; `free` with its two days. */
	period: text,
	from: day,
	to: day,
	as_of: day,
	policy: text,
	other: text,
	/** Dimension of the slices, and of survival. */
	by: text,
	survival: text,
	every: z.enum(['month', 'quarter']).optional().catch(undefined),
	measure: z.enum(['logos', 'grr', 'nrr']).optional().catch(undefined),
	open: OpenedNumber.optional().catch(undefined),
	/** The account of the opened number whose lines are shown. */
	account: text,
})
export type RetentionSearch = z.infer<typeof RetentionSearch>
