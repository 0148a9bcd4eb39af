import { type Day, parseDay } from '../core/time/day.ts'
import { Problem } from '../server/problem.ts'

/** The day of an option such as `--as-of`; undefined where it was not given. Throws wrong usage on anything else. */
export function readDayOption(text: string | undefined, option: string): Day | undefined {
	if (text === undefined) return undefined
	const day = parseDay(text)
	if (day === undefined) {
		throw new Problem('wrong_usage', `${option}: expected a date like 2025-01-31, got "${text}".`)
	}
	return day
}
