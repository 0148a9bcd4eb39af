import type { Freshness } from '../model/account-history.ts'
import type { Day } from '../time/day.ts'

/** What one complete load of a kind brought: the first and the last day that its rows are about. */
export interface LoadReach {
	loadDay: Day
	firstDay: Day
	lastDay: Day
}

/** What one source ever delivered of one kind. */
export interface KindDelivery {
	source: string
	kind: string
	/** Days between the as-of date and the reach from which on the source is stale. */
	limitDays: number
	/** Days with rows, ascending. */
	days: readonly Day[]
	/** Complete loads, duplicates included, in any order. */
	loads: readonly LoadReach[]
}

/**
 * Kinds whose rows without a date stand for the day of their load: they say how things are, so they say nothing
 * about how far the rest of the load reached.
 */
const standingKinds = new Set(['account', 'contact', 'goal'])

/**
 * How far the data reached as of each date, and whether that is too far back.
 *
 * The reach of a kind is the last day that has rows. Record kinds (all but usage) are silent at times: where the
 * silence from then to the reach of the load, over all its kinds, is not longer than the longest earlier silence
 * between two days of the kind, the reach is the load's. Of several sources of a kind the one that reaches less
 * far counts.
 *
 * Point in time: as of D only what was known at D counts, which is history (days before `liveFrom`, whenever it
 * was loaded) and what came in loads on or before D.
 */
export function dataReach(
	deliveries: readonly KindDelivery[],
	liveFrom: Day | null,
	dates: readonly Day[],
): Freshness {
	const freshness: Freshness = {}
	for (const delivery of deliveries) {
		if (delivery.loads.length === 0) continue
		const siblings = deliveries.filter(other => other.source === delivery.source)
		const reachOf = reachFinder(delivery, siblings, liveFrom ?? Number.NEGATIVE_INFINITY)
		freshness[delivery.kind] ??= { reachOn: dates.map(() => null), stale: dates.map(() => true) }
		const kind = freshness[delivery.kind]
		dates.forEach((date, index) => {
			const reach = reachOf(date)
			if (!kind || reach === null) return
			const before = kind.reachOn[index] ?? null
			kind.stale[index] = reach < date - delivery.limitDays || (before !== null && kind.stale[index] === true)
			kind.reachOn[index] = before === null ? reach : Math.min(before, reach)
		})
	}
	return freshness
}

function reachFinder(
	delivery: KindDelivery,
	siblings: readonly KindDelivery[],
	liveFrom: Day,
): (date: Day) => Day | null {
	const mayBeSilent = delivery.kind !== 'usage'
	return date => {
		const known = knownDays(delivery, liveFrom, date)
		const lastDay = known.at(-1)
		if (lastDay === undefined || !mayBeSilent) return lastDay ?? null
		const loadReach = reachOfLoad(delivery, siblings, liveFrom, date)
		return loadReach - lastDay <= longestGap(known) ? Math.max(lastDay, loadReach) : lastDay
	}
}

/**
 * The last day for which rows of the kind were due as of each date; of several sources the earliest, null where none
 * ever brought it. A day up to it without rows is a day on which nothing happened, or an outage; later days have
 * not been delivered yet, as in the week between two weekly files.
 *
 * History is due up to the date: days before `liveFrom` are known when they occurred. From then on rows are due
 * up to their reach; where loads go on and bring nothing of the kind for longer than ever before, up to theirs.
 */
export function dueReach(
	deliveries: readonly KindDelivery[],
	liveFrom: Day | null,
	kind: string,
	dates: readonly Day[],
): (Day | null)[] {
	const due: (Day | null)[] = dates.map(() => null)
	for (const delivery of deliveries) {
		if (delivery.kind !== kind || delivery.loads.length === 0) continue
		const siblings = deliveries.filter(other => other.source === delivery.source)
		dates.forEach((date, index) => {
			const reach = dueOf(delivery, siblings, liveFrom ?? Number.NEGATIVE_INFINITY, date)
			if (reach !== null) due[index] = Math.min(due[index] ?? reach, reach)
		})
	}
	return due
}

function dueOf(
	delivery: KindDelivery,
	siblings: readonly KindDelivery[],
	liveFrom: Day,
	date: Day,
): Day | null {
	const known = knownDays(delivery, liveFrom, date)
	const lastDay = known.at(-1)
	if (lastDay === undefined) return null
	const loadReach = reachOfLoad(delivery, siblings, liveFrom, date)
	const isDue = date < liveFrom || loadReach - lastDay > longestGap(known)
	return isDue ? Math.max(lastDay, loadReach) : lastDay
}

/**
 * Days with rows that were known as of the date. Live days are those that a load ended with: a row that arrives
 * late for a day between them must not change what an earlier date saw.
 */
function knownDays(delivery: KindDelivery, liveFrom: Day, date: Day): Day[] {
	const complete = Math.max(...delivery.loads.map(load => load.lastDay))
	const history = delivery.days.filter(day => day <= date && day < liveFrom && day <= complete)
	// A load can reach further than its rows, where a person said up to when they are complete.
	const ends = delivery.loads
		.filter(load => load.lastDay < liveFrom || load.loadDay <= date)
		.map(load => load.lastDay)
		.filter(day => day <= date)
	return [...new Set([...history, ...ends])].sort((a, b) => a - b)
}

function longestGap(days: readonly Day[]): number {
	let longest = 0
	for (let index = 1; index < days.length; index++) {
		longest = Math.max(longest, (days[index] ?? 0) - (days[index - 1] ?? 0))
	}
	return longest
}

/** How far the latest loads that had this kind in them reached, over all kinds of the source. */
function reachOfLoad(
	delivery: KindDelivery,
	siblings: readonly KindDelivery[],
	liveFrom: Day,
	date: Day,
): Day {
	const lastLoad = Math.max(...delivery.loads.filter(load => load.loadDay <= date).map(load => load.loadDay))
	let reach = Number.NEGATIVE_INFINITY
	for (const sibling of siblings) {
		if (standingKinds.has(sibling.kind)) continue
		for (const load of sibling.loads) {
			if (load.loadDay <= lastLoad) reach = Math.max(reach, load.lastDay)
			else if (load.firstDay < liveFrom) reach = Math.max(reach, Math.min(load.lastDay, liveFrom - 1))
		}
	}
	return Math.min(reach, date)
}
