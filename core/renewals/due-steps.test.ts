import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RenewalStep } from '../model/renewal.ts'
import { localDayOf } from '../time/zone.ts'
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

	it('begin with the local day, whatever the zone and whether the clock changes', () => {
		const zones = [
			'UTC',
			'Asia/Kolkata',
			'Pacific/Kiritimati',
			'America/St_Johns',
			'Europe/Berlin',
			'Asia/Beirut',
		]
		const hourMs = 3_600_000
		fc.assert(
			fc.property(
				fc.constantFrom(...zones),
				fc.integer({ min: 19_000 * 24, max: 22_000 * 24 }),
				fc.constantFrom(...steps),
				(zone, hour, step) => {
					const local = localDayOf(hour * hourMs, zone)
					const on = { ...renewal, renewalOn: local + step.daysBefore }
					expect(findDueStep(on, steps, local, 0)?.stepOn).toBe(local)
					// An hour in which the local day is the one before does not know of it yet.
					const before = localDayOf((hour - 25) * hourMs, zone)
					expect(before).toBeLessThan(local)
					expect(findDueStep(on, steps, before, 0)?.stepOn ?? before).toBeLessThan(local)
				},
			),
			{ seed: 7, numRuns: 500 },
		)
	})
})
