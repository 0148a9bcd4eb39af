import { describe, expect, it } from 'vitest'
import type { BandLevel } from '../model/health-model.ts'
import { deriveValues, findScoreOn, healthyForDays, type ScorePoint, scoreChange } from './derived-values.ts'

function point(day: number, score: number | null, change: Partial<ScorePoint> = {}): ScorePoint {
	const level: BandLevel | null =
		score === null ? null : score >= 80 ? 'good' : score >= 60 ? 'fine' : 'watch'
	return { day, score, level, modelVersion: 1, isHeld: false, ...change }
}

describe('change of the score', () => {
	it.each<[string, ScorePoint[], number | null]>([
		['fell', [point(86, 80), point(100, 68)], -12],
		['rose', [point(86, 60), point(100, 68)], 8],
		['weekly points', [point(84, 80), point(99, 70)], -10],
		['too old a point', [point(82, 80), point(100, 70)], null],
		['no score now', [point(86, 80), point(100, null)], null],
		['held now', [point(86, 80), point(100, 70, { isHeld: true })], null],
		['another model', [point(86, 80), point(100, 60, { modelVersion: 2 })], null],
		['nothing', [], null],
	])('%s', (_, points, change) => {
		expect(scoreChange(points, 100, 14)).toBe(change)
	})
})

describe('healthy for days', () => {
	it.each<[string, ScorePoint[], number | null]>([
		['all the time', [point(10, 90), point(50, 85), point(100, 80)], 91],
		['broken', [point(10, 90), point(50, 70), point(51, 85), point(100, 80)], 50],
		['unknown days between', [point(20, 90), point(50, null), point(100, 80)], 81],
		['not now', [point(50, 90), point(100, 79)], 0],
		['no band', [point(50, 90), point(100, null)], null],
		['nothing of late', [point(50, 90)], null],
		['later points do not count', [point(100, 80), point(101, 10)], 1],
	])('%s', (_, points, days) => {
		expect(healthyForDays(points, 100)).toBe(days)
	})
})

describe('derived values', () => {
	it('give every name, unknown where there is nothing', () => {
		const empty = deriveValues({
			asOf: 100,
			points: [],
			stageOverdueDays: null,
			milestoneOverdueDays: null,
			milestones: null,
		})
		expect([...empty.values()].filter(value => value !== null)).toEqual([])
		const values = deriveValues({
			asOf: 100,
			points: [point(100, 75)],
			stageOverdueDays: 3,
			milestoneOverdueDays: 0,
			milestones: [
				{ milestone: 'team_finance', reachedOn: 100 },
				{ milestone: 'New team: sales', reachedOn: 11 },
				{ milestone: 'new team', reachedOn: 10 },
				{ milestone: 'team', reachedOn: 101 },
				{ milestone: 'kickoff', reachedOn: 50 },
			],
		})
		expect(Object.fromEntries(values)).toEqual({
			score: 75,
			level: 'fine',
			score_change_14d: null,
			score_change_28d: null,
			healthy_for_days: 0,
			stage_overdue_days: 3,
			milestone_overdue_days: 0,
			new_teams_90d: 2,
		})
		expect(findScoreOn([point(96, 50)], 100)).toBeUndefined()
	})
})
