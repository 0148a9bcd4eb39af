import { describe, expect, it } from 'vitest'
import { reviewCsv, reviewMarkdown } from './print-review.ts'

const miss = {
	account_id: 'a1',
	name: 'Pipe | Co',
	segment: null,
	decided_on: '2026-05-01',
	asked_on: '2026-01-31',
	scored_on: '2026-01-28',
	score: 85,
	band: 'healthy',
	level: 'good' as const,
	churned: true,
	amount: '1200.00',
	reason: null,
	flagged_since: null,
	factors: [{ factor: 'Usage', points: 90 }],
}
const review = {
	as_of: '2026-06-30',
	due_on: '2026-06-30',
	is_due: true,
	since: '2025-12-30',
	validated_on: '2026-06-29',
	trained_on: null,
	currency: 'USD',
	verdicts: [
		{
			population: 'terms' as const,
			verdict: 'decoration' as const,
			cases: 40,
			churns: 12,
			auc: null,
			says: ['Coin.'],
		},
	],
	false_alarms: [],
	misses: [miss],
	drift: [{ metric: 'arr', name: 'ARR', index: 0.31, has_drifted: true }],
	proposals: ['Classic: usage 40 → 20.'],
	leaks: [],
	model_changes: [{ version: 3, applied_on: '2026-02-01', note: null, changes: ['usage weighs 40'] }],
	reviews: [{ reviewed_on: '2025-12-01', reviewed_by: 'Ada', note: 'held', snapshot: null }],
}

describe('a review on paper', () => {
	it('says all of it, and what is empty', () => {
		const text = reviewMarkdown(review)
		expect(text).toContain('# Review of the health score, 2026-06-30')
		expect(text).toContain('Due since 2026-06-30.')
		expect(text).toContain('**Contracts of 180 days and more: decoration.** Coin.')
		expect(text).toContain('## False alarms (flagged, and renewed): 0\n\nNone.')
		expect(text).toContain('| 2026-05-01 | Pipe \\| Co | 1200.00 USD | 85 | Usage 90 |  |')
		expect(text).toContain('- ARR: index 0.31')
		expect(text).toContain('- Version 3, 2026-02-01: usage weighs 40')
		expect(text).toContain('- 2025-12-01, Ada: held')
	})
	it('says so where history was never looked at', () => {
		expect(reviewMarkdown({ ...review, verdicts: [], validated_on: null })).toContain(
			'History was not looked at yet.',
		)
	})
	it('is a file of false alarms and misses', () => {
		expect(reviewCsv(review).split('\r\n')[1]).toBe(
			'miss,a1,Pipe | Co,,2026-05-01,2026-01-28,85,healthy,1200.00,USD,,Usage 90',
		)
	})
})
