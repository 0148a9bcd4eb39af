import { instantOfLocal, zoneOffsetMs } from '../time/zone.ts'
import type { DeliveryRules } from './delivery-rules.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

type QuietRules = Pick<DeliveryRules, 'quietFromHour' | 'quietToHour' | 'quietWeekends'>

/**
 * The first instant from `instantMs` on that is not quiet in the zone. Hours are those of the local wall clock, so a
 * clock change moves the instant and not the hour; an hour that the change skips begins when the clock has passed it.
 */
export function nextLoudInstant(instantMs: number, zone: string, rules: QuietRules): number {
	let at = instantMs
	// A weekend and the nights around it are behind after a few steps.
	for (let step = 0; step < 10; step++) {
		const local = at + zoneOffsetMs(at, zone)
		const dayStart = Math.floor(local / dayMs) * dayMs
		const weekday = new Date(dayStart).getUTCDay()
		if (rules.quietWeekends && (weekday === 0 || weekday === 6)) {
			at = instantOfLocal(dayStart + dayMs, zone)
			continue
		}
		const end = endOfQuiet((local - dayStart) / hourMs, rules)
		if (end === undefined) return at
		const next = instantOfLocal(dayStart + end * hourMs, zone)
		// Where a repeated hour lies before the instant, the wall clock comes by once more.
		at = next > at ? next : at + hourMs
	}
	return at
}

/** Local hour (above 24: of the next day) at which the quiet that holds at `hour` ends; undefined: it is not quiet. */
function endOfQuiet(hour: number, { quietFromHour: from, quietToHour: to }: QuietRules): number | undefined {
	if (from === to) return undefined
	if (from < to) return hour >= from && hour < to ? to : undefined
	if (hour >= from) return 24 + to
	return hour < to ? to : undefined
}
