import type { Renewal, RenewalStep } from '../model/renewal.ts'
import type { Day } from '../time/day.ts'

export interface DueStep {
	step: RenewalStep
	/** The day that the step falls on: so many days before the renewal. */
	stepOn: Day
}

/**
 * The step that an open renewal stands at on a date: the latest one whose day has come. Steps that were passed
 * before the renewal was opened, or before `firesFrom` (the first day that may make work), call for nothing; nor do
 * steps that the next one has overtaken.
 */
export function findDueStep(
	renewal: Pick<Renewal, 'renewalOn' | 'stage' | 'withdrawnOn'>,
	steps: readonly RenewalStep[],
	asOf: Day,
	firesFrom: Day,
): DueStep | undefined {
	if (renewal.withdrawnOn !== null) return undefined
	if (renewal.stage === 'closed_renewed' || renewal.stage === 'closed_churned') return undefined
	const latest = steps
		.map(step => ({ step, stepOn: renewal.renewalOn - step.daysBefore }))
		.filter(({ stepOn }) => stepOn <= asOf)
		.sort((a, b) => b.stepOn - a.stepOn)[0]
	return latest && latest.stepOn >= firesFrom ? latest : undefined
}
