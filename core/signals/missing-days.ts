import type { HoldReason } from '../model/signal.ts'
import type { Day } from '../time/day.ts'
import type { Holds } from './read-signal.ts'

/**
 * The days that usage windows must leave out as of a date (see `coveredDays`): outages, and days behind which the
 * data do not reach yet. `reachOn` null: nothing has loaded, so there is no window to fill.
 */
export function missingDays(outageDays: Iterable<Day>, reachOn: Day | null, asOf: Day): ReadonlySet<Day> {
	const missing = new Set<Day>()
	for (const day of outageDays) if (day <= asOf) missing.add(day)
	if (reachOn !== null) for (let day = reachOn + 1; day <= asOf; day++) missing.add(day)
	return missing
}

export interface SourceState {
	/** Data reach as of the date, null where nothing ever loaded. */
	reachOn: Day | null
	isStale: boolean
	outageDays: ReadonlySet<Day>
}

/**
 * What is held on a date. A kind of data is held while it is stale, and while the latest day that it delivered (at
 * most the date) is an outage: from the first bad day until the first good one. Afterwards the bad days are left
 * out of all windows, so nothing stays held because of them. A kind that never loaded is not held but unknown.
 */
export function findHolds(asOf: Day, states: ReadonlyMap<string, SourceState>): Holds {
	const sources = new Map<string, HoldReason>()
	for (const [kind, { reachOn, isStale, outageDays }] of states) {
		if (reachOn === null) continue
		if (outageDays.has(Math.min(reachOn, asOf)) || outageDays.has(asOf)) sources.set(kind, 'outage')
		else if (isStale) sources.set(kind, 'stale')
	}
	return { sources, metrics: new Map() }
}
