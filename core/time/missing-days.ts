import type { Day } from './day.ts'

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
