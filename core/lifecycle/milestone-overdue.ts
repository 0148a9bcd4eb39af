import type { PlanMilestone } from '../model/lifecycle-stage.ts'
import type { Day } from '../time/day.ts'

/** This long after its last due day a plan is over: what was not reached by then is no longer work. */
const afterPlanDays = 90

/**
 * Days by which the most overdue milestone of the onboarding plan is late: 0 where none is, null where the contract's
 * start is unknown or the plan is over. A plan's day 1 is the day on which the contract starts.
 *
 * @param reached names of the milestones reached by the date
 */
export function milestoneOverdueDays(
	plan: readonly Pick<PlanMilestone, 'milestone' | 'dueDay'>[],
	reached: ReadonlySet<string>,
	contractStartedOn: Day | null,
	asOf: Day,
): number | null {
	if (contractStartedOn === null || plan.length === 0) return null
	const lastDueOn = contractStartedOn + Math.max(...plan.map(({ dueDay }) => dueDay)) - 1
	if (asOf > lastDueOn + afterPlanDays) return null
	const late = plan
		.filter(({ milestone }) => !reached.has(milestone))
		.map(({ dueDay }) => asOf - (contractStartedOn + dueDay - 1))
	return Math.max(0, ...late)
}
