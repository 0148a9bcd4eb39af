import { accountMrrOn, type Conversion } from '../contracts/account-mrr.ts'
import { linesAsOf, type SubscriptionLine } from '../contracts/subscription-line.ts'
import type { Fact } from '../model/fact.ts'
import { type UnknownReason, unknownReasons } from '../model/metric.ts'
import type { MetricDefinition } from '../model/metric-definition.ts'
import { type Day, parseDay } from '../time/day.ts'
import { fieldOf } from './fact-field.ts'
import { getSlot, rowKeyOf, slotCount } from './fact-slots.ts'
import type { UsageCoverage } from './usage-coverage.ts'
import type { UsageView } from './usage-view.ts'

/** What every metric of an account as of one date is computed from. Filled anew for each date. */
export interface MetricContext {
	day: Day
	/** When the account's life began as known at the end of the day; null where nothing of it was known yet. */
	bornOn: Day | null
	/** Facts that hold, by slot (kind and part), in the history's order. */
	held: Fact[][]
	usage: UsageView
	/** The days that usage metrics take; null where none is missing. */
	coverage: UsageCoverage | null
	settings: ContextSettings
	/** Of the account, not of the date: number of each row, days read from text. */
	rows: Map<string, number>
	rowOfFact: Map<Fact, number>
	dueDays: Map<Fact, Day | null>
	/** The account's first fact about itself, whose fixed fields and owner stand for history. */
	firstAttributes: Fact | null
	/** Lines as of the day, made when first asked for and kept while the same subscription facts hold. */
	lines: SubscriptionLine[] | null
	linesKey: readonly Fact[]
	/** MRR in 1/10,000 minor units; null unknown, undefined not asked for yet. */
	mrrUnits: bigint | null | undefined
	openTickets: Fact[] | null
	/** Index in `unknownReasons` of the last calculation that gave NaN. */
	reason: number
}

export interface ContextSettings {
	conversion: Conversion
	fixedFields: readonly string[]
	firstValueMilestone: string
}

/** A number about the account as of the context's day, or NaN by `unknown(context, reason)`. */
export type Calculation = (context: MetricContext, definition: MetricDefinition) => number

export function createContext(usage: UsageView, settings: ContextSettings): MetricContext {
	return {
		day: 0,
		bornOn: null,
		held: Array.from({ length: slotCount }, () => []),
		usage,
		coverage: null,
		settings,
		rows: new Map(),
		rowOfFact: new Map(),
		dueDays: new Map(),
		firstAttributes: null,
		lines: null,
		linesKey: [],
		mrrUnits: undefined,
		openTickets: null,
		reason: 0,
	}
}

const reasonIndex = new Map<UnknownReason, number>(unknownReasons.map((reason, index) => [reason, index]))

export function indexOfReason(reason: UnknownReason): number {
	return reasonIndex.get(reason) ?? 0
}

/** Notes why there is no value and gives the NaN to return. */
export function unknown(context: MetricContext, reason: UnknownReason): number {
	context.reason = indexOfReason(reason)
	return Number.NaN
}

/** Number of the row that a fact was cut from, the same for all its parts. */
export function rowOf(context: MetricContext, fact: Fact): number {
	const known = context.rowOfFact.get(fact)
	if (known !== undefined) return known
	const key = rowKeyOf(fact)
	const row = context.rows.get(key) ?? context.rows.size
	context.rows.set(key, row)
	context.rowOfFact.set(fact, row)
	return row
}

export function rowsOf(context: MetricContext, facts: readonly Fact[]): Set<number> {
	return new Set(facts.map(fact => rowOf(context, fact)))
}

const subscriptionSlots = ['began', 'ended', 'status'].map(part => getSlot('subscription', part))

/** Subscription lines as of the day. */
export function linesOf(context: MetricContext): SubscriptionLine[] {
	const facts = subscriptionSlots.flatMap(slot => context.held[slot] ?? [])
	const { linesKey } = context
	const isSame = facts.length === linesKey.length && facts.every((fact, index) => fact === linesKey[index])
	if (!context.lines || !isSame) context.lines = linesAsOf(facts, context.day)
	context.linesKey = facts
	return context.lines
}

/** MRR on the day in 1/10,000 minor units, null where it is unknown. */
export function mrrOf(context: MetricContext): bigint | null {
	if (context.mrrUnits === undefined)
		context.mrrUnits = accountMrrOn(linesOf(context), context.day, context.settings.conversion)
	return context.mrrUnits
}

/** The day that a column of text holds, read once per fact. */
export function dueDayOf(context: MetricContext, fact: Fact): Day | null {
	const known = context.dueDays.get(fact)
	if (known !== undefined) return known
	const day = parseDay(String(fieldOf(fact.body, 'due_on') ?? '')) ?? null
	context.dueDays.set(fact, day)
	return day
}
