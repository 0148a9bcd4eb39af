import { z } from 'zod'
import type { Day } from '../time/day.ts'

/** How sure somebody is of a renewal, surest first. */
export const callCategories = ['commit', 'likely', 'doubtful', 'lost'] as const
export type CallCategory = (typeof callCategories)[number]

export const callSources = ['csm', 'manager', 'model'] as const
export type CallSource = (typeof callSources)[number]

/** What a P(renew) comes from, best first. */
export const probabilitySources = ['renewal model', 'calibrated score', 'band rates', 'overall rate'] as const
export type ProbabilitySource = (typeof probabilitySources)[number]

/** Why a customer left, as a post-mortem names it. */
export const postMortemCategories = [
	'price',
	'budget',
	'product_gap',
	'low_adoption',
	'no_value_seen',
	'support',
	'champion_left',
	'competitor',
	'company_change',
	'other',
] as const
export type PostMortemCategory = (typeof postMortemCategories)[number]

/** What somebody has to answer about a renewal before its numbers can be trusted. */
export const renewalQuestions = [
	'no_outcome',
	'owner_left',
	'no_owner',
	'far_date',
	'amount_unknown',
	'same_line_twice',
	'reopened',
	'renewed_with_nothing',
	'no_end',
] as const
export type RenewalQuestion = (typeof renewalQuestions)[number]

/** A word of one side on a renewal. Never changed: the next one stands beside it. */
export interface RenewalCall {
	source: CallSource
	calledOn: Day
	category: CallCategory
	/** Expected if it renews, minor units; null: not said. */
	amountMinor: bigint | null
	/** Of the model only. */
	probability: number | null
	by: string | null
	at: Date | null
	note: string | null
}

/** How signed amounts come out against their targets, learned from renewed decisions. */
export const AmountModel = z.strictObject({
	/** Renewed decisions learned from. */
	cases: z.int(),
	/** Mean of final ÷ target among renewed ones. */
	meanRatio: z.number(),
	contraction: z.strictObject({ rate: z.number(), meanRatio: z.number() }),
	expansion: z.strictObject({ rate: z.number(), meanRatio: z.number() }),
	/** By how much a contract grows a day until its decision, relative: seats and products that come within the term. */
	growthPerDay: z.number().default(0),
	/** Means of equal parts of what amounts become from 120 days before on ÷ target, ascending; they average to `meanRatio`. */
	quantiles: z.array(z.number()).min(1),
})
export type AmountModel = z.infer<typeof AmountModel>

/** The shock that many renewals share in one quarter, as a standard deviation on the log-odds. */
export const CommonShock = z.strictObject({
	deviation: z.number().min(0),
	prior: z.number(),
	/** Past quarters that it was updated by. */
	quarters: z.int().min(0),
})
export type CommonShock = z.infer<typeof CommonShock>

export type ForecastState = 'open' | 'renewed' | 'churned'

/** One decision as a forecast counts it. */
export interface ForecastEntry {
	accountId: number
	/** The contract's end: the decision belongs to the period that this day lies in. */
	renewalOn: Day
	segment: string | null
	ownerEmail: string | null
	/** Annual, in minor units of the reporting currency; null: unknown, and in no sum. */
	targetMinor: bigint | null
	state: ForecastState
	finalMinor: bigint | null
	/** P(renew) of an open one; null: nothing to tell it from. */
	probability: number | null
	/** Signed if it renews. */
	amountMinor: bigint | null
	category: CallCategory | null
	/** The CSM's own number (by category and amount), where the CSM gave one. */
	csmMinor: bigint | null
	/** Whether the renewal has been opened, or only its contract is known. */
	isOpened: boolean
}

export interface Forecast {
	renewals: number
	open: number
	dueMinor: bigint
	closedMinor: bigint
	expectedMinor: bigint
	/** 80 % of outcomes lie between, closed ones included. */
	lowMinor: bigint
	highMinor: bigint
	scenarios: { commitMinor: bigint; likelyMinor: bigint; bestMinor: bigint }
	/** Open ones without amount or probability, and what is known of their targets: in no sum but `due`. */
	unknown: { renewals: number; targetMinor: bigint }
}

/** The parts that a miss (actual − forecast) comes from; they sum to it exactly. */
export const varianceParts = [
	'churned_though_safe',
	'renewed_though_lost',
	'contracted',
	'expanded',
	'slipped',
	'added_late',
] as const
export type VariancePart = (typeof varianceParts)[number]
export type Variance = Record<VariancePart, bigint>
