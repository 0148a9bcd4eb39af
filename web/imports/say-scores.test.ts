import { expect, it } from 'vitest'
import { sayScores } from './say-scores.ts'

const finished = { finished_at: '2026-11-22T10:00:00.000Z', next_job_id: null }

it.each([
	['nothing new', 0, finished, '2026-11-22T11:00:00.000Z', 'Nothing was new.'],
	['no day yet', 2, finished, null, '2 rows new or corrected. They are in scores once the day has run.'],
	[
		'a day before it',
		1,
		finished,
		'2026-11-22T09:59:59.000Z',
		'1 row new or corrected. They are in scores once the day has run.',
	],
	[
		'a day that comes',
		1,
		{ ...finished, next_job_id: 'x' },
		'2026-11-22T09:00:00.000Z',
		'1 row new or corrected. They are in scores as soon as the day has run, which starts by itself.',
	],
	[
		'a day since',
		1,
		{ ...finished, next_job_id: 'x' },
		'2026-11-22T10:00:01.000Z',
		'1 row new or corrected. The day has run since: they are in scores.',
	],
	[
		'an import that is not over',
		1,
		{ finished_at: null, next_job_id: null },
		'2026-11-22T10:00:01.000Z',
		'1 row new or corrected. They are in scores once the day has run.',
	],
])('tells the truth with %s', (_, accepted, job, computedAt, text) => {
	expect(sayScores(accepted, job, computedAt)).toBe(text)
})
