import { addMonths, calendarOf, type Day } from '../time/day.ts'
import type { SubscriptionLine } from './subscription-line.ts'

/** A stretch of a contract: half-open, so the next term starts on `endsOn`. */
export interface Term {
	/** 0 for the term that the line began with. */
	index: number
	startsOn: Day
	endsOn: Day
}

type DatedLine = Pick<SubscriptionLine, 'startedOn' | 'termEndsOn' | 'autoRenews'>

/**
 * How a term repeats. Whole months count from the start and keep its day of the month (31st, 29 February); files
 * that write the last day of a term instead of the first day after it keep doing so. A length that is no number
 * of months goes on in the nearest number of months from the term's end, one under 28 days in days.
 */
interface TermLength {
	months: number
	days: number
	/** The day from which multiples are counted, and what is taken off each end. */
	origin: Day
	back: number
}

const shortestMonthDays = 28
const meanMonthDays = 30.436875

function lengthOf(startedOn: Day, termEndsOn: Day): TermLength {
	for (const back of [0, 1]) {
		const months = wholeMonths(startedOn, termEndsOn + back)
		if (months > 0) return { months, days: 0, origin: startedOn, back }
	}
	const days = termEndsOn - startedOn
	if (days < shortestMonthDays) return { months: 0, days, origin: startedOn, back: 0 }
	return { months: Math.max(1, Math.round(days / meanMonthDays)), days, origin: termEndsOn, back: 0 }
}

/** The number of months that lead from one day exactly to the other, anchored on the first; else 0. */
function wholeMonths(from: Day, to: Day): number {
	const first = calendarOf(from)
	const last = calendarOf(to)
	const months = (last.year - first.year) * 12 + last.month - first.month
	return months > 0 && addMonths(from, months) === to ? months : 0
}

function endOf(length: TermLength, termEndsOn: Day, index: number): Day {
	if (length.months === 0) return termEndsOn + length.days * index
	const steps = length.origin === termEndsOn ? index : index + 1
	return addMonths(length.origin, length.months * steps) - length.back
}

/**
 * The terms of a line that end on or after `from` and start on or before `to`, in order: the first as recorded,
 * further ones only where it renews by itself. None without a term's end (open-ended) or with one that is not
 * after the start.
 */
export function termsBetween(line: DatedLine, from: Day, to: Day): Term[] {
	if (line.termEndsOn === null || line.termEndsOn <= line.startedOn) return []
	const length = lengthOf(line.startedOn, line.termEndsOn)
	const terms: Term[] = []
	let index = Math.max(0, line.autoRenews ? firstIndexNear(length, line.termEndsOn, from) : 0)
	while (true) {
		const startsOn = index === 0 ? line.startedOn : endOf(length, line.termEndsOn, index - 1)
		if (startsOn > to) return terms
		const endsOn = endOf(length, line.termEndsOn, index)
		if (endsOn >= from) terms.push({ index, startsOn, endsOn })
		if (!line.autoRenews) return terms
		index++
	}
}

/** An index at or a little before the first term that ends on or after `from`, so that no year is walked term by term. */
function firstIndexNear(length: TermLength, termEndsOn: Day, from: Day): number {
	const termDays = length.months > 0 ? length.months * meanMonthDays : length.days
	return Math.floor((from - termEndsOn) / termDays) - 2
}

/** The earliest end of a term on or after the day; null where none is known (open-ended, or out of contract). */
export function nextTermEnd(line: DatedLine, day: Day): Day | null {
	if (line.termEndsOn === null) return null
	return termsBetween(line, day, Math.max(day, line.startedOn))[0]?.endsOn ?? null
}

/** Whether the term has passed without renewing by itself: MRR that is counted, marked, and asked for. */
export function isOutOfContract(line: DatedLine, day: Day): boolean {
	return line.termEndsOn !== null && line.termEndsOn < day && nextTermEnd(line, day) === null
}

/** The last day to say no: so many days before the term's end. null without a notice period. */
export function noticeOn(line: Pick<SubscriptionLine, 'noticeDays'>, termEndsOn: Day): Day | null {
	return line.noticeDays === null ? null : termEndsOn - line.noticeDays
}

/** When the next decision is due: the notice date of a line that renews by itself, else the term's end. */
export function decisionOn(line: Pick<SubscriptionLine, 'noticeDays' | 'autoRenews'>, termEndsOn: Day): Day {
	return (line.autoRenews ? noticeOn(line, termEndsOn) : null) ?? termEndsOn
}

/** Yearly anniversaries strictly within a term of more than a year, keeping 29 February. */
export function anniversariesOf(term: Pick<Term, 'startsOn' | 'endsOn'>, anchor: Day = term.startsOn): Day[] {
	const days: Day[] = []
	for (let years = 1; ; years++) {
		const day = addMonths(anchor, 12 * years)
		if (day >= term.endsOn) return days
		if (day > term.startsOn) days.push(day)
	}
}

/**
 * The next yearly anniversary within the term that runs on the day, where that is longer than a year: a day to look at
 * price and quantity, but no decision. null in the last year, out of contract and without a term.
 */
export function nextAnniversary(line: DatedLine, day: Day): Day | null {
	const running = termsBetween(line, day, day).find(term => term.startsOn <= day && day < term.endsOn)
	if (!running) return null
	// A later term of whole months keeps the day of the month that the line began on.
	const isAnchored = wholeMonths(line.startedOn, running.startsOn) > 0
	const anchor = isAnchored ? line.startedOn : running.startsOn
	return anniversariesOf(running, anchor).find(anniversary => anniversary >= day) ?? null
}
