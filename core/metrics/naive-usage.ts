import type { MetricDefinition } from '../model/metric-definition.ts'
import type { UsageHistory, UsageMeasure } from '../model/usage-history.ts'
import type { Day } from '../time/day.ts'
import { daysFrom, naiveWindows } from './naive-windows.ts'

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
	missingDays: ReadonlySet<Day>
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
	const windows = naiveWindows(usage.day, definition, usage.missingDays)
	if (!windows) return 'held during an outage'
	const now = windowValue(usage, definition, names, windows.now, windows.earlier)
	if (typeof now === 'string') return now
	if (definition.change === 'none') return perUnit(usage, definition, windows.now, now)
	const before = windowValue(usage, definition, names, windows.before, [])
	const eventsBefore = countIn(usage, names, windows.before)
	const isRelative = definition.change === 'relative'
	if (isRelative && eventsBefore < definition.minimumBefore) return 'too little before to compare'
	if (typeof before === 'string') return before
	if (!isRelative) return now - before
	return before === 0 ? 'too little before to compare' : (now - before) / before
}

function perUnit(
	usage: NaiveUsage,
	definition: MetricDefinition,
	window: readonly Day[],
	value: number,
): NaiveValue {
	if (definition.per === 'seat') return usage.seats ? value / usage.seats : 'not recorded'
	const days = definition.windowDays ?? 1
	const life = window.filter(day => day >= usage.bornOn).length
	const lived = definition.whenYounger === 'scale' ? Math.max(1, life) : days
	if (definition.per === 'week') return (value * 7) / lived
	return lived < days ? (value * days) / lived : value
}

function within(usage: NaiveUsage, days: readonly Day[]): NaiveEntry[] {
	const wanted = new Set(days)
	return usage.entries.filter(entry => wanted.has(entry.day))
}

function counts(usage: NaiveUsage, names: readonly string[], days: readonly Day[]): NaiveEntry[] {
	return within(usage, days).filter(
		({ measure }) => measure.property === null && names.includes(measure.event),
	)
}

function countIn(usage: NaiveUsage, names: readonly string[], days: readonly Day[]): number {
	return sum(counts(usage, names, days).map(entry => entry.value))
}

function happened(usage: NaiveUsage, names: readonly string[], days: readonly Day[]): NaiveEntry[] {
	return counts(usage, names, days).filter(entry => netOf(usage.entries, entry) > 0)
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
	days: readonly Day[],
	earlier: readonly Day[],
): NaiveValue {
	const used = happened(usage, names, days)
	const { property } = definition.filter
	const valued = within(usage, days).filter(
		({ measure }) => measure.property === property && names.includes(measure.event),
	)
	switch (definition.aggregate) {
		case 'count':
			return countIn(usage, names, days)
		case 'sum':
			return sum(valued.map(entry => entry.value))
		case 'mean': {
			const events = countIn(usage, names, days)
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
			const total = countIn(usage, all, days)
			return total > 0 ? countIn(usage, names, days) / total : 'not recorded'
		}
		case 'days_since': {
			// Every day counts as use, a missing one only not as a day without.
			const every = daysFrom(days[0] ?? 0, days.at(-1) ?? 0)
			const last = happened(usage, names, every).at(-1)?.day ?? usage.bornOn
			const since = daysFrom(last + 1, days.at(-1) ?? 0).filter(day => !usage.missingDays.has(day))
			return Math.min(since.length, definition.windowDays ?? 0)
		}
		case 'max':
			return property === '$users' ? peak(usage, names, used, days) : highest(valued, days)
		default:
			return named(usage, definition, names, days, earlier)
	}
}

function highest(valued: NaiveEntry[], days: readonly Day[]): number {
	let most = 0
	for (const day of days)
		most = Math.max(most, sum(valued.filter(entry => entry.day === day).map(entry => entry.value)))
	return most
}

function peak(
	usage: NaiveUsage,
	names: readonly string[],
	used: NaiveEntry[],
	days: readonly Day[],
): NaiveValue {
	const numbers: number[] = []
	for (const day of days) {
		const people = new Set(used.filter(entry => entry.day === day && entry.user > 0).map(({ user }) => user))
		if (people.size > 0) numbers.push(people.size)
		for (const measure of usage.measures) {
			const reported = within(usage, [day]).filter(entry => entry.measure === measure)
			if (measure.property === '$users' && names.includes(measure.event) && reported.length > 0)
				numbers.push(sum(reported.map(entry => entry.value)))
		}
	}
	if (numbers.length === 0) return used.length > 0 ? 'not known per user' : 0
	return Math.max(0, ...numbers)
}

function named(
	usage: NaiveUsage,
	definition: MetricDefinition,
	names: readonly string[],
	days: readonly Day[],
	earlier: readonly Day[],
): NaiveValue {
	const now = happened(usage, names, days)
	const before = happened(usage, names, earlier)
	if (definition.calculation === 'key_features_dropped')
		return [...eventsOf(before)].filter(event => !eventsOf(now).has(event)).length
	const usersNow = usersOf(now)
	const usersBefore = usersOf(before)
	if (typeof usersNow === 'string' || typeof usersBefore === 'string') return 'not known per user'
	return [...usersNow].filter(user => !usersBefore.has(user)).length
}
