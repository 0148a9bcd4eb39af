import type { AccountHistory, Freshness } from '../model/account-history.ts'
import { type Fact, holdsAsOf } from '../model/fact.ts'
import { type UnknownReason, unknownReasons } from '../model/metric.ts'
import type { MetricDefinition } from '../model/metric-definition.ts'
import type { UsageMeasure } from '../model/usage-history.ts'
import { type Day, getDay } from '../time/day.ts'
import { naiveContractValue, naiveSeats } from './naive-contract.ts'
import { naiveFactValue, naiveFirstRow } from './naive-facts.ts'
import { knownEntries, type NaiveEntry, type NaiveValue, naiveUsageValue } from './naive-usage.ts'
import { isOldEnough } from './naive-windows.ts'

// For tests only: every metric as plainly as it can be written, which the engine must equal to the last digit.

/** A number, or why there is none. */
export function naiveMetric(
	definition: MetricDefinition,
	history: AccountHistory,
	measures: readonly UsageMeasure[],
	lists: Record<string, readonly string[]>,
	day: Day,
	freshness: Freshness,
	dateIndex: number,
	missingDays: ReadonlySet<Day> = new Set(),
): NaiveValue {
	const missing = missingSource(definition, freshness, dateIndex)
	if (missing) return missing
	const { held, entries, bornOn } = knownOf(history, measures, day)
	const isOld = (born: Day): boolean =>
		(definition.source === 'usage' ? isOldEnough(definition, day, born, missingDays) : undefined) ??
		day - born + 1 >= neededDays(definition)
	if (bornOn === null || !isOld(bornOn)) return 'younger than the window'
	if (definition.source === 'usage')
		return naiveUsageValue(
			{ entries, measures, lists, day, bornOn, missingDays, seats: naiveSeats(held, day) },
			definition,
		)
	if (definition.source === 'contract') return naiveContractValue(held, definition.calculation ?? '', day)
	return naiveFactValue({ held, all: history.facts, day, bornOn }, definition)
}

type Known = { held: Fact[]; entries: NaiveEntry[]; bornOn: Day | null }

/** The same for every metric of an account on a day, of which there are a hundred. */
let latest: { history: AccountHistory; measures: readonly UsageMeasure[]; day: Day; known: Known } | undefined

function knownOf(history: AccountHistory, measures: readonly UsageMeasure[], day: Day): Known {
	if (latest?.history === history && latest.measures === measures && latest.day === day) return latest.known
	const held = history.facts.filter(fact => holdsAsOf(fact, day))
	const entries = knownEntries(history.usage, measures, day)
	const used = entries.map(entry => entry.day)
	const known = { held, entries, bornOn: naiveBornOn(held, history.facts, used, day) }
	latest = { history, measures, day, known }
	return known
}

export function isReason(value: NaiveValue): value is UnknownReason {
	return unknownReasons.some(reason => reason === value)
}

function missingSource(definition: MetricDefinition, freshness: Freshness, dateIndex: number): string | null {
	const stateOf = (source: string): string => {
		const reach = freshness[source === 'contract' ? 'subscription' : source]
		if (!reach || reach.reachOn[dateIndex] === null) return 'no source'
		return reach.stale[dateIndex] && definition.whenStale === 'unknown' ? 'stale' : 'fresh'
	}
	const any = [definition.source, ...definition.orFrom].map(stateOf)
	if (!any.includes('fresh')) return any.includes('stale') ? 'stale' : 'no source'
	return definition.alsoNeeds.map(stateOf).find(state => state !== 'fresh') ?? null
}

function naiveBornOn(held: Fact[], all: readonly Fact[], used: Day[], day: Day): Day | null {
	const rows = held.filter(fact => fact.kind === 'account')
	const first = naiveFirstRow(all)
	const known = rows.length > 0 ? rows : first ? [first] : []
	const created = known.findLast(({ body }) => body?.created_on)?.body?.created_on
	if (created && getDay(String(created)) <= day) return getDay(String(created))
	const starts = held.filter(({ kind, part }) => kind === 'subscription' && part === 'began')
	if (starts.length > 0) return Math.min(...starts.map(fact => fact.occurredOn))
	const days = [...held.map(fact => fact.occurredOn), ...used]
	return days.length === 0 ? null : Math.min(...days)
}

function neededDays(definition: MetricDefinition): number {
	const { windowDays, aggregate, whenYounger, change, offsetDays, calculation } = definition
	if (windowDays === null || aggregate === 'days_since') return 0
	if (whenYounger !== 'unknown') return 2
	const before = calculation === 'new_users' || calculation === 'tickets_vs_norm' ? 90 : 0
	return windowDays * (change === 'none' ? 1 : 2) + offsetDays + before
}
