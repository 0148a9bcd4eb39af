import fc from 'fast-check'
import { expect, it } from 'vitest'
import { zoneOffsetMs } from '../time/zone.ts'
import { nextLoudInstant } from './quiet-hours.ts'

const rules = { quietFromHour: 20, quietToHour: 8, quietWeekends: true }
const next = (text: string, zone: string, over: Partial<typeof rules> = {}) =>
	new Date(nextLoudInstant(Date.parse(text), zone, { ...rules, ...over })).toISOString()

it.each([
	['in the day', '2026-03-03T10:00:00Z', 'Europe/Berlin', '2026-03-03T10:00:00.000Z'],
	['in the evening', '2026-03-03T19:30:00Z', 'Europe/Berlin', '2026-03-04T07:00:00.000Z'],
	['before morning', '2026-03-03T05:00:00Z', 'Europe/Berlin', '2026-03-03T07:00:00.000Z'],
	['the same instant elsewhere', '2026-03-03T10:00:00Z', 'America/Los_Angeles', '2026-03-03T16:00:00.000Z'],
	['on Friday evening', '2026-03-06T21:00:00Z', 'Europe/Berlin', '2026-03-09T07:00:00.000Z'],
	['over a weekend with a clock change', '2026-03-27T21:00:00Z', 'Europe/Berlin', '2026-03-30T06:00:00.000Z'],
	['a half-hour zone', '2026-03-03T16:00:00Z', 'Asia/Kolkata', '2026-03-04T02:30:00.000Z'],
])('%s', (_, text, zone, expected) => {
	expect(next(text, zone)).toBe(expected)
})

it('goes on when the clock has passed an hour that it skips', () => {
	// In Berlin on 29 March 2026 two o'clock becomes three o'clock.
	const over = { quietFromHour: 0, quietToHour: 2, quietWeekends: false }
	expect(next('2026-03-29T00:30:00Z', 'Europe/Berlin', over)).toBe('2026-03-29T01:00:00.000Z')
})
it('waits for the end of an hour that comes twice only once', () => {
	// In Berlin on 25 October 2026 three o'clock becomes two o'clock.
	const over = { quietFromHour: 0, quietToHour: 3, quietWeekends: false }
	expect(next('2026-10-25T00:30:00Z', 'Europe/Berlin', over)).toBe('2026-10-25T02:00:00.000Z')
})
it('is never quiet with equal hours', () => {
	const over = { quietFromHour: 8, quietToHour: 8, quietWeekends: false }
	expect(next('2026-03-03T03:00:00Z', 'Europe/Berlin', over)).toBe('2026-03-03T03:00:00.000Z')
})
it('gives a loud instant that is not before, in any zone', () => {
	const zones = [
		'UTC',
		'Europe/Berlin',
		'America/New_York',
		'Australia/Lord_Howe',
		'Pacific/Chatham',
		'America/Santiago',
	]
	fc.assert(
		fc.property(
			fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2027, 0, 1) }),
			fc.constantFrom(...zones),
			fc.integer({ min: 0, max: 23 }),
			fc.integer({ min: 0, max: 23 }),
			fc.boolean(),
			(at, zone, quietFromHour, quietToHour, quietWeekends) => {
				const all = { quietFromHour, quietToHour, quietWeekends }
				const loud = nextLoudInstant(at, zone, all)
				expect(loud).toBeGreaterThanOrEqual(at)
				expect(nextLoudInstant(loud, zone, all)).toBe(loud)
				const local = new Date(loud + zoneOffsetMs(loud, zone))
				if (quietWeekends) expect([0, 6]).not.toContain(local.getUTCDay())
				expect(loud - at).toBeLessThanOrEqual(4 * 86_400_000)
			},
		),
		{ seed: 8, numRuns: 2_000 },
	)
})
