import type { ClientBase } from 'pg'
import type { UsageHistory } from '../../core/model/usage-history.ts'
import { countingMeasures, dailyTotals } from '../../core/signals/daily-totals.ts'
import { detectOutage } from '../../core/signals/detect-outage.ts'
import { type DailyTotals, outageLookBackDays } from '../../core/signals/outage-counts.ts'
import type { Day } from '../../core/time/day.ts'
import { listMeasures, readUsage } from '../usage/usage-store.ts'

export interface OutageSearch {
	/** Ascending. */
	dates: readonly Day[]
	/** By date: the last day that usage was due for. Later days were not delivered yet, which is no outage. */
	dueOn: readonly (Day | null)[]
	/** How far back from each date. */
	searchDays: number
}

/**
 * Days are judged in blocks of fixed places, each after days that are judged only to know their outages. So whether
 * a day was an outage does not depend on the dates that are asked for.
 */
const blockDays = 182
const daysBeforeBlock = 91

/**
 * By date: the days on which usage was missing for many accounts at once, as known at the end of the date. Reads
 * the usage of all accounts once, and once more for every date up to which something was known only later; keeps
 * one number per account and day.
 */
export async function findOutages(client: ClientBase, search: OutageSearch): Promise<ReadonlySet<Day>[]> {
	const { dates, searchDays } = search
	const ends = dates.map((date, index) => Math.min(date, search.dueOn[index] ?? Number.NEGATIVE_INFINITY))
	const first = dates[0]
	const lastEnd = Math.max(...ends)
	if (first === undefined || !Number.isFinite(lastEnd)) return dates.map(() => new Set())
	const counting = countingMeasures(await listMeasures(client))
	const late = new Set<number>()
	const shared = await judgeDays(client, counting, first - searchDays, lastEnd, dates.at(-1)!, usage =>
		addLateDates(late, usage, dates, ends),
	)
	const found: ReadonlySet<Day>[] = []
	for (const [index, date] of dates.entries()) {
		const end = ends[index]!
		const from = date - searchDays
		const outages =
			late.has(index) && end >= from ? await judgeDays(client, counting, from, end, date) : shared
		found.push(new Set(outages.filter(day => day >= from && day <= end)))
	}
	return found
}

/** Outage days from `from` to `to` as known at the end of `knownBy`. */
async function judgeDays(
	client: ClientBase,
	counting: Uint8Array,
	from: Day,
	to: Day,
	knownBy: Day,
	look: (usage: UsageHistory) => void = () => {},
): Promise<Day[]> {
	const firstBlock = Math.floor(from / blockDays)
	const firstDay = firstBlock * blockDays - daysBeforeBlock - outageLookBackDays
	const accounts: DailyTotals[] = []
	for await (const { usage } of readUsage(client, 0, Number.MAX_SAFE_INTEGER, {
		fromDay: firstDay,
		toDay: to,
	})) {
		look(usage)
		accounts.push(dailyTotals(usage, counting, firstDay, knownBy))
	}
	const outages: Day[] = []
	for (let block = firstBlock; block * blockDays <= to; block++) {
		const fromDay = block * blockDays - daysBeforeBlock
		const toDay = Math.min(to, (block + 1) * blockDays - 1)
		for (const { day } of detectOutage({ fromDay, toDay }, add => accounts.forEach(add)))
			if (day >= block * blockDays) outages.push(day)
	}
	return outages
}

/** Dates before which something happened that was known only after them. */
function addLateDates(
	late: Set<number>,
	usage: UsageHistory,
	dates: readonly Day[],
	ends: readonly Day[],
): void {
	for (let entry = 0; entry < usage.length; entry++) {
		const lag = usage.lags[entry]!
		if (lag === 0) continue
		const day = usage.days[entry]!
		for (let index = firstDateFrom(dates, day); index < dates.length && dates[index]! < day + lag; index++)
			if (day <= ends[index]!) late.add(index)
	}
}

function firstDateFrom(dates: readonly Day[], day: Day): number {
	let low = 0
	let high = dates.length
	while (low < high) {
		const middle = (low + high) >>> 1
		if (dates[middle]! < day) low = middle + 1
		else high = middle
	}
	return low
}
