import { seatsOn } from '../contracts/account-mrr.ts'
import type { MetricDefinition } from '../model/metric-definition.ts'
import type { Day } from '../time/day.ts'
import { linesOf, type MetricContext, unknown } from './metric-context.ts'
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
}

/** How many days before its window `new_users` and `key_features_dropped` look. */
export const comparedDays = 90

/** The value as of the context's day; whether the source is known and the account old enough is settled before. */
export function usageValue(context: MetricContext, metric: UsageMetric): number {
	const { definition } = metric
	const group = groupOn(metric.group, context.day)
	if (group.isList && eventsKnownOn(group, context.day) === 0) return unknown(context, 'not recorded')
	const windowDays = definition.windowDays ?? 1
	const to = context.day - definition.offsetDays
	const from = to - windowDays + 1
	const now = windowValue(context, metric, group, from, to)
	if (Number.isNaN(now)) return now
	if (definition.change === 'none') return scaled(context, definition, now)
	if (definition.change === 'relative') {
		const events = sumIn(context.usage, group.countSeries, from - windowDays, from - 1)
		if (events < definition.minimumBefore) return unknown(context, 'too little before to compare')
	}
	const before = windowValue(context, metric, group, from - windowDays, from - 1)
	if (definition.change === 'difference') return now - before
	return before === 0 ? unknown(context, 'too little before to compare') : (now - before) / before
}

function windowValue(
	context: MetricContext,
	metric: UsageMetric,
	group: UsageGroup,
	from: Day,
	to: Day,
): number {
	const { definition } = metric
	const view = context.usage
	switch (definition.aggregate) {
		case 'count':
			return sumIn(view, group.countSeries, from, to)
		case 'sum':
			return sumIn(view, metric.propertySeries, from, to)
		case 'mean': {
			const events = sumIn(view, group.countSeries, from, to)
			if (events <= 0) return unknown(context, 'not recorded')
			return sumIn(view, metric.propertySeries, from, to) / events
		}
		case 'last': {
			const day = lastActiveDayIn(view, metric.propertySeries, from, to)
			return day === null ? unknown(context, 'not recorded') : sumIn(view, metric.propertySeries, day, day)
		}
		case 'max':
			if (definition.filter.property === '$users') return perUser(context, peakUsersIn(view, group, from, to))
			return highestDayIn(
				view,
				metric.propertySeries < 0 ? group.countSeries : metric.propertySeries,
				from,
				to,
			)
		case 'active_days':
			return activeDaysIn(view, group.countSeries, from, to)
		case 'distinct_users':
			return perUser(context, distinctUsersIn(view, group, from, to))
		case 'distinct_events':
			return distinctEventsIn(view, group, from, to)
		case 'breadth_share': {
			const existing = eventsKnownOn(group, context.day)
			if (existing === 0) return unknown(context, 'not recorded')
			return distinctEventsIn(view, group, from, to) / existing
		}
		case 'share': {
			const all = sumIn(view, metric.allEvents.countSeries, from, to)
			if (all <= 0) return unknown(context, 'not recorded')
			return sumIn(view, group.countSeries, from, to) / all
		}
		case 'days_since': {
			const last = lastActiveDayIn(view, group.countSeries, from, to)
			return daysSince(context, last, definition.windowDays, to)
		}
		default:
			return namedValue(context, definition, group, from, to)
	}
}

function perUser(context: MetricContext, users: number): number {
	return users === notPerUser ? unknown(context, 'not known per user') : users
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
	from: Day,
	to: Day,
): number {
	const view = context.usage
	if (definition.calculation === 'new_users')
		return perUser(context, newUsersIn(view, group, from, to, comparedDays))
	// Key features dropped: used before, minus those of them that are used now.
	return distinctEventsIn(view, group, from - comparedDays, to) - distinctEventsIn(view, group, from, to)
}

/** Per week, per seat, and scaled up to the window for an account younger than it. */
export function scaled(context: MetricContext, definition: MetricDefinition, value: number): number {
	const { windowDays, per } = definition
	if (per === 'seat') {
		const seats = seatsOn(linesOf(context), context.day)
		return seats === null || seats <= 0 ? unknown(context, 'not recorded') : value / seats
	}
	if (windowDays === null) return value
	const lifeDays = context.day - definition.offsetDays - (context.bornOn ?? context.day) + 1
	const livedDays =
		definition.whenYounger === 'scale' ? Math.max(1, Math.min(windowDays, lifeDays)) : windowDays
	if (per === 'week') return (value * 7) / livedDays
	return livedDays < windowDays ? (value * windowDays) / livedDays : value
}
