import type { EventListName, MetricFilter } from '../model/metric-definition.ts'
import { dailyUsersProperty, type UsageMeasure } from '../model/usage-history.ts'
import type { Day } from '../time/day.ts'

/** Lists of events by the operating model. */
export type EventLists = Record<EventListName, readonly string[]>

/** Values that are added up per day: the counts of some events, or one property of them. */
export interface UsageSeries {
	key: string
	/** 1 for the measures that belong to it, by measure id. */
	members: Uint8Array
}

/** The events that a metric looks at. */
export interface UsageGroup {
	key: string
	/** 1 for the event counts that belong to it, by measure id. */
	members: Uint8Array
	/** 1 for the daily numbers of users of those events. */
	dailyUsers: Uint8Array
	/** Index of the series of its event counts. */
	countSeries: number
	/** First days of its different events, ascending: how many existed as of a date. */
	eventFirstDays: readonly Day[]
	/** Taken while none of its events exists yet (log-ins → all events). */
	fallback: UsageGroup | null
	/** A list of the operating model: unknown while it is empty or none of its events exists. */
	isList: boolean
}

export interface UsagePlan {
	measureCount: number
	/** Number of the event of each measure; measures of one event share it. */
	eventOf: Int32Array
	eventCount: number
	/** 1 for measures that come without their users. */
	withoutUsers: Uint8Array
	series: UsageSeries[]
	/** Series of each measure: `seriesList[seriesStart[m] … seriesStart[m + 1] − 1]`. */
	seriesStart: Int32Array
	seriesList: Uint16Array
	groups: Map<string, UsageGroup>
}

/** Groups and series are added while metrics are compiled; `finishUsagePlan` then indexes them by measure. */
export function startUsagePlan(measures: readonly UsageMeasure[]): UsagePlan {
	const measureCount = measures.reduce((most, measure) => Math.max(most, measure.measureId + 1), 0)
	const events = new Map<string, number>()
	const eventOf = new Int32Array(measureCount)
	const withoutUsers = new Uint8Array(measureCount)
	for (const { measureId, event, kind } of measures) {
		if (!events.has(event)) events.set(event, events.size)
		eventOf[measureId] = events.get(event) ?? 0
		withoutUsers[measureId] = Number(kind === 'usage_daily')
	}
	return {
		measureCount,
		eventOf,
		eventCount: events.size,
		withoutUsers,
		series: [],
		seriesStart: new Int32Array(measureCount + 1),
		seriesList: new Uint16Array(0),
		groups: new Map(),
	}
}

/** The group of a filter, made when first asked for. */
export function groupOf(
	plan: UsagePlan,
	measures: readonly UsageMeasure[],
	filter: MetricFilter,
	lists: EventLists,
): UsageGroup {
	const key = filter.eventList ?? (filter.events ? JSON.stringify([...filter.events].sort()) : 'all')
	const known = plan.groups.get(key)
	if (known) return known
	const names = filter.eventList ? lists[filter.eventList] : filter.events
	const wanted = names && new Set(names)
	const chosen = measures.filter(measure => !wanted || wanted.has(measure.event))
	const isCount = (measure: UsageMeasure): boolean => measure.property === null
	const group: UsageGroup = {
		key,
		members: membersOf(plan, chosen.filter(isCount)),
		dailyUsers: membersOf(
			plan,
			chosen.filter(measure => measure.property === dailyUsersProperty),
		),
		countSeries: addSeries(plan, `${key}#`, chosen.filter(isCount)),
		eventFirstDays: firstDaysOf(chosen.filter(isCount)),
		fallback: filter.eventList === 'logins' ? groupOf(plan, measures, { where: [], of: [] }, lists) : null,
		isList: filter.eventList !== undefined && filter.eventList !== 'logins',
	}
	plan.groups.set(key, group)
	return group
}

/** Index of the series that adds up one property over the events of a filter. */
export function propertySeriesOf(
	plan: UsagePlan,
	measures: readonly UsageMeasure[],
	group: UsageGroup,
	property: string,
): number {
	const events = new Set(
		measures.filter(({ measureId }) => group.members[measureId]).map(({ event }) => event),
	)
	const chosen = measures.filter(measure => measure.property === property && events.has(measure.event))
	return addSeries(plan, `${group.key}#${property}`, chosen)
}

function addSeries(plan: UsagePlan, key: string, chosen: readonly UsageMeasure[]): number {
	const known = plan.series.findIndex(series => series.key === key)
	if (known >= 0) return known
	return plan.series.push({ key, members: membersOf(plan, chosen) }) - 1
}

function membersOf(plan: UsagePlan, measures: readonly UsageMeasure[]): Uint8Array {
	const members = new Uint8Array(plan.measureCount)
	for (const { measureId } of measures) members[measureId] = 1
	return members
}

function firstDaysOf(measures: readonly UsageMeasure[]): Day[] {
	const firstDays = new Map<string, Day>()
	for (const { event, firstOn } of measures)
		firstDays.set(event, Math.min(firstOn, firstDays.get(event) ?? firstOn))
	return [...firstDays.values()].sort((one, other) => one - other)
}

export function finishUsagePlan(plan: UsagePlan): void {
	const list: number[] = []
	for (let measure = 0; measure < plan.measureCount; measure++) {
		plan.seriesStart[measure] = list.length
		plan.series.forEach((series, index) => {
			if (series.members[measure]) list.push(index)
		})
	}
	plan.seriesStart[plan.measureCount] = list.length
	plan.seriesList = Uint16Array.from(list)
}

/** How many different events of the group existed as of the day. */
export function eventsKnownOn(group: UsageGroup, day: Day): number {
	let count = 0
	for (const firstDay of group.eventFirstDays) if (firstDay <= day) count++
	return count
}

/** The group, or what stands in for it while none of its events exists. */
export function groupOn(group: UsageGroup, day: Day): UsageGroup {
	return group.fallback && eventsKnownOn(group, day) === 0 ? group.fallback : group
}
