import { describe, expect, it } from 'vitest'
import { formatDay, getDay } from '../time/day.ts'
import { usualPeriods } from './usual-periods.ts'

describe('the usual periods', () => {
	it.each([
		[
			'2026-11-21',
			[
				'months_12 2025-11-21 2026-11-21',
				'month 2026-10-31 2026-11-21',
				'last_month 2026-09-30 2026-10-31',
				'quarter 2026-09-30 2026-11-21',
				'last_quarter 2026-06-30 2026-09-30',
				'last_12_months 2025-10-31 2026-10-31',
			],
		],
		[
			'2024-02-29',
			[
				'months_12 2023-02-28 2024-02-29',
				'month 2024-01-31 2024-02-29',
				'last_month 2023-12-31 2024-01-31',
				'quarter 2023-12-31 2024-02-29',
				'last_quarter 2023-09-30 2023-12-31',
				'last_12_months 2023-01-31 2024-01-31',
			],
		],
	])('on %s', (today, expected) => {
		expect(
			usualPeriods(getDay(today)).map(({ id, from, to }) => `${id} ${formatDay(from)} ${formatDay(to)}`),
		).toEqual(expected)
	})
})
