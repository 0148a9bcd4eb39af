import type { RateLookup } from '../contracts/account-mrr.ts'
import type { FactKind } from '../model/fact.ts'
import type { MetricDefinition, MetricSource } from '../model/metric-definition.ts'
import type { UsageMeasure } from '../model/usage-history.ts'
import type { Day } from '../time/day.ts'
import { type FactMetric, factValue } from './fact-metric.ts'
import { factParts, getSlot } from './fact-slots.ts'
import { type ContextSettings, createContext, type MetricContext } from './metric-context.ts'
import { type NamedCalculation, namedCalculations } from './named-calculations.ts'
import {
	comparedDays,
	createPlainSpans,
	type PlainSpans,
	type UsageCoverage,
	type UsageWindow,
} from './usage-coverage.ts'
import { type UsageMetric, usageValue } from './usage-metric.ts'

import {
	type EventLists,
	finishUsagePlan,
	groupOf,
	propertySeriesOf,
	startUsagePlan,
	type UsagePlan,
} from './usage-plan.ts'
import { createUsageView, type UsageView } from './usage-view.ts'

export interface MetricOptions {
	/** Reporting currency of the workspace, in which `arr` and `mrr` are. */
	currency: string
	/** Exchange rates; without it amounts in other currencies are unknown. */
	rateOf?: RateLookup
	/** Lists of events by the operating model. Without log-ins named: `defaultLoginEvents`. */
	eventLists?: Partial<EventLists>
	/** Attributes that hold for history too. */
	fixedFields?: readonly string[]
	/** Name of the milestone that `first_value_reached` is about. */
	firstValueMilestone?: string
}

/** Names under which products commonly report a log-in. */
export const defaultLoginEvents = [
	'login',
	'log_in',
	'logged_in',
	'signin',
	'sign_in',
	'signed_in',
	'session_start',
] as const

/** One metric, ready to compute: whether it can be known at all is settled before `valueOf` is asked. */
export interface MetricPlan {
	definition: MetricDefinition
	/** Kinds in `Freshness`: any of the first, and all of the second. */
	anyKinds: readonly string[]
	allKinds: readonly string[]
	/** Days of life that it needs; 0 where it does not depend on age. */
	neededLifeDays: number
	/** Number among the metrics of usage, -1 for others. */
	usageIndex: number
	valueOf: (context: MetricContext) => number
}

/**
 * A list of metrics, ready to compute. Holds buffers that every call of `computeMetrics` writes over, so one
 * compiled list belongs to one thread.
 */
export interface CompiledMetrics {
	/** In the order of the definitions: position of each metric in `MetricValues`. */
	ids: readonly string[]
	definitions: readonly MetricDefinition[]
	/** How many days of usage, the date included, decide any value; earlier usage need not be read. */
	usageLookbackDays: number
	plans: readonly MetricPlan[]
	/** Windows of the metrics of usage, by `usageIndex`. */
	usageWindows: readonly UsageWindow[]
	/** What was found for a set of missing days as of a date, for the accounts that follow. */
	coverages: WeakMap<ReadonlySet<Day>, Map<Day, UsageCoverage | null>>
	/** Usage as every date sees it, and as a single date sees it where something was known late. */
	sharedView: UsageView
	datedView: UsageView
	context: MetricContext
}

/**
 * Definitions (valid by `checkMetrics`) and the workspace's usage measures → metrics that can be computed. Throws
 * where a definition names a calculation or a part of facts that there is not.
 */
export function compileMetrics(
	definitions: readonly MetricDefinition[],
	measures: readonly UsageMeasure[],
	options: MetricOptions,
): CompiledMetrics {
	const usagePlan = startUsagePlan(measures)
	const lists: EventLists = {
		logins: options.eventLists?.logins ?? defaultLoginEvents,
		key_features: options.eventLists?.key_features ?? [],
		outcome_features: options.eventLists?.outcome_features ?? [],
		higher_plan_features: options.eventLists?.higher_plan_features ?? [],
	}
	const usage: UsageParts = { plan: usagePlan, measures, lists, windows: [], plainSpans: new Map() }
	const plans = definitions.map(definition => planOf(definition, usage))
	finishUsagePlan(usagePlan)
	const settings: ContextSettings = {
		conversion: { currency: options.currency, rateOf: options.rateOf ?? (() => null) },
		fixedFields: options.fixedFields ?? ['created_on'],
		firstValueMilestone: options.firstValueMilestone ?? 'first_value',
	}
	const sharedView = createUsageView(usagePlan)
	return {
		ids: definitions.map(definition => definition.id),
		definitions,
		usageLookbackDays: Math.max(1, ...definitions.map(usageDaysOf)),
		plans,
		usageWindows: usage.windows,
		coverages: new WeakMap(),
		sharedView,
		datedView: createUsageView(usagePlan),
		context: createContext(sharedView, settings),
	}
}

/** What metrics of usage are compiled from, and what they share. */
interface UsageParts {
	plan: UsagePlan
	measures: readonly UsageMeasure[]
	lists: EventLists
	windows: UsageWindow[]
	/** By window and offset. */
	plainSpans: Map<string, PlainSpans>
}

function planOf(definition: MetricDefinition, usage: UsageParts): MetricPlan {
	const seatSources: MetricSource[] = definition.per === 'seat' ? ['contract'] : []
	const usageIndex = definition.source === 'usage' ? usage.windows.push(usageWindowOf(definition)) - 1 : -1
	return {
		definition,
		anyKinds: [definition.source, ...definition.orFrom].map(kindOf),
		allKinds: [...definition.alsoNeeds, ...seatSources].map(kindOf),
		neededLifeDays: neededLifeDaysOf(definition),
		usageIndex,
		valueOf: calculationOf(definition, usage, usageIndex),
	}
}

function usageWindowOf(definition: MetricDefinition): UsageWindow {
	const isSince = definition.aggregate === 'days_since'
	const isYoungKnown = definition.whenYounger !== 'unknown'
	const lifeOfWindows = definition.calculation === 'key_features_dropped' ? 'window' : 'all'
	return {
		windowDays: definition.windowDays ?? 1,
		offsetDays: definition.offsetDays,
		isChange: definition.change !== 'none',
		isCompared: definition.aggregate === 'named',
		isSince,
		neededLife: isSince || definition.windowDays === null ? 'any' : isYoungKnown ? 'begun' : lifeOfWindows,
	}
}

/** The contract is known as far as subscriptions are. */
function kindOf(source: MetricSource): string {
	return source === 'contract' ? 'subscription' : source
}

function namedOf(definition: MetricDefinition): NamedCalculation | null {
	if (definition.aggregate !== 'named') return null
	const named = namedCalculations.get(definition.calculation ?? '')
	if (named) return named
	throw new Error(
		`metric ${definition.id}: expected one of the calculations ${[...namedCalculations.keys()].join(', ')}, got "${definition.calculation ?? ''}"`,
	)
}

/** Days before the date that the metric looks at, the date included. */
function reachBackDays(definition: MetricDefinition): number {
	const windows = definition.change === 'none' ? 1 : 2
	const before = namedOf(definition)?.daysBefore ?? 0
	return (definition.windowDays ?? 1) * windows + before + definition.offsetDays
}

function neededLifeDaysOf(definition: MetricDefinition): number {
	if (definition.windowDays === null || definition.aggregate === 'days_since') return 0
	// Scaled or taken as it is, a window still needs a day of age behind it.
	return definition.whenYounger === 'unknown' ? reachBackDays(definition) : 2
}

function usageDaysOf(definition: MetricDefinition): number {
	if (definition.source !== 'usage') return 1
	const dropped = definition.calculation === 'key_features_dropped' ? comparedDays : 0
	return reachBackDays(definition) + dropped
}

function calculationOf(
	definition: MetricDefinition,
	usage: UsageParts,
	usageIndex: number,
): MetricPlan['valueOf'] {
	const named = namedOf(definition)
	if (named?.calculate) {
		const { calculate } = named
		return context => calculate(context, definition)
	}
	if (definition.source === 'usage') {
		const metric = usageMetricOf(definition, usage, usageIndex)
		return context => usageValue(context, metric)
	}
	const kind: FactKind = definition.source === 'contract' ? 'subscription' : definition.source
	const slot = getSlot(kind, definition.part ?? factParts[kind][0] ?? '')
	const metric: FactMetric = { definition, slot }
	return context => factValue(context, metric)
}

function usageMetricOf(definition: MetricDefinition, usage: UsageParts, usageIndex: number): UsageMetric {
	const { plan, measures, lists } = usage
	const group = groupOf(plan, measures, definition.filter, lists)
	const { property } = definition.filter
	return {
		definition,
		group,
		allEvents: groupOf(plan, measures, { where: [], of: [] }, lists),
		propertySeries:
			property === undefined || property === '$users'
				? -1
				: propertySeriesOf(plan, measures, group, property),
		usageIndex,
		plainSpans: plainSpansOf(definition, usage.plainSpans),
	}
}

function plainSpansOf(definition: MetricDefinition, known: Map<string, PlainSpans>): PlainSpans {
	const windowDays = definition.windowDays ?? 1
	const key = `${windowDays},${definition.offsetDays}`
	const spans = known.get(key) ?? createPlainSpans(windowDays)
	known.set(key, spans)
	return spans
}
