import type { ClientBase } from 'pg'
import { countingMeasures, dailyTotals } from '../../core/signals/daily-totals.ts'
import { detectOutage, type OutageDay } from '../../core/signals/detect-outage.ts'
import { type DailyTotals, outageLookBackDays } from '../../core/signals/outage-counts.ts'
import type { Day } from '../../core/time/day.ts'
import { listMeasures, readUsage } from '../usage/usage-store.ts'

/**
 * Days from `fromDay` to `toDay` on which usage was missing for many accounts at once, from what was known at the
 * end of `toDay`. Reads the usage of all accounts once; keeps one number per account and day.
 *
 * @param reachOn the last day that usage was delivered for: later days are stale, not an outage
 */
export async function findOutages(
	client: ClientBase,
	fromDay: Day,
	toDay: Day,
	reachOn: Day | null,
): Promise<OutageDay[]> {
	if (reachOn === null) return []
	const lastDay = Math.min(toDay, reachOn)
	if (lastDay < fromDay) return []
	const counting = countingMeasures(await listMeasures(client))
	const accounts: DailyTotals[] = []
	const firstDay = fromDay - outageLookBackDays
	for await (const { usage } of readUsage(client, 0, Number.MAX_SAFE_INTEGER, {
		fromDay: firstDay,
		toDay: lastDay,
	})) {
		accounts.push(dailyTotals(usage, counting, firstDay, lastDay))
	}
	return detectOutage({ fromDay, toDay: lastDay }, add => accounts.forEach(add))
}
