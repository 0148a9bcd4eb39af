import { describe, expect, it } from 'vitest'
import { milestoneOverdueDays } from './milestone-overdue.ts'

const plan = [
	{ milestone: 'kickoff', dueDay: 1 },
	{ milestone: 'training', dueDay: 14 },
	{ milestone: 'complete', dueDay: 84 },
]

describe('milestoneOverdueDays', () => {
	const cases: [string, string[], number | null, number, number | null][] = [
		['due today is not late', [], 100, 100, 0],
		['one day after', [], 100, 101, 1],
		['the most overdue counts', [], 100, 120, 20],
		['what was reached does not', ['kickoff'], 100, 120, 7],
		['all reached', ['kickoff', 'training', 'complete'], 100, 260, 0],
		['still asked 90 days after the last due day', ['kickoff', 'training'], 100, 273, 90],
		['the plan is over', [], 100, 274, null],
		['no contract', [], null, 100, null],
	]
	it.each(cases)('%s', (_, reached, startedOn, asOf, expected) => {
		expect(milestoneOverdueDays(plan, new Set(reached), startedOn, asOf)).toBe(expected)
	})
	it('is unknown without a plan', () => {
		expect(milestoneOverdueDays([], new Set(), 100, 120)).toBeNull()
	})
})
