import { seatsOn } from '../contracts/account-mrr.ts'
import type { MetricDefinition } from '../model/metric-definition.ts'
import { coveredDaysSince } from '../time/covered-days.ts'
import type { Day } from '../time/day.ts'
import { linesOf, type MetricContext, unknown } from './metric-context.ts'
import {
	countDaysFrom,
	type PlainSpans,
	setPlainSpans,
	type UsageSpan,
	type UsageSpans,
} from './usage-coverage.ts'
import { eventsKnownOn, groupOn, type UsageGroup } from './usage-plan.ts'
import {
	activeDaysIn,
	distinctEventsIn,
	distinctUsersIn,
	highestDayIn,
	lastActiveDayIn,
	newUsersIn,
	notPerUser,
	peakUsersIn,
	sumIn,
} from './usage-window.ts'

/** A metric of usage, ready to compute. */
export interface UsageMetric {
	definition: MetricDefinition
	group: UsageGroup
	/** All events, for shares. */
	allEvents: UsageGroup
	/** Series of the property, or -1. */
	propertySeries: number
	/** Number among the metrics of usage: its place in `UsageCoverage.spans`. */
	usageIndex: number
	/** Where nothing is missing; shared by the metrics of one window. */
	plainSpans: PlainSpans
}

/** The value as of the context's day; whether the source is known and the account old enough is settled before. */
export function usageValue(context: MetricContext, metric: UsageMetric): number {
	const { definition } = metric
	const group = groupOn(metric.group, context.day)
	if (group.isList && eventsKnownOn(group, context.day) === 0) return unknown(context, 'not recorded')
	const spans = spansOf(context, metric)
	if (!spans) return unknown(context, 'held during an outage')
	const now = windowValue(context, metric, group, spans.now)
	if (Number.isNaN(now)) return now
	if (definition.change === 'none')
		return scaled(context, definition, now, livedDaysOf(context, definition, spans.now))
	if (definition.change === 'relative') {
		const events = sumIn(context.usage, group.countSeries, spans.before.days)
		if (events < definition.minimumBefore) return unknown(context, 'too little before to compare')
	}
	const before = windowValue(context, metric, group, spans.before)
	if (definition.change === 'difference') return now - before
	return before === 0 ? unknown(context, 'too little before to compare') : (now - before) / before
}

/** The days that the metric takes as of the context's day; undefined where too many are missing. */
function spansOf(
	{ coverage, day }: MetricContext,
	{ definition, plainSpans, usageIndex }: UsageMetric,
): UsageSpans | undefined {
	if (coverage !== null) return coverage.spans[usageIndex]
	setPlainSpans(plainSpans, day - definition.offsetDays)
	return plainSpans
}

/** Days of the window that the account had begun by and whose data were not missing. */
function livedDaysOf(context: MetricContext, definition: MetricDefinition, { days }: UsageSpan): number {
	const isPlain = context.coverage === null || definition.whenYounger !== 'scale'
	if (isPlain || context.bornOn === null) return lifeDaysOf(context, definition)
	return Math.max(1, countDaysFrom(days, context.bornOn))
}

function windowValue(
	context: MetricContext,
	metric: UsageMetric,
	group: UsageGroup,
	span: UsageSpan,
): number {
	const { definition } = metric
	const { days } = span
	const view = context.usage
	switch (definition.aggregate) {
		case 'count':
			return sumIn(view, group.countSeries, days)
		case 'sum':
			return sumIn(view, metric.propertySeries, days)
		case 'mean': {
			const events = sumIn(view, group.countSeries, days)
			if (events <= 0) return unknown(context, 'not recorded')
			return sumIn(view, metric.propertySeries, days) / events
		}
		case 'last': {
			const day = lastActiveDayIn(view, metric.propertySeries, days)
			if (day === null) return unknown(context, 'not recorded')
			return sumIn(view, metric.propertySeries, [{ from: day, to: day }])
		}
		case 'max':
			if (definition.filter.property === '$users') return perUser(context, peakUsersIn(view, group, days))
			return highestDayIn(view, metric.propertySeries < 0 ? group.countSeries : metric.propertySeries, days)
		case 'active_days':
			return activeDaysIn(view, group.countSeries, days)
		case 'distinct_users':
			return perUser(context, distinctUsersIn(view, group, days))
		case 'distinct_events':
			return distinctEventsIn(view, group, days)
		case 'breadth_share': {
			const existing = eventsKnownOn(group, context.day)
			if (existing === 0) return unknown(context, 'not recorded')
			return distinctEventsIn(view, group, days) / existing
		}
		case 'share': {
			const all = sumIn(view, metric.allEvents.countSeries, days)
			if (all <= 0) return unknown(context, 'not recorded')
			return sumIn(view, group.countSeries, days) / all
		}
		case 'days_since': {
			const last = lastActiveDayIn(view, group.countSeries, days)
			return daysSinceUse(context, last, definition)
		}
		default:
			return namedValue(context, definition, group, span)
	}
}

function perUser(context: MetricContext, users: number): number {
	return users === notPerUser ? unknown(context, 'not known per user') : users
}

/** Covered days since `last`; without one the account's age, and never more than the window looks back. */
function daysSinceUse(context: MetricContext, last: Day | null, definition: MetricDefinition): number {
	const to = context.day - definition.offsetDays
	if (context.coverage === null) return daysSince(context, last, definition.windowDays, to)
	const since = last ?? context.bornOn
	if (since === null) return unknown(context, 'younger than the window')
	const covered = coveredDaysSince(since, to, context.coverage.missingDays)
	return Math.min(covered, definition.windowDays ?? Number.POSITIVE_INFINITY)
}

/** Days since `last`; without one the account's age, and never more than the window looks back. */
export function daysSince(
	context: MetricContext,
	last: Day | null,
	windowDays: number | null,
	to: Day,
): number {
	if (last !== null) return to - last
	if (context.bornOn === null) return unknown(context, 'younger than the window')
	return Math.min(Math.max(0, to - context.bornOn), windowDays ?? Number.POSITIVE_INFINITY)
}

function namedValue(
	context: MetricContext,
	definition: MetricDefinition,
	group: UsageGroup,
	{ days, earlier }: UsageSpan,
): number {
	const view = context.usage
	if (definition.calculation === 'new_users') return perUser(context, newUsersIn(view, group, days, earlier))
	// Key features dropped: used before, minus those of them that are used now.
	return distinctEventsIn(view, group, [...earlier, ...days]) - distinctEventsIn(view, group, days)
}

/** Days of the window that the account had begun by; all of them unless the metric is scaled up for young ones. */
function lifeDaysOf(
	context: MetricContext,
	{ windowDays, whenYounger, offsetDays }: MetricDefinition,
): number {
	if (windowDays === null) return 1
	if (whenYounger !== 'scale') return windowDays
	const lifeDays = context.day - offsetDays - (context.bornOn ?? context.day) + 1
	return Math.max(1, Math.min(windowDays, lifeDays))
}

/** Per week, per seat, and scaled up to the window for an account younger than it. */
export function scaled(
	context: MetricContext,
	definition: MetricDefinition,
	value: number,
	livedDays = lifeDaysOf(context, definition),
): number {
	const { windowDays, per } = definition
	if (per === 'seat') {
		const seats = seatsOn(linesOf(context), context.day)
		return seats === null || seats <= 0 ? unknown(context, 'not recorded') : value / seats
	}
	if (windowDays === null) return value
	if (per === 'week') return (value * 7) / livedDays
	return livedDays < windowDays ? (value * windowDays) / livedDays : value
}
