import { expect, it } from 'vitest'
import { sayDayResult } from './say-day-result.ts'

it.each([
	[
		{ scored: 412, unscored: 3, signals_opened: 12, signals_closed: 1, tasks_created: 1, renewals_open: 40 },
		'412 accounts scored, 3 without a score, 12 signals opened, 1 closed, 1 task made, 40 renewals open.',
	],
	[{ scored: 1, unscored: 0 }, '1 account scored.'],
	[{}, ''],
])('says %j', (day, said) => {
	expect(sayDayResult(day)).toBe(said)
})
