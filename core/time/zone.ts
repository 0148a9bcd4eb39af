import type { Day } from './day.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
	let format = formats.get(zone)
	if (!format) {
		format = new Intl.DateTimeFormat('en-US', {
			timeZone: zone,
			hourCycle: 'h23',
			year: 'numeric',
			month: 'numeric',
			day: 'numeric',
			hour: 'numeric',
			minute: 'numeric',
			second: 'numeric',
		})
		formats.set(zone, format)
	}
	return format
}

/** Whether Node's time-zone database, the only one that decides here, knows the IANA name. */
export function isZone(zone: string): boolean {
	try {
		formatOf(zone)
		return true
	} catch {
		return false
	}
}

/** Milliseconds that local time in `zone` is ahead of UTC at the instant. */
export function zoneOffsetMs(instantMs: number, zone: string): number {
	const parts: Record<string, number> = {}
	for (const { type, value } of formatOf(zone).formatToParts(instantMs)) parts[type] = Number(value)
	const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
	return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instantMs / 1000) * 1000
}

/** The calendar date in `zone` at an instant (milliseconds since 1970-01-01 UTC). */
export function localDayOf(instantMs: number, zone: string): Day {
	return Math.floor((instantMs + zoneOffsetMs(instantMs, zone)) / 86_400_000)
}

/**
 * The instant at which a local wall-clock time happens in `zone`. A time that a clock change skips is moved
 * forward by the change; one that happens twice is the first of the two.
 */
export function instantOfLocal(localMs: number, zone: string): number {
	const before = localMs - zoneOffsetMs(localMs - 86_400_000, zone)
	const after = localMs - zoneOffsetMs(localMs + 86_400_000, zone)
	for (const guess of [Math.min(before, after), Math.max(before, after)]) {
		if (guess + zoneOffsetMs(guess, zone) === localMs) return guess
	}
	return before
}
