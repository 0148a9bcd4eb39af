import { parseDay } from '../../core/time/day.ts'
import { instantOfLocal } from '../../core/time/zone.ts'

/** Years that dates may lie in: outside, a date is taken for a mistake. */
export const firstYear = 1900
export const lastYear = 2199

const instant =
	/^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|UTC|[+-]\d{2}(?::?[0-5]\d)?)?)?$/i
const quarterHourMs = 900_000
/** Instant of a local quarter hour less the local time, per zone: asking the time-zone database is slow. */
const offsets = new Map<string, Map<number, number>>()

/** Whether the text is a date of the calendar, `YYYY-MM-DD`, of a year that can be meant. */
export function isDayInRange(text: string): boolean {
	const year = Number(text.slice(0, 4))
	return year >= firstYear && year <= lastYear && parseDay(text) !== undefined
}

/** What a text of ISO 8601 says. */
export interface InstantParts {
	/** Seconds of its clock since 1970-01-01, whatever its zone. */
	clockSeconds: number
	nanoseconds: number
	/** By how much its clock is ahead of UTC; undefined where it names no zone. */
	offsetSeconds: number | undefined
}

/** Reads an instant or a date; undefined where the text is none. */
export function parseInstant(text: string): InstantParts | undefined {
	const parts = instant.exec(text)
	const day = parts?.[1]
	if (!parts || !day || !isDayInRange(day)) return undefined
	const [hour, minute, second] = [Number(parts[2] ?? 0), Number(parts[3] ?? 0), Number(parts[4] ?? 0)]
	if (hour > 23 || minute > 59 || second > 59) return undefined
	const offset = parts[6] === undefined ? undefined : offsetMinutesOf(parts[6])
	if (offset !== undefined && Math.abs(offset) > 18 * 60) return undefined
	return {
		clockSeconds: Date.parse(`${day}T00:00:00Z`) / 1000 + (hour * 60 + minute) * 60 + second,
		nanoseconds: Number((parts[5] ?? '').padEnd(9, '0')),
		offsetSeconds: offset === undefined ? undefined : offset * 60,
	}
}

/** ISO 8601 → the same instant in UTC. Without a zone it is in `zone`; a bare date is its midnight there. */
export function checkInstant(
	text: string,
	zone: string,
): { ok: true; value: string } | { ok: false; reason: string } {
	const parts = parseInstant(text)
	if (!parts) {
		const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
		return {
			ok: false,
			reason: `expected a time like 2025-01-31T09:30:00Z or a date like 2025-01-31, got ${shown}`,
		}
	}
	const clockMs = parts.clockSeconds * 1000 + Math.floor(parts.nanoseconds / 1e6)
	const atMs =
		parts.offsetSeconds === undefined ? instantInZone(clockMs, zone) : clockMs - parts.offsetSeconds * 1000
	return { ok: true, value: new Date(atMs).toISOString() }
}

function offsetMinutesOf(text: string): number {
	if (/^(Z|UTC)$/i.test(text)) return 0
	const size = Number(text.slice(1, 3)) * 60 + Number(text.slice(3).replace(':', '') || 0)
	return text.startsWith('-') ? -size : size
}

function instantInZone(localMs: number, zone: string): number {
	if (zone === 'UTC') return localMs
	let known = offsets.get(zone)
	if (!known) {
		known = new Map()
		offsets.set(zone, known)
	}
	const quarter = Math.floor(localMs / quarterHourMs)
	let difference = known.get(quarter)
	if (difference === undefined) {
		difference = instantOfLocal(quarter * quarterHourMs, zone) - quarter * quarterHourMs
		known.set(quarter, difference)
	}
	return localMs + difference
}
