import { handSource } from '../model/account-edit.ts'
import type { AccountHistory, Freshness } from '../model/account-history.ts'
import { type Fact, holdsAsOf } from '../model/fact.ts'
import type { MetricValues } from '../model/metric.ts'
import type { UsageHistory } from '../model/usage-history.ts'
import type { Day } from '../time/day.ts'
import { findBornOn } from './account-age.ts'
import type { CompiledMetrics, MetricPlan } from './compile-metrics.ts'
import { findSlot } from './fact-slots.ts'
import { indexOfReason, type MetricContext } from './metric-context.ts'
import { coverUsage, type UsageCoverage } from './usage-coverage.ts'
import { fillUsageView, firstIndexFrom } from './usage-view.ts'

/**
 * What is computed from: an account's history. Where its usage was read only from some day on, `firstUsageOn`
 * says when the account's first use was, so that its age does not depend on how much was read.
 */
export type MetricHistory = AccountHistory & { firstUsageOn?: Day | null }

export interface ComputeMetricsOptions {
	/**
	 * By date: days up to it whose usage is missing for everybody (see `missingDays`). Windows of usage leave them
	 * out. The same set for many accounts is looked at once.
	 */
	missingDays?: readonly ReadonlySet<Day>[]
}

/**
 * All metrics of an account as of each of the days, in one pass over its usage. `freshness` is keyed as facts are
 * (`usage`, `subscription`, `ticket`, …) and indexed as `days`.
 *
 * A value depends only on what had happened, was known and was not yet corrected at the end of its day, and not on
 * which other days are asked for. Sums of whole numbers are exact; other sums are taken in the order of the
 * entries or facts, so equal input gives equal output to the last digit.
 */
export function computeMetrics(
	compiled: CompiledMetrics,
	history: MetricHistory,
	days: readonly Day[],
	freshness: Freshness,
	options: ComputeMetricsOptions = {},
): MetricValues {
	const { plans, context } = compiled
	const values = new Float64Array(days.length * plans.length).fill(Number.NaN)
	const unknown = new Uint8Array(days.length * plans.length)
	if (days.length === 0) return { values, unknown }
	startAccount(context, history)
	const slots = history.facts.map(fact => findSlot(fact.kind, fact.part))
	const coverages = days.map((day, index) => coverageOn(compiled, options.missingDays?.[index], day))
	const patches = startUsage(compiled, history.usage, days, coverages)
	days.forEach((day, dateIndex) => {
		startDate(context, history, slots, day)
		context.coverage = coverages[dateIndex] ?? null
		showUsage(compiled, history.usage, day, patches)
		context.bornOn = findBornOn(context, firstKnownUse(history, day))
		for (let metric = 0; metric < plans.length; metric++) {
			const at = dateIndex * plans.length + metric
			const value = metricValue(context, plans[metric]!, freshness, dateIndex)
			values[at] = value
			if (Number.isNaN(value)) unknown[at] = context.reason
		}
	})
	return { values, unknown }
}

/**
 * First day of usage that any value as of the days depends on, but for the day of an account's first use; more than
 * `usageLookbackDays` back where missing days are replaced by earlier ones.
 */
export function firstUsageDay(
	compiled: CompiledMetrics,
	days: readonly Day[],
	options: ComputeMetricsOptions = {},
): Day {
	return Math.min(
		...days.map((day, index) => {
			const coverage = coverageOn(compiled, options.missingDays?.[index], day)
			return firstDayOn(compiled, coverage, day)
		}),
	)
}

function firstDayOn(compiled: CompiledMetrics, coverage: UsageCoverage | null, day: Day): Day {
	return coverage?.firstDay ?? day - compiled.usageLookbackDays + 1
}

function coverageOn(
	compiled: CompiledMetrics,
	missingDays: ReadonlySet<Day> | undefined,
	day: Day,
): UsageCoverage | null {
	if (!missingDays || missingDays.size === 0) return null
	const byDay = compiled.coverages.get(missingDays) ?? new Map<Day, UsageCoverage | null>()
	compiled.coverages.set(missingDays, byDay)
	const known = byDay.get(day)
	if (known !== undefined) return known
	const plainFirstDay = firstDayOn(compiled, null, day)
	const coverage = coverUsage(compiled.usageWindows, missingDays, day, plainFirstDay)
	byDay.set(day, coverage)
	return coverage
}

function startAccount(context: MetricContext, history: AccountHistory): void {
	context.rows = new Map()
	context.rowOfFact = new Map()
	context.dueDays = new Map()
	context.lines = null
	context.linesKey = []
	context.firstAttributes = firstKnownAttributes(history.facts)
}

/** The account's row that was known first: a later correction never changes what stands for history. */
function firstKnownAttributes(facts: readonly Fact[]): Fact | null {
	let first: Fact | null = null
	for (const fact of facts) {
		if (fact.kind !== 'account' || fact.part !== 'attributes' || fact.body === null) continue
		if (first === null || fact.knownOn < first.knownOn) first = fact
	}
	return first
}

function startDate(
	context: MetricContext,
	history: AccountHistory,
	slots: readonly number[],
	day: Day,
): void {
	context.day = day
	context.mrrUnits = undefined
	context.openTickets = null
	for (const facts of context.held) facts.length = 0
	const { facts } = history
	for (let index = 0; index < facts.length; index++) {
		const fact: Fact = facts[index]!
		if (fact.occurredOn > day) break
		if (holdsAsOf(fact, day)) context.held[slots[index]!]?.push(fact)
	}
}

/** What keeps the dates from sharing one view of the usage. */
interface UsagePatches {
	/** Most days that any entry became known after its day; 0: all dates see the same. */
	longestLagDays: number
	/** Corrections that take something back. */
	hasNegative: boolean
}

/** Lays out the usage that any of the days looks at, once. */
function startUsage(
	compiled: CompiledMetrics,
	usage: UsageHistory,
	days: readonly Day[],
	coverages: readonly (UsageCoverage | null)[],
): UsagePatches {
	const from = Math.min(...days.map((day, index) => firstDayOn(compiled, coverages[index] ?? null, day)))
	const to = Math.max(...days)
	const patches: UsagePatches = { longestLagDays: 0, hasNegative: false }
	const end = firstIndexFrom(usage, to + 1)
	for (let entry = firstIndexFrom(usage, from); entry < end; entry++) {
		if (usage.lags[entry]! > patches.longestLagDays) patches.longestLagDays = usage.lags[entry]!
		if (usage.values[entry]! < 0) patches.hasNegative = true
	}
	if (!patches.hasNegative) fillUsageView(compiled.sharedView, usage, from, to, null)
	return patches
}

/**
 * Lets the context see the usage as of the day: the shared view where every entry up to the day was known by then,
 * else one of its own without those that came later.
 */
function showUsage(compiled: CompiledMetrics, usage: UsageHistory, day: Day, patches: UsagePatches): void {
	const { context, sharedView, datedView } = compiled
	const from = firstDayOn(compiled, context.coverage, day)
	if (!patches.hasNegative && !hasLaterKnown(usage, from, day, patches.longestLagDays)) {
		context.usage = sharedView
		return
	}
	fillUsageView(datedView, usage, from, day, day)
	context.usage = datedView
}

/** Whether an entry of the days from … day became known only after the day. */
function hasLaterKnown(usage: UsageHistory, from: Day, day: Day, longestLagDays: number): boolean {
	if (longestLagDays === 0) return false
	const end = firstIndexFrom(usage, day + 1)
	for (let entry = end - 1; entry >= 0; entry--) {
		const entryDay = usage.days[entry]!
		if (entryDay < from || entryDay + longestLagDays <= day) return false
		if (entryDay + usage.lags[entry]! > day) return true
	}
	return false
}

function firstKnownUse(history: MetricHistory, day: Day): Day | null {
	const { usage, firstUsageOn } = history
	let first: Day | null = null
	for (let entry = 0; entry < usage.length; entry++) {
		const entryDay = usage.days[entry]!
		if (entryDay > day) break
		if (entryDay + usage.lags[entry]! <= day) {
			first = entryDay
			break
		}
	}
	if (firstUsageOn == null || firstUsageOn > day) return first
	return first === null ? firstUsageOn : Math.min(first, firstUsageOn)
}

/** The value, or NaN with the reason in the context: source, then age, then the metric itself. */
function metricValue(
	context: MetricContext,
	plan: MetricPlan,
	freshness: Freshness,
	dateIndex: number,
): number {
	const missing = missingSource(plan, freshness, dateIndex)
	if (missing !== 0) {
		const sinceHand = daysSinceHand(context, plan)
		if (sinceHand !== null) return sinceHand
		context.reason = missing
		return Number.NaN
	}
	if (context.bornOn === null || context.bornOn > bornByOf(context, plan)) {
		context.reason = youngerThanWindow
		return Number.NaN
	}
	return plan.valueOf(context)
}

/**
 * Days since something that a person entered, where the sources are stale or absent: whatever they lack, that touch is
 * known of this account. null where the last thing known is no such one.
 */
function daysSinceHand(context: MetricContext, plan: MetricPlan): number | null {
	const { aggregate, calculation } = plan.definition
	if (aggregate !== 'days_since' && calculation !== 'days_since_contact') return null
	if (context.bornOn === null) return null
	const isByHand = (fact: Fact) => fact.source === handSource && plan.anyKinds.includes(fact.kind)
	const days = context.held.flatMap(facts => facts.filter(isByHand).map(fact => fact.occurredOn))
	if (days.length === 0) return null
	const value = plan.valueOf(context)
	return days.includes(context.day - value) ? value : null
}

/** The account must have begun on or before this day. */
function bornByOf({ coverage, day }: MetricContext, { usageIndex, neededLifeDays }: MetricPlan): Day {
	const spans = coverage === null ? undefined : coverage.spans[usageIndex]
	return spans === undefined ? day - neededLifeDays + 1 : spans.bornBy
}

const noSource = indexOfReason('no source')
const stale = indexOfReason('stale')
const youngerThanWindow = indexOfReason('younger than the window')

/** 0 where any of the first and all of the second kinds are loaded and fresh, else the reason. */
function missingSource(plan: MetricPlan, freshness: Freshness, dateIndex: number): number {
	const keepsStale = plan.definition.whenStale === 'keep'
	let any = noSource
	for (const kind of plan.anyKinds) {
		const state = stateOf(freshness, kind, dateIndex, keepsStale)
		if (state === 0) {
			any = 0
			break
		}
		if (state === stale) any = stale
	}
	if (any !== 0) return any
	for (const kind of plan.allKinds) {
		const state = stateOf(freshness, kind, dateIndex, keepsStale)
		if (state !== 0) return state
	}
	return 0
}

function stateOf(freshness: Freshness, kind: string, dateIndex: number, keepsStale: boolean): number {
	const reach = freshness[kind]
	if (!reach || (reach.reachOn[dateIndex] ?? null) === null) return noSource
	return reach.stale[dateIndex] && !keepsStale ? stale : 0
}
