import { addMonths, type Day, dayOf, formatDay, monthStart, parseDay, weekdayOf } from '../core/time/day.ts'

/** What all accounts of one demo company share. */
export interface DemoWorld {
	seed: number
	today: Day
	/** First day of the data window: usage, tickets, invoices begin here; contracts may be older. */
	windowStart: Day
	/** No usage arrived on these days, for any account. Both included. */
	outageFrom: Day
	outageTo: Day
	/** Share of the users' active days that usage keeps: 1, or less where the company is very large. */
	usageShare: number
}

export interface DemoWorldOptions {
	seed: number
	months: number
	/** `YYYY-MM-DD` */
	today: string
	usageShare?: number
	/** Days before today on which the data outage began; default: the Monday about four months back. */
	outageDaysAgo?: number
}

const outageLengthDays = 6

/** Throws where `today` is no date, or seed or months are no sensible whole numbers. */
export function buildWorld(options: DemoWorldOptions): DemoWorld {
	const { seed, months, usageShare = 1 } = options
	const today = parseDay(options.today)
	if (today === undefined || today < dayOf(2000, 1, 1)) {
		throw new Error(`the demo's today must be a date like 2026-10-31 from 2000 on, got "${options.today}"`)
	}
	if (!Number.isSafeInteger(seed) || seed < 0) {
		throw new Error(`the demo's seed must be a whole number from 0, got ${seed}`)
	}
	if (!Number.isSafeInteger(months) || months < 6 || months > 120) {
		throw new Error(`the demo's months must be a whole number from 6 to 120, got ${months}`)
	}
	const fourMonthsAgo = today - 122
	const monday = fourMonthsAgo - weekdayOf(fourMonthsAgo) + 1
	const outageFrom = options.outageDaysAgo === undefined ? monday : today - options.outageDaysAgo
	return {
		seed,
		today,
		windowStart: monthStart(addMonths(today + 1, -months, 1)),
		outageFrom,
		outageTo: Math.min(today, outageFrom + outageLengthDays - 1),
		usageShare,
	}
}

/** The months of the window as `YYYY-MM`, and their first days, in order. */
export function listMonths(world: DemoWorld): { name: string; start: Day }[] {
	const months: { name: string; start: Day }[] = []
	for (let start = world.windowStart; start <= world.today; start = addMonths(start, 1)) {
		months.push({ name: formatDay(start).slice(0, 7), start })
	}
	return months
}
