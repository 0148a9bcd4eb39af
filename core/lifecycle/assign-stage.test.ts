import { describe, expect, it } from 'vitest'
import { defaultStages } from '../catalog/stages.ts'
import { assignStage, prepareStages } from './assign-stage.ts'

describe('assignStage', () => {
	const stages = prepareStages(defaultStages)
	it.each<[string | null, Record<string, number>, string | null]>([
		[null, {}, null],
		[null, { tenure_days: 3 }, 'onboarding'],
		[null, { tenure_days: 3, first_value_reached: 0 }, 'onboarding'],
		['onboarding', { tenure_days: 30, first_value_reached: 0, days_to_renewal: 60 }, 'onboarding'],
		['onboarding', { tenure_days: 30, first_value_reached: 1 }, 'adoption'],
		['onboarding', { tenure_days: 84 }, 'adoption'],
		['adoption', { tenure_days: 100, feature_breadth_share_28d: 0.6 }, 'value_realisation'],
		[
			'value_realisation',
			{ tenure_days: 200, feature_breadth_share_28d: 0.6, seats_used_share: 0.95 },
			'expansion',
		],
		['expansion', { tenure_days: 220, feature_breadth_share_28d: 0.6, seats_used_share: 0.85 }, 'expansion'],
		[
			'expansion',
			{ tenure_days: 220, feature_breadth_share_28d: 0.6, seats_used_share: 0.7 },
			'value_realisation',
		],
		['expansion', { tenure_days: 260, seats_used_share: 0.95, days_to_renewal: 120 }, 'renewal'],
		['renewal', { tenure_days: 370, days_to_renewal: -5 }, 'renewal'],
		['renewal', { tenure_days: 370, days_to_renewal: 360 }, 'adoption'],
		// Nothing known: nobody moves.
		['renewal', {}, 'renewal'],
		['value_realisation', {}, 'value_realisation'],
		// A stage that the model no longer has.
		['trial', { tenure_days: 100 }, 'adoption'],
		['trial', {}, null],
	])('from %s with %j to %s', (present, values, stage) => {
		expect(assignStage(stages, present, name => values[name])).toBe(stage)
	})
})
