import type { HoldReason } from '../model/signal.ts'
import type { Day } from '../time/day.ts'
import type { Holds } from './read-signal.ts'

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
		if (isInOutage(asOf, reachOn, outageDays)) sources.set(kind, 'outage')
		else if (isStale) sources.set(kind, 'stale')
	}
	return { sources, metrics: new Map() }
}

/** The latest day that was delivered or due is an outage. */
function isInOutage(asOf: Day, reachOn: Day, outageDays: ReadonlySet<Day>): boolean {
	for (let day = asOf; day > reachOn; day--) if (outageDays.has(day)) return true
	return outageDays.has(Math.min(reachOn, asOf))
}
