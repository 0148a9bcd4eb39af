import { z } from 'zod'

/** A group of accounts that is served alike. Ordered: the first segment whose condition is true is the account's. */
export const Segment = z.strictObject({
	id: z.string().regex(/^[a-z][a-z0-9_]*$/, 'expected an id of small letters, digits and _'),
	name: z.string().min(1),
	/** Condition over account fields and metrics. Left out: every account that no earlier segment took; last. */
	when: z.string().optional(),
	/** Id of a service level. */
	serviceLevel: z.string(),
})
export type Segment = z.infer<typeof Segment>
