import type { MetricDefinition } from '../model/metric-definition.ts'
import type { UsageHistory, UsageMeasure } from '../model/usage-history.ts'
import type { Day } from '../time/day.ts'

// For tests only: usage metrics as plainly as they can be written, by filtering a list anew for every number.

export interface NaiveEntry {
	day: Day
	measure: UsageMeasure
	user: number
	value: number
}

export interface NaiveUsage {
	entries: NaiveEntry[]
	measures: readonly UsageMeasure[]
	lists: Record<string, readonly string[]>
	day: Day
	bornOn: Day
	seats: number | null
}

export type NaiveValue = number | string

/** Entries known at the end of the day. */
export function knownEntries(usage: UsageHistory, measures: readonly UsageMeasure[], day: Day): NaiveEntry[] {
	const entries: NaiveEntry[] = []
	for (let index = 0; index < usage.length; index++) {
		const on = usage.days[index] ?? 0
		const measure = measures.find(item => item.measureId === usage.measures[index])
		if (!measure || on > day || on + (usage.lags[index] ?? 0) > day) continue
		entries.push({ day: on, measure, user: usage.users[index] ?? 0, value: usage.values[index] ?? 0 })
	}
	return entries
}

function sum(values: number[]): number {
	return values.reduce((total, value) => total + value, 0)
}

function netOf(entries: NaiveEntry[], entry: NaiveEntry): number {
	const same = entries.filter(
		other => other.day === entry.day && other.measure === entry.measure && other.user === entry.user,
	)
	return sum(same.map(other => other.value))
}

function namesOf(usage: NaiveUsage, { filter }: MetricDefinition): readonly string[] | null {
	const all = usage.measures.filter(({ property }) => property === null)
	const existing = (names: readonly string[]): boolean =>
		all.some(({ event, firstOn }) => names.includes(event) && firstOn <= usage.day)
	if (!filter.eventList) return filter.events ?? all.map(({ event }) => event)
	const names = usage.lists[filter.eventList] ?? []
	if (existing(names)) return names
	return filter.eventList === 'logins' ? all.map(({ event }) => event) : null
}

export function naiveUsageValue(usage: NaiveUsage, definition: MetricDefinition): NaiveValue {
	const names = namesOf(usage, definition)
	if (!names) return 'not recorded'
	const days = definition.windowDays ?? 1
	const to = usage.day - definition.offsetDays
	const now = windowValue(usage, definition, names, to - days + 1, to)
	if (typeof now === 'string') return now
	if (definition.change === 'none') return perUnit(usage, definition, now)
	const before = windowValue(usage, definition, names, to - 2 * days + 1, to - days)
	const eventsBefore = countIn(usage, names, to - 2 * days + 1, to - days)
	const isRelative = definition.change === 'relative'
	if (isRelative && eventsBefore < definition.minimumBefore) return 'too little before to compare'
	if (typeof before === 'string') return before
	if (!isRelative) return now - before
	return before === 0 ? 'too little before to compare' : (now - before) / before
}

function perUnit(usage: NaiveUsage, definition: MetricDefinition, value: number): NaiveValue {
	if (definition.per === 'seat') return usage.seats ? value / usage.seats : 'not recorded'
	const days = definition.windowDays ?? 1
	const life = usage.day - definition.offsetDays - usage.bornOn + 1
	const lived = definition.whenYounger === 'scale' ? Math.max(1, Math.min(days, life)) : days
	if (definition.per === 'week') return (value * 7) / lived
	return lived < days ? (value * days) / lived : value
}

function within(usage: NaiveUsage, from: Day, to: Day): NaiveEntry[] {
	return usage.entries.filter(entry => entry.day >= from && entry.day <= to)
}

function counts(usage: NaiveUsage, names: readonly string[], from: Day, to: Day): NaiveEntry[] {
	return within(usage, from, to).filter(
		({ measure }) => measure.property === null && names.includes(measure.event),
	)
}

function countIn(usage: NaiveUsage, names: readonly string[], from: Day, to: Day): number {
	return sum(counts(usage, names, from, to).map(entry => entry.value))
}

function happened(usage: NaiveUsage, names: readonly string[], from: Day, to: Day): NaiveEntry[] {
	return counts(usage, names, from, to).filter(entry => netOf(usage.entries, entry) > 0)
}

function usersOf(entries: NaiveEntry[]): Set<number> | 'not known per user' {
	const named = new Set(entries.filter(({ user }) => user > 0).map(({ user }) => user))
	if (entries.some(({ measure }) => measure.kind === 'usage_daily')) return 'not known per user'
	return entries.length > 0 && named.size === 0 ? 'not known per user' : named
}

function eventsOf(entries: NaiveEntry[]): Set<string> {
	return new Set(entries.map(({ measure }) => measure.event))
}

function windowValue(
	usage: NaiveUsage,
	definition: MetricDefinition,
	names: readonly string[],
	from: Day,
	to: Day,
): NaiveValue {
	const used = happened(usage, names, from, to)
	const { property } = definition.filter
	const valued = within(usage, from, to).filter(
		({ measure }) => measure.property === property && names.includes(measure.event),
	)
	switch (definition.aggregate) {
		case 'count':
			return countIn(usage, names, from, to)
		case 'sum':
			return sum(valued.map(entry => entry.value))
		case 'mean': {
			const events = countIn(usage, names, from, to)
			return events > 0 ? sum(valued.map(entry => entry.value)) / events : 'not recorded'
		}
		case 'last': {
			const last = valued.filter(entry => netOf(usage.entries, entry) > 0).at(-1)?.day
			return last === undefined
				? 'not recorded'
				: sum(valued.filter(entry => entry.day === last).map(entry => entry.value))
		}
		case 'active_days':
			return new Set(used.map(entry => entry.day)).size
		case 'distinct_users': {
			const users = usersOf(used)
			return typeof users === 'string' ? users : users.size
		}
		case 'distinct_events':
			return eventsOf(used).size
		case 'breadth_share': {
			const existing = usage.measures.filter(
				({ event, property: of, firstOn }) => of === null && names.includes(event) && firstOn <= usage.day,
			)
			const features = new Set(existing.map(({ event }) => event)).size
			return features === 0 ? 'not recorded' : eventsOf(used).size / features
		}
		case 'share': {
			const all = [...new Set(usage.measures.map(({ event }) => event))]
			const total = countIn(usage, all, from, to)
			return total > 0 ? countIn(usage, names, from, to) / total : 'not recorded'
		}
		case 'days_since': {
			const last = used.at(-1)?.day
			return last === undefined ? Math.min(to - usage.bornOn, definition.windowDays ?? 0) : to - last
		}
		case 'max':
			return property === '$users' ? peak(usage, names, used, from, to) : highest(valued, from, to)
		default:
			return named(usage, definition, names, from, to)
	}
}

function highest(valued: NaiveEntry[], from: Day, to: Day): number {
	let most = 0
	for (let day = from; day <= to; day++)
		most = Math.max(most, sum(valued.filter(entry => entry.day === day).map(entry => entry.value)))
	return most
}

function peak(
	usage: NaiveUsage,
	names: readonly string[],
	used: NaiveEntry[],
	from: Day,
	to: Day,
): NaiveValue {
	const days: number[] = []
	for (let day = from; day <= to; day++) {
		const people = new Set(used.filter(entry => entry.day === day && entry.user > 0).map(({ user }) => user))
		if (people.size > 0) days.push(people.size)
		for (const measure of usage.measures) {
			const reported = within(usage, day, day).filter(entry => entry.measure === measure)
			if (measure.property === '$users' && names.includes(measure.event) && reported.length > 0)
				days.push(sum(reported.map(entry => entry.value)))
		}
	}
	if (days.length === 0) return used.length > 0 ? 'not known per user' : 0
	return Math.max(0, ...days)
}

function named(
	usage: NaiveUsage,
	definition: MetricDefinition,
	names: readonly string[],
	from: Day,
	to: Day,
): NaiveValue {
	const now = happened(usage, names, from, to)
	const before = happened(usage, names, from - 90, from - 1)
	if (definition.calculation === 'key_features_dropped')
		return [...eventsOf(before)].filter(event => !eventsOf(now).has(event)).length
	const usersNow = usersOf(now)
	const usersBefore = usersOf(before)
	if (typeof usersNow === 'string' || typeof usersBefore === 'string') return 'not known per user'
	return [...usersNow].filter(user => !usersBefore.has(user)).length
}
