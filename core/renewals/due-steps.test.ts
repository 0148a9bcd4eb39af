import { describe, expect, it } from 'vitest'
import { RenewalStep } from '../model/renewal.ts'
import { findDueStep } from './due-steps.ts'

const steps = [0, 30, 60, 90, 120].map(daysBefore =>
	RenewalStep.parse({
		id: `step_${daysBefore}`,
		name: 'Step',
		daysBefore,
		title: 'Do it',
		reason: 'Due',
		doneWhen: 'Done',
	}),
)
const renewal = { renewalOn: 1000, stage: 'open' as const, withdrawnOn: null }

describe('due steps', () => {
	it.each([
		[879, 0, undefined],
		[880, 0, 120],
		[909, 0, 120],
		[910, 0, 90],
		[999, 0, 30],
		[1000, 0, 0],
		[1100, 0, 0],
		[935, 911, undefined],
		[940, 911, 60],
	])('on %d, with work from %d on: %s', (asOf, firesFrom, daysBefore) => {
		expect(findDueStep(renewal, steps, asOf, firesFrom)?.step.daysBefore).toBe(daysBefore)
	})

	it('are none once decided or withdrawn', () => {
		expect(findDueStep({ ...renewal, stage: 'closed_churned' }, steps, 950, 0)).toBeUndefined()
		expect(findDueStep({ ...renewal, stage: 'closed_renewed' }, steps, 950, 0)).toBeUndefined()
		expect(findDueStep({ ...renewal, withdrawnOn: 940 }, steps, 950, 0)).toBeUndefined()
	})
})
