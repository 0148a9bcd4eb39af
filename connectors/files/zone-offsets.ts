import type { Day } from '../../core/time/day.ts'
import { zoneOffsetMs } from '../../core/time/zone.ts'

/** By how much a zone's clocks are ahead during one day of UTC. */
export interface DayOffset {
	utcDay: Day
	/** Until the clocks change. */
	offsetSeconds: number
	/** Seconds since 1970-01-01 UTC at which they change, else the end of the day. */
	changeAtSeconds: number
	/** From then on. */
	offsetAfterSeconds: number
}

const secondsPerDay = 86_400

/** Offsets of a zone for one UTC day, by Node's time-zone database, so that it alone decides. */
export function zoneOffsetsOn(utcDay: Day, zone: string): DayOffset {
	const start = utcDay * secondsPerDay
	const offsetAt = (seconds: number) => zoneOffsetMs(seconds * 1000, zone) / 1000
	const offsetSeconds = offsetAt(start)
	const offsetAfterSeconds = offsetAt(start + secondsPerDay - 1)
	let [before, changeAtSeconds] = [start, start + secondsPerDay]
	while (offsetSeconds !== offsetAfterSeconds && changeAtSeconds - before > 1) {
		const middle = Math.floor((before + changeAtSeconds) / 2)
		if (offsetAt(middle) === offsetSeconds) before = middle
		else changeAtSeconds = middle
	}
	return { utcDay, offsetSeconds, changeAtSeconds, offsetAfterSeconds }
}
