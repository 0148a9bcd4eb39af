import type { ForecastState } from '../model/forecast.ts'
import type { Day } from '../time/day.ts'
import type { QuarterResidual } from './common-shock.ts'
import { type Period, quarterAfter, quarterOf } from './period.ts'

/** A residual and the quarter that it is of. */
export interface NamedResidual extends QuarterResidual {
	quarter: string
}

interface PastDecision {
	renewalOn: Day
	state: ForecastState
}

/** What is undecided so many days after a quarter's end has slipped: until then nothing is said of the quarter. */
const decidedAfterDays = 30

/**
 * How far the quarters between two days lay from the rate of all of them: what says how much renewals share, long
 * before a forecast of one's own is old enough to tell. A quarter is part of the rate that it is held against, which
 * shrinks its residual by √(1 − its share of all decisions); it is made up for. Quarters before the first churn that
 * is known are left out: a history without those who left says nothing of bad quarters.
 */
export function pastResiduals(decisions: readonly PastDecision[], from: Day, asOf: Day): NamedResidual[] {
	const quarters = quartersBetween(from, asOf)
		.map(quarter => countOf(decisions, quarter))
		.filter(({ decided }) => decided > 0)
	const known = quarters.slice(
		Math.max(
			0,
			quarters.findIndex(({ churned }) => churned > 0),
		),
	)
	const decided = known.reduce((sum, quarter) => sum + quarter.decided, 0)
	const renewed = known.reduce((sum, quarter) => sum + quarter.renewed, 0)
	const rate = renewed / decided
	if (known.length < 2 || !(rate > 0 && rate < 1)) return []
	return known.map(quarter => ({
		quarter: quarter.name,
		residual: (quarter.renewed - rate * quarter.decided) / Math.sqrt(1 - quarter.decided / decided),
		variance: quarter.decided * rate * (1 - rate),
	}))
}

function quartersBetween(from: Day, asOf: Day): Period[] {
	const quarters: Period[] = []
	for (
		let quarter = quarterOf(from);
		quarter.to + decidedAfterDays <= asOf;
		quarter = quarterAfter(quarter, 1)
	) {
		if (quarter.from >= from) quarters.push(quarter)
	}
	return quarters
}

function countOf(decisions: readonly PastDecision[], { name, from, to }: Period) {
	const within = decisions.filter(({ renewalOn }) => renewalOn >= from && renewalOn <= to)
	return {
		name,
		decided: within.length,
		renewed: within.filter(({ state }) => state === 'renewed').length,
		churned: within.filter(({ state }) => state === 'churned').length,
	}
}
