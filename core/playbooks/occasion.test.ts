import { describe, expect, it } from 'vitest'
import { defaultModel } from '../catalog/default-model.ts'
import { getDay } from '../time/day.ts'
import { bandOccasion, handOccasion, sayOccasion, signalOccasion, stageOccasion } from './occasion.ts'
import { playbookNames } from './playbook-names.ts'
import { sayStep, sayTrigger } from './say-playbook.ts'

const names = playbookNames(defaultModel)
const day = getDay('2026-10-31')

describe('names of the operating model', () => {
	it.each([
		[signalOccasion('champion_left', day, 'in'), 'Champion left since 2026-10-31'],
		[signalOccasion('champion_left', day, 'exit'), 'Champion left, open since 2026-10-31, is over'],
		[bandOccasion('alarm', day), 'Health was Critical on 2026-10-31'],
		[stageOccasion('adoption', day), 'Lifecycle stage was Adoption on 2026-10-31'],
		['milestone.first_value:2026-10-3114', '14 days after the milestone first value on 2026-10-31'],
		[signalOccasion('gone', day, 'in'), 'gone since 2026-10-31'],
		[handOccasion('ana@example.com', new Date(0)), 'Started by hand by ana@example.com'],
		[
			`${handOccasion('key CRM (ana@example.com)', new Date(0))}+done`,
			'Started by hand by key CRM (ana@example.com)',
		],
	])('stand in what is said of %s', (occasion, said) => {
		expect(sayOccasion(occasion, names)).toBe(said)
	})
	it('stand in what is said of triggers', () => {
		expect(sayTrigger({ kind: 'band', to: ['watch', 'alarm'] }, names)).toBe(
			'When health becomes At risk or Critical',
		)
		expect(sayTrigger({ kind: 'stage', to: 'adoption' }, names)).toBe(
			'When the lifecycle stage becomes Adoption',
		)
	})
	it('leave ids of addresses out of what is said of steps', () => {
		const step = {
			id: 'tell',
			kind: 'webhook',
			endpoint: 'ep_1234',
			event: 'account.at_risk',
			waits: true,
		} as const
		expect(sayStep(step)).toBe('Call another program: account.at_risk')
	})
})
