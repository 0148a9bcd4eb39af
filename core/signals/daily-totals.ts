import type { UsageHistory, UsageMeasure } from '../model/usage-history.ts'
import type { Day } from '../time/day.ts'
import type { DailyTotals } from './outage-counts.ts'

/** Which measures count events (not sums of properties, not numbers of users), by measure id. */
export function countingMeasures(measures: readonly UsageMeasure[]): Uint8Array {
	const size = measures.reduce((most, { measureId }) => Math.max(most, measureId + 1), 0)
	const counting = new Uint8Array(size)
	for (const { measureId, property } of measures) if (property === null) counting[measureId] = 1
	return counting
}

/**
 * Events of one account per day from `fromDay` to `asOf`, as known at the end of `asOf`: what came later is not
 * there yet. The history is in day order.
 */
export function dailyTotals(usage: UsageHistory, counting: Uint8Array, fromDay: Day, asOf: Day): DailyTotals {
	const totals = new Float64Array(Math.max(0, asOf - fromDay + 1))
	for (let entry = firstEntryOn(usage, fromDay); entry < usage.length; entry++) {
		const day = usage.days[entry]!
		if (day > asOf) break
		if (day + usage.lags[entry]! > asOf || counting[usage.measures[entry]!] !== 1) continue
		totals[day - fromDay]! += usage.values[entry]!
	}
	return { firstDay: fromDay, totals }
}

function firstEntryOn(usage: UsageHistory, day: Day): number {
	let low = 0
	let high = usage.length
	while (low < high) {
		const middle = (low + high) >> 1
		if (usage.days[middle]! < day) low = middle + 1
		else high = middle
	}
	return low
}
