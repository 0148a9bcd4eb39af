import { z } from 'zod'

export const coverageKinds = ['dedicated', 'pooled', 'automated'] as const
export type CoverageKind = (typeof coverageKinds)[number]

const Range = z
	.strictObject({ from: z.number().min(0), to: z.number().positive().nullable() })
	.refine(({ from, to }) => to === null || from <= to, 'expected the lower end first')

/** What an account of a segment is owed, and how many of them one person can serve. */
export const ServiceLevel = z.strictObject({
	id: z.string().regex(/^[a-z][a-z0-9_]*$/, 'expected an id of small letters, digits and _'),
	name: z.string().min(1),
	coverage: z.enum(coverageKinds),
	reviewsPerYear: z.int().min(0),
	/** Accounts that one CSM can hold. */
	accountsPerCsm: Range,
	/** ARR that one CSM can hold, in whole units of the reporting currency; `to` null: no upper limit. */
	arrPerCsm: Range,
})
export type ServiceLevel = z.infer<typeof ServiceLevel>
