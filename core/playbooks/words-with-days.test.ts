import { expect, it } from 'vitest'
import { wordsWithDays } from './words-with-days.ts'

it.each([
	['Champion left since 2026-10-31', 'Champion left since 31 Oct 2026'],
	[
		'120 days before the renewal on 2027-02-01 (2026-10-04)',
		'120 days before the renewal on 1 Feb 2027 (4 Oct 2026)',
	],
	['order 2026-13-01 and 12026-10-31', 'order 2026-13-01 and 12026-10-31'],
	['at 2026-10-31T10:00:00Z', 'at 2026-10-31T10:00:00Z'],
	['nothing', 'nothing'],
])('says the days of %j as people write them', (text, said) => {
	expect(wordsWithDays(text)).toBe(said)
})
