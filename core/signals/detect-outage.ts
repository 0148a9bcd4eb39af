import type { Day } from '../time/day.ts'
import {
	countAccount,
	type DailyTotals,
	type DayLookup,
	type OutageCounts,
	type OutageSettings,
	outageLookBackDays,
	startOutageCounts,
	usualOutageSettings,
} from './outage-counts.ts'

/** A day on which a source delivered far less than usual for many accounts at once. */
export interface OutageDay {
	day: Day
	/** Accounts judged and how many of them were under half of their usual. */
	judged: number
	under: number
	/** What came as a share of what is usual for the accounts together; null where nothing is usual. */
	volumeShare: number | null
}

/** Enough events in all for the sum alone to tell an outage, where hardly any account can be judged by itself. */
const minimumPooledUsual = 20
/** The judged accounts speak for the book when they are at least this share of the active ones. */
const minimumJudgedShare = 0.1

function isOutage(counts: OutageCounts, index: number, settings: OutageSettings): boolean {
	const active = counts.active[index] ?? 0
	const judged = counts.judged[index] ?? 0
	if (active < settings.minimumAccounts) return false
	if (judged >= settings.minimumAccounts && judged >= minimumJudgedShare * active) {
		const isFarLess = (counts.filled[index] ?? 0) < settings.dropShare * (counts.usuallyFilled[index] ?? 0)
		return isFarLess && (counts.under[index] ?? 0) > settings.accountShare * judged + Math.sqrt(judged)
	}
	const usual = counts.usual[index] ?? 0
	return usual >= minimumPooledUsual && (counts.total[index] ?? 0) < settings.dropShare * usual
}

/**
 * The outage days among the counted ones: more than half of the accounts that were active in the 28 days before and
 * have a usual for the weekday are under half of it. Accounts that come and go by the day are under half of it often,
 * so that on some days more than half of a small book are by chance. Therefore it must be two standard deviations
 * more than half (√n of n accounts), and together they fill less than half of what they usually fill of their
 * usuals. On days on which hardly any account has a usual large enough
 * (weekends, sparse products), all accounts together are compared with their usual instead.
 *
 * A public holiday on which everybody drops is such a day too: it is held and left out of windows, which is right
 * for it as well.
 */
export function judgeOutages(
	counts: OutageCounts,
	settings: OutageSettings = usualOutageSettings,
): OutageDay[] {
	const days: OutageDay[] = []
	for (let index = 0; index < counts.active.length; index++) {
		if (!isOutage(counts, index, settings)) continue
		const usual = counts.usual[index] ?? 0
		days.push({
			day: counts.fromDay + index,
			judged: counts.judged[index] ?? 0,
			under: counts.under[index] ?? 0,
			volumeShare: usual > 0 ? (counts.total[index] ?? 0) / usual : null,
		})
	}
	return days
}

/** A long outage empties its own usual: each pass leaves out the days that the one before found. */
const maximumPasses = 12

export interface OutageSearch {
	fromDay: Day
	/** At most the data's reach: days that were not delivered yet are no outage. */
	toDay: Day
	/** Outages of earlier days that are known already. */
	knownDays?: ReadonlySet<Day>
	settings?: OutageSettings
}

/** The days as flags, which are asked for every account, day and day before it. */
function markDays(days: readonly Day[], { fromDay, toDay }: OutageSearch): DayLookup {
	const firstDay = fromDay - outageLookBackDays
	const flags = new Uint8Array(Math.max(0, toDay - firstDay + 1))
	for (const day of days) flags[day - firstDay] = 1
	return { has: day => flags[day - firstDay] === 1 }
}

/**
 * Outage days of one source over a range of days. `passOver` hands every account to its argument and is called
 * again until no further day is found (a third time at most for outages under four weeks).
 */
export function detectOutage(
	search: OutageSearch,
	passOver: (add: (account: DailyTotals) => void) => void,
): OutageDay[] {
	const settings = search.settings ?? usualOutageSettings
	const found = new Map<Day, OutageDay>()
	for (let pass = 0; pass < maximumPasses; pass++) {
		const missingDays = markDays([...(search.knownDays ?? []), ...found.keys()], search)
		const counts = startOutageCounts(search.fromDay, search.toDay)
		passOver(account => countAccount(counts, account, missingDays, settings))
		const fresh = judgeOutages(counts, settings).filter(({ day }) => !found.has(day))
		if (fresh.length === 0) break
		for (const outage of fresh) found.set(outage.day, outage)
	}
	return [...found.values()].sort((a, b) => a.day - b.day)
}
