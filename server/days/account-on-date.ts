import type { AccountFields } from '../../core/facts/account-fields.ts'
import type { Day } from '../../core/time/day.ts'

/** What one account was on one date, before it is judged. */
export interface AccountOnDate {
	accountId: number
	externalId: string
	name: string
	fields: AccountFields
	/** By metric of the list; NaN where unknown. */
	values: Float64Array
	/** Index in `unknownReasons` by metric. */
	unknown: Uint8Array
	/** Whether it paid on the date; without any subscription data every account counts as one. */
	isCustomer: boolean
	/** In minor units of the reporting currency; null where unknown. */
	arrMinor: bigint | null
	renewalOn: Day | null
	/** Milestones reached by the date; null where no milestones were ever loaded. */
	milestones: { milestone: string; reachedOn: Day }[] | null
}
