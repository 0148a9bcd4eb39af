import { describe, expect, it } from 'vitest'
import { printCondition } from '../../core/conditions/print-condition.ts'
import { conditionToDraft, draftToCondition } from './condition-draft.ts'
import type { ConditionName } from './condition-name.ts'
import { splitCondition } from './split-condition.ts'

function name(id: string, type: ConditionName['type'], unit: ConditionName['unit'] = null): ConditionName {
	return { name: id, label: id, type, choices: null, unit, better: null, meaning: null, group: 'metric' }
}
const names = new Map(
	[
		name('score', 'number'),
		name('logins_change_14d', 'number', 'change'),
		name('created_on', 'day'),
		name('segment', 'text'),
		name('champion_present', 'flag'),
		name('attributes.plan', 'attribute'),
	].map(entry => [entry.name, entry]),
)

describe('filter forms', () => {
	it.each([
		'score < 60',
		'logins_change_14d <= -0.4',
		'created_on >= 2025-01-31',
		'segment = "growth"',
		'champion_present',
		'not (champion_present)',
		'score is unknown',
		'attributes.plan = "gold"',
	])('%s goes to the form and back', text => {
		const [condition] = splitCondition(text) ?? []
		const draft = condition && conditionToDraft(condition, names)
		const again = draft && draftToCondition(draft, names.get(draft.name))
		expect(again && printCondition(again)).toBe(text)
	})
	it('shows shares as per cent', () => {
		const [condition] = splitCondition('logins_change_14d <= -0.4') ?? []
		expect(condition && conditionToDraft(condition, names)?.value).toBe('-40')
	})
	it.each([
		['score', 'many'],
		['score', ''],
		['created_on', '31/02/2025'],
		['segment', ''],
	])('does not take %s "%s"', (id, value) => {
		expect(draftToCondition({ name: id, operator: '=', value }, names.get(id))).toBeUndefined()
	})
})
