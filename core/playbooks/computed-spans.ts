import { type Day, formatDay } from '../time/day.ts'

/** A stretch of computed days: all in a row, or all apart. */
export interface ComputedSpan {
	from: Day
	to: Day
	days: number
	/** Days from one to the next, at most. */
	everyDays: number
}

type Pace = 'daily' | 'coarser'

function paceOf(gap: number): Pace {
	return gap <= 1 ? 'daily' : 'coarser'
}

/** Stretches of computed days: those in a row, and those that lie apart, for what comes between is not seen. */
export function findComputedSpans(dates: readonly Day[]): ComputedSpan[] {
	const spans: ComputedSpan[] = []
	let pace: Pace | undefined
	for (const [index, date] of dates.entries()) {
		const before = dates[index - 1]
		const span = spans.at(-1)
		if (before === undefined || span === undefined) {
			spans.push({ from: date, to: date, days: 1, everyDays: 0 })
			continue
		}
		const gap = date - before
		if (span.days === 1 || paceOf(gap) === pace) {
			pace = paceOf(gap)
			span.to = date
			span.days++
			span.everyDays = Math.max(span.everyDays, gap)
			continue
		}
		pace = undefined
		// The gap into the next stretch belongs to it: nothing was looked at within it.
		spans.push({ from: date, to: date, days: 1, everyDays: gap })
	}
	return spans
}

/** `every day from 2026-08-09 to 2026-11-20, before that 23 days at most 31 days apart`. */
export function sayComputedSpans(spans: readonly ComputedSpan[]): string {
	return spans
		.toReversed()
		.map(({ from, to, days, everyDays }, index) => {
			const how = days > 1 && everyDays <= 1 ? 'every day' : `${days} day${days === 1 ? '' : 's'}`
			const apart = days > 1 && everyDays > 1 ? `, at most ${everyDays} days apart` : ''
			const when = days === 1 ? `on ${formatDay(from)}` : `from ${formatDay(from)} to ${formatDay(to)}`
			return `${index === 0 ? '' : 'before that '}${how} ${when}${apart}`
		})
		.join('; ')
}
