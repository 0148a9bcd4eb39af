import type { Day } from '../../core/time/day.ts'
import type { Context } from '../context.ts'
import { type ComputeDatesOptions, computeDates } from './compute-dates.ts'
import { findDayRun, readLastLoad } from './day-run-store.ts'

/**
 * Makes sure that results of the dates are stored and made from all that is loaded: computes those that are missing
 * or older than the last load. Fires nothing. Says which dates it computed.
 */
export async function ensureDates(
	context: Context,
	dates: readonly Day[],
	options: ComputeDatesOptions,
): Promise<Day[]> {
	const lastLoadId = await readLastLoad(context.pool)
	const missing: Day[] = []
	for (const date of dates) {
		const run = await findDayRun(context.pool, date)
		if (!run || run.lastLoadId < lastLoadId) missing.push(date)
	}
	if (missing.length > 0) await computeDates(context, missing, options)
	return missing
}
