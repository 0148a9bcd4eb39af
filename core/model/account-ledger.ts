import type { Day } from '../time/day.ts'

/**
 * What happened to the MRR of one account on one day. `fx` exists only under a policy that converts at each month's
 * rate.
 */
export const movementKinds = ['new', 'reactivation', 'expansion', 'contraction', 'churn', 'fx'] as const
export type MovementKind = (typeof movementKinds)[number]

/** A class of a waterfall: movements, and moves between the groups of a dimension. */
export const flowKinds = [...movementKinds, 'entering', 'leaving'] as const
export type FlowKind = (typeof flowKinds)[number]

/** The parts of an expansion or contraction, which sum to it exactly. */
export const leverNames = ['seats', 'price', 'product'] as const
export type LeverName = (typeof leverNames)[number]
export type Levers = Record<LeverName, bigint>

/** All amounts are MRR in 1/10,000 of a minor unit of the reporting currency. */
export interface Movement {
	day: Day
	kind: MovementKind
	/** MRR before and after, signed. */
	from: bigint
	to: bigint
	/** Whether the account is a customer after it. */
	isActive: boolean
	/** Of expansion and contraction; null for the rest. */
	levers: Levers | null
}

/** MRR of one product of an account over time: `mrr` holds from `day` on. `fx`: part of the change that rates made. */
export interface ProductStep {
	product: string
	day: Day
	mrr: bigint
	fx: bigint
}

/** Properties of an account by which figures are sliced and that can change; product and start cohort come from the money itself. */
export const accountDimensions = [
	'segment',
	'size',
	'industry',
	'tier',
	'channel',
	'region',
	'csm',
	'value',
] as const
export type AccountDimension = (typeof accountDimensions)[number]
/** What every company has. */
export const retentionDimensions = [...accountDimensions, 'product', 'cohort'] as const
/** A custom attribute of accounts by its name. */
export type AttributeDimension = `attribute:${string}`
/** By what figures are sliced. `parent`: accounts rolled up to the one at the top of their tree. */
export type RetentionDimension = (typeof retentionDimensions)[number] | 'parent' | AttributeDimension
/** Dimensions of accounts, not of lines. */
export type SliceDimension = Exclude<RetentionDimension, 'product'>

const attributeStart = 'attribute:'

/** The dimension of that name; undefined where the name has not the form of one. */
export function findDimension(text: string): RetentionDimension | undefined {
	if (text === 'parent') return text
	if (text.startsWith(attributeStart) && text.length > attributeStart.length)
		return `attribute:${text.slice(attributeStart.length)}`
	return retentionDimensions.find(name => name === text)
}

/** Columns of a ledger's slices where accounts have these custom attributes. */
export function sliceColumns(attributes: readonly string[]): string[] {
	return [...accountDimensions, 'parent', ...attributes.map(name => attributeStart + name)]
}

/** What an account was from the end of `day` on, in the order of `sliceColumns`; null unknown. */
export interface SliceStep {
	day: Day
	values: readonly (string | null)[]
}

/** The money of one account over time, as known on one day and counted by one policy. */
export interface AccountLedger {
	accountId: number
	/** Ascending by day; at most one per day beside `fx`, which comes first. */
	movements: Movement[]
	/** Ascending by product, then day. */
	products: ProductStep[]
	/** Ascending by day; kept only while the account has MRR. */
	slices: SliceStep[]
}

/** Why an account is in no figure: a line without a readable price or without an exchange rate, or no accounts file has it. */
export interface LeftOut {
	lineId: string
	because: 'no_price' | 'no_rate' | 'unknown_account'
	/** As the source has it, per billing interval; null where it cannot be read. */
	amount: string | null
	currency: string | null
}
