import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { getDay } from '../time/day.ts'
import { findComputedSpans, sayComputedSpans } from './computed-spans.ts'

const day = getDay('2026-01-31')

describe('how coarse computed days are', () => {
	it.each([
		['none', [], ''],
		['one', [day], '1 day on 2026-01-31'],
		['every day', [day, day + 1, day + 2], 'every day from 2026-01-31 to 2026-02-02'],
		[
			'month ends, then every day',
			[day, day + 28, day + 59, day + 80, day + 81, day + 82],
			'every day from 2026-04-22 to 2026-04-23; before that 4 days from 2026-01-31 to 2026-04-21, at most 31 days apart',
		],
		['weeks', [day, day + 7, day + 14], '3 days from 2026-01-31 to 2026-02-14, at most 7 days apart'],
	] as [string, number[], string][])('%s', (_, dates, expected) => {
		expect(sayComputedSpans(findComputedSpans(dates))).toBe(expected)
	})

	it('counts every day once, in order', () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 2_000 }), { maxLength: 60 }), days => {
				const dates = days.toSorted((a, b) => a - b)
				const spans = findComputedSpans(dates)
				expect(spans.reduce((sum, span) => sum + span.days, 0)).toBe(dates.length)
				for (const [index, span] of spans.entries()) {
					expect(span.from).toBeLessThanOrEqual(span.to)
					expect(span.from).toBeGreaterThan(spans[index - 1]?.to ?? -1)
				}
			}),
			{ seed: 4 },
		)
	})
})
