import { expect, it } from 'vitest'
import { nextAttempt } from './next-attempt.ts'

it.each([
	[{ kind: 'sent', answer: '250 ok' } as const, 1, { state: 'sent', reason: null, answer: '250 ok' }],
	[{ kind: 'unknown', reason: 'reset' } as const, 1, { state: 'unknown', reason: 'reset', answer: null }],
	[{ kind: 'failed', reason: '550' } as const, 1, { state: 'failed', reason: '550', answer: null }],
	[
		{ kind: 'not_sent', reason: 'refused' } as const,
		1,
		{ state: 'planned', reason: 'refused', inMs: 60_000 },
	],
	[
		{ kind: 'not_sent', reason: '429', waitMs: 90_000 } as const,
		1,
		{ state: 'planned', reason: '429', inMs: 90_000 },
	],
	[
		{ kind: 'not_sent', reason: '429', waitMs: 1e12 } as const,
		1,
		{ state: 'planned', reason: '429', inMs: 21_600_000 },
	],
])('%o', (result, attempts, expected) => {
	expect(nextAttempt(result, attempts)).toEqual(expected)
})
it('gives up after three days', () => {
	const waits = Array.from({ length: 9 }, (_, index) =>
		nextAttempt({ kind: 'not_sent', reason: 'down' }, index + 1),
	)
	const total = waits.reduce((sum, next) => sum + (next.state === 'planned' ? next.inMs : 0), 0)
	expect(total / 3_600_000).toBeGreaterThan(60)
	expect(nextAttempt({ kind: 'not_sent', reason: 'down' }, 10)).toMatchObject({ state: 'failed' })
})
