import type { Day } from '../../core/time/day.ts'
import { type DayOffset, zoneOffsetsOn } from './zone-offsets.ts'

const secondsPerDay = 86_400

/** The calendar day in a zone of instants, fast where they come in the order of time. */
export class LocalDays {
	private readonly zone: string
	private readonly offsets = new Map<Day, DayOffset>()
	private last: DayOffset | undefined

	constructor(zone: string) {
		this.zone = zone
	}

	/** `seconds` since 1970-01-01 UTC. */
	dayOf(seconds: number): Day {
		const utcDay = Math.floor(seconds / secondsPerDay)
		if (this.zone === 'UTC') return utcDay
		let offset = this.last
		if (!offset || offset.utcDay !== utcDay) {
			offset = this.offsets.get(utcDay)
			if (!offset) {
				offset = zoneOffsetsOn(utcDay, this.zone)
				this.offsets.set(utcDay, offset)
			}
			this.last = offset
		}
		const ahead = seconds < offset.changeAtSeconds ? offset.offsetSeconds : offset.offsetAfterSeconds
		return Math.floor((seconds + ahead) / secondsPerDay)
	}
}
