import { describe, expect, it } from 'vitest'
import { getHealthPreset } from '../catalog/health-presets.ts'
import { chooseHealthModel, prepareHealthModels } from './choose-health-model.ts'

const starter = { ...getHealthPreset('starter'), when: 'stage = "onboarding"' }
const outcome = { ...getHealthPreset('outcome'), when: 'segment = "strategic" or nps_latest_180d < 5' }
const classic = getHealthPreset('classic')

describe('chooseHealthModel', () => {
	const choices = prepareHealthModels([starter, outcome, classic])
	it.each([
		[{ stage: 'onboarding', segment: 'strategic' }, 'starter'],
		[{ stage: 'adoption', segment: 'strategic' }, 'outcome'],
		[{ stage: 'adoption', segment: 'growth', nps_latest_180d: 3 }, 'outcome'],
		[{ stage: 'adoption', segment: 'growth', nps_latest_180d: 8 }, 'classic'],
		// Unknown claims nobody.
		[{ segment: 'growth' }, 'classic'],
		[{}, 'classic'],
	])('of %j is %s', (values: Record<string, string | number>, id) => {
		expect(chooseHealthModel(choices, name => values[name]).id).toBe(id)
	})
	it('throws without a default', () => {
		expect(() => chooseHealthModel(prepareHealthModels([starter]), () => null)).toThrow(
			'default health model',
		)
	})
})
