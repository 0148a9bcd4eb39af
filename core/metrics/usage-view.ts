import type { UsageHistory } from '../model/usage-history.ts'
import type { Day } from '../time/day.ts'
import type { UsagePlan } from './usage-plan.ts'

/**
 * The usage of an account over a stretch of days as known at one date, with running sums per day. Its arrays are
 * kept from account to account and grow as needed, so nothing is allocated per account.
 */
export interface UsageView {
	plan: UsagePlan
	length: number
	measures: Uint16Array
	users: Uint32Array
	values: Float64Array
	/** 1 where the entry's day, measure and user add up to more than 0: corrections can take a use back. */
	present: Uint8Array
	firstDay: Day
	dayCount: number
	/** Index of the first entry of each day, `dayCount + 1` long. */
	starts: Int32Array
	/** Per series `dayCount + 1` running sums: a window is the difference of two. */
	sums: Float64Array
	/** The same of days with something present. */
	activeDays: Int32Array
	/** All values are whole and small enough that differences of sums are exact; else windows are added up in order. */
	isWhole: boolean
	userStamps: Uint32Array
	eventStamps: Uint32Array
	stamp: number
}

export function createUsageView(plan: UsagePlan): UsageView {
	return {
		plan,
		length: 0,
		measures: new Uint16Array(0),
		users: new Uint32Array(0),
		values: new Float64Array(0),
		present: new Uint8Array(0),
		firstDay: 0,
		dayCount: 0,
		starts: new Int32Array(1),
		sums: new Float64Array(0),
		activeDays: new Int32Array(0),
		isWhole: true,
		userStamps: new Uint32Array(1),
		eventStamps: new Uint32Array(plan.eventCount),
		stamp: 0,
	}
}

/** Entries of `[from, to]` as known at `asOf`; every entry where it is null. */
export function fillUsageView(
	view: UsageView,
	usage: UsageHistory,
	from: Day,
	to: Day,
	asOf: Day | null,
): void {
	const first = firstIndexFrom(usage, from)
	const end = firstIndexFrom(usage, to + 1)
	view.firstDay = first < end ? (usage.days[first] ?? from) : from
	const lastDay = first < end ? (usage.days[end - 1] ?? to) : from - 1
	view.dayCount = Math.max(0, lastDay - view.firstDay + 1)
	makeRoom(view, end - first)
	const hasNegative = copyEntries(view, usage, first, end, asOf)
	if (hasNegative) netPresence(view)
	addDays(view)
}

/** Index of the first entry on or after the day. */
export function firstIndexFrom(usage: UsageHistory, day: Day): number {
	let low = 0
	let high = usage.length
	while (low < high) {
		const middle = (low + high) >>> 1
		if (usage.days[middle]! < day) low = middle + 1
		else high = middle
	}
	return low
}

function makeRoom(view: UsageView, entries: number): void {
	if (view.values.length < entries) {
		const room = Math.max(1024, entries * 2)
		view.measures = new Uint16Array(room)
		view.users = new Uint32Array(room)
		view.values = new Float64Array(room)
		view.present = new Uint8Array(room)
	}
	if (view.starts.length <= view.dayCount) view.starts = new Int32Array(view.dayCount * 2 + 1)
	const cells = view.plan.series.length * (view.dayCount + 1)
	if (view.sums.length < cells) {
		view.sums = new Float64Array(cells * 2)
		view.activeDays = new Int32Array(cells * 2)
	} else {
		view.sums.fill(0, 0, cells)
		view.activeDays.fill(0, 0, cells)
	}
}

function copyEntries(
	view: UsageView,
	usage: UsageHistory,
	first: number,
	end: number,
	asOf: Day | null,
): boolean {
	const { measures, users, values, present, starts, firstDay } = view
	let length = 0
	let filledDays = 0
	let highestUser = 0
	let size = 0
	let isWhole = true
	let hasNegative = false
	for (let index = first; index < end; index++) {
		const day = usage.days[index]!
		const measure = usage.measures[index]!
		if (asOf !== null && day + usage.lags[index]! > asOf) continue
		if (measure >= view.plan.measureCount) continue
		while (filledDays <= day - firstDay) starts[filledDays++] = length
		const value = usage.values[index]!
		const user = usage.users[index]!
		if (user > highestUser) highestUser = user
		if (value < 0) hasNegative = true
		if (!Number.isInteger(value)) isWhole = false
		size += Math.abs(value)
		measures[length] = measure
		users[length] = user
		values[length] = value
		present[length] = value > 0 ? 1 : 0
		length++
	}
	while (filledDays <= view.dayCount) starts[filledDays++] = length
	view.length = length
	view.isWhole = isWhole && size <= Number.MAX_SAFE_INTEGER
	if (view.userStamps.length <= highestUser) view.userStamps = new Uint32Array(highestUser * 2 + 1)
	return hasNegative
}

/** With corrections in it, an entry is present only where its day, measure and user add up to more than 0. */
function netPresence(view: UsageView): void {
	const { measures, users, values, present, starts } = view
	for (let day = 0; day < view.dayCount; day++) {
		const net = new Map<number, number>()
		const [start, end] = [starts[day]!, starts[day + 1]!]
		for (let entry = start; entry < end; entry++) {
			const cell = measures[entry]! * 2 ** 32 + users[entry]!
			net.set(cell, (net.get(cell) ?? 0) + values[entry]!)
		}
		for (let entry = start; entry < end; entry++) {
			const cell = measures[entry]! * 2 ** 32 + users[entry]!
			present[entry] = (net.get(cell) ?? 0) > 0 ? 1 : 0
		}
	}
}

function addDays(view: UsageView): void {
	const { plan, measures, values, present, starts, sums, activeDays, dayCount } = view
	const { seriesStart, seriesList } = plan
	const stride = dayCount + 1
	for (let day = 0; day < dayCount; day++) {
		for (let entry = starts[day]!; entry < starts[day + 1]!; entry++) {
			const measure = measures[entry]!
			for (let at = seriesStart[measure]!; at < seriesStart[measure + 1]!; at++) {
				const cell = seriesList[at]! * stride + day + 1
				sums[cell]! += values[entry]!
				if (present[entry]) activeDays[cell] = 1
			}
		}
	}
	for (let series = 0; series < plan.series.length; series++) {
		const base = series * stride
		for (let day = 1; day <= dayCount; day++) {
			sums[base + day]! += sums[base + day - 1]!
			activeDays[base + day]! += activeDays[base + day - 1]!
		}
	}
}
