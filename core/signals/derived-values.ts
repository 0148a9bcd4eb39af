import type { BandLevel } from '../model/health-model.ts'
import type { Day } from '../time/day.ts'

/** A stored score as signals need it. */
export interface ScorePoint {
	day: Day
	/** null: no score. */
	score: number | null
	level: BandLevel | null
	/** Version of the operating model that it was made with. */
	modelVersion: number
	/** Kept from an earlier day because the data were not there. */
	isHeld: boolean
}

/** Most days before the wanted one that a score may be taken from, where none is stored on it. */
const reachDays = 3

/** The score on the day or at most three days before it; `points` ascending by day. */
export function findScoreOn(points: readonly ScorePoint[], day: Day): ScorePoint | undefined {
	const found = points.findLast(point => point.day <= day)
	return found && found.day >= day - reachDays ? found : undefined
}

/**
 * Points gained (negative: lost) against the score `days` before. Unknown without either score, while the present
 * one is held, and across two versions of the model: then the rule may have changed, not the customer.
 */
export function scoreChange(points: readonly ScorePoint[], asOf: Day, days: number): number | null {
	const now = findScoreOn(points, asOf)
	const before = findScoreOn(points, asOf - days)
	if (!now || !before || now.isHeld || now.score === null || before.score === null) return null
	return now.modelVersion === before.modelVersion ? now.score - before.score : null
}

/**
 * Days in a row up to the date in the good band, 1 on its first day; 0 in any other band, null without a band.
 * Days without a stored score (scores are kept weekly after 90 days) and held ones do not break the row.
 */
export function healthyForDays(points: readonly ScorePoint[], asOf: Day): number | null {
	const until = points.filter(point => point.day <= asOf)
	const now = until.at(-1)
	if (!now || now.level === null || now.day < asOf - reachDays) return null
	if (now.level !== 'good') return 0
	let first = now.day
	for (const point of until.reverse()) {
		if (point.level !== null && point.level !== 'good') break
		if (point.level === 'good') first = point.day
	}
	return asOf - first + 1
}

/** Milestones that tell of a further team begin with this word: `team`, `new team`, `team_finance_onboarded`. */
const teamMilestone = /^\s*(new[ _-]?)?team/i

/** Teams that were onboarded in the last 90 days, by the milestones named after them. */
export function countNewTeams(
	milestones: readonly { milestone: string; reachedOn: Day }[],
	asOf: Day,
): number {
	return milestones.filter(
		({ milestone, reachedOn }) => teamMilestone.test(milestone) && reachedOn <= asOf && reachedOn > asOf - 90,
	).length
}

/** Names that this file adds to metrics, account fields and score fields, with the type of each. */
export const derivedSignalNames = {
	score_change_14d: 'number',
	score_change_28d: 'number',
	healthy_for_days: 'number',
	stage_overdue_days: 'number',
	milestone_overdue_days: 'number',
	new_teams_90d: 'number',
} as const satisfies Record<string, 'number'>

/** Everything that signals may ask for beside metrics and account fields, with where it comes from. */
export interface DerivedInput {
	asOf: Day
	/** Scores up to the date, ascending by day. */
	points: readonly ScorePoint[]
	/** Days over the usual duration of the account's lifecycle stage; null where it has none. */
	stageOverdueDays: number | null
	/** Days that the most overdue milestone of its plan is late; 0 where none is. */
	milestoneOverdueDays: number | null
	/** Milestones reached up to the date; null where no milestones were ever loaded. */
	milestones: readonly { milestone: string; reachedOn: Day }[] | null
}

/** Name → value, as the condition language takes it. */
export function deriveValues(input: DerivedInput): Map<string, number | string | boolean | null> {
	const now = findScoreOn(input.points, input.asOf)
	return new Map<string, number | string | boolean | null>([
		['score', now?.score ?? null],
		['level', now?.level ?? null],
		['score_change_14d', scoreChange(input.points, input.asOf, 14)],
		['score_change_28d', scoreChange(input.points, input.asOf, 28)],
		['healthy_for_days', healthyForDays(input.points, input.asOf)],
		['stage_overdue_days', input.stageOverdueDays],
		['milestone_overdue_days', input.milestoneOverdueDays],
		['new_teams_90d', input.milestones && countNewTeams(input.milestones, input.asOf)],
	])
}
