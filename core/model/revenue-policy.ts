import { z } from 'zod'

/**
 * How a company counts where companies differ. Every switch has the values that the field uses; what the product
 * means by default is the policy `standard`.
 */
export const RevenuePolicy = z.strictObject({
	id: z.string().regex(/^[a-z][a-z0-9_]*$/, 'expected an id of small letters, digits and _'),
	name: z.string().min(1),
	/** `end`: churn counts on the first day without the subscription. `notice`: on the day that it is given notice. */
	churnOn: z.enum(['end', 'notice']).default('end'),
	/** A return after at most so many days without any subscription is no churn at all. */
	bridgedGapDays: z.int().min(0).default(0),
	/** A return after more than so many days counts as new instead of reactivation; null: never. */
	newAfterDays: z.int().min(1).nullable().default(null),
	/** `left_out`: who starts and leaves within one calendar month is in no figure. */
	sameMonth: z.enum(['counted', 'left_out']).default('counted'),
	/** `lasting`: a discount that a later version of the line takes back is left out, as if it had never been given. */
	discounts: z.enum(['all', 'lasting']).default('all'),
	/** Lines of the products that the settings name as metered use. */
	meteredUse: z.enum(['excluded', 'included']).default('excluded'),
	/** Whether a paused line ends MRR. */
	paused: z.enum(['ends', 'counts']).default('ends'),
	/** What it is when a paying account goes on with free lines only. `contraction`: it stays a customer. */
	freePlan: z.enum(['churn', 'contraction']).default('churn'),
	/** `monthly_rate`: converted at the rate of each month's first day, and the effect is a movement of its own. */
	fx: z.enum(['first_rate', 'monthly_rate']).default('first_rate'),
})
export type RevenuePolicy = z.infer<typeof RevenuePolicy>

/** The switches of a policy: all that can make two policies differ. */
export const policySwitches = [
	'churnOn',
	'bridgedGapDays',
	'newAfterDays',
	'sameMonth',
	'discounts',
	'meteredUse',
	'paused',
	'freePlan',
	'fx',
] as const
export type PolicySwitch = (typeof policySwitches)[number]

/** What a company chooses about its revenue figures. */
export const RevenueSettings = z.strictObject({
	/** The policy that figures are of where nobody asks for another. */
	policy: z.string().default('standard'),
	/** Policies of the company's own, beside the ones that ship. */
	policies: z.array(RevenuePolicy).default([]),
	/** Products whose lines are metered use. */
	meteredProducts: z.array(z.string().min(1)).default([]),
	/** Day of the next month on which a month's figures are frozen. */
	freezeDayOfMonth: z.int().min(1).max(28).default(5),
	/** A line that is paid so many days past its term is asked for by name. */
	outOfContractDays: z.int().min(1).max(400).default(60),
	/** Lower bounds of the size groups, in employees. */
	sizeBounds: z.array(z.int().positive()).default([50, 250, 1_000]),
	/** Lower bounds of the value groups, in ARR of the reporting currency. */
	valueBounds: z.array(z.int().positive()).default([10_000, 25_000, 100_000]),
})
export type RevenueSettings = z.infer<typeof RevenueSettings>
