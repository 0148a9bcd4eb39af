import { type Period, parsePeriod, quarterAfter, quarterOf } from '../../core/forecast/period.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { InputProblem } from '../http/problem-details.ts'

/** As many quarters as can be chosen, the one that runs included. */
const shownQuarters = 9

/** The quarter that is asked for, the one that runs where none is. Refuses one that has not begun. */
export function askedQuarter(text: string | undefined, today: Day, at = 'query.quarter'): Period {
	const running = quarterOf(today)
	const asked = text === undefined ? running : parsePeriod(text)
	if (asked && asked.from <= today) return asked
	throw new InputProblem([
		{
			at,
			message: `expected a quarter that has begun, at the latest ${running.name}; ${text} begins on ${asked ? formatDay(asked.from) : 'no day'}`,
		},
	])
}

/** The latest first. */
export function shownQuartersUntil(today: Day): string[] {
	const running = quarterOf(today)
	return Array.from({ length: shownQuarters }, (_, back) => quarterAfter(running, -back).name)
}
