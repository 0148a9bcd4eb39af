import { describe, expect, it } from 'vitest'
import type { ConditionName } from './condition-name.ts'
import { sayCondition } from './say-condition.ts'
import { joinConditions, splitCondition } from './split-condition.ts'

function name(id: string, label: string, unit: ConditionName['unit'] = null): [string, ConditionName] {
	return [
		id,
		{ name: id, label, type: 'number', choices: null, unit, better: null, meaning: null, group: 'metric' },
	]
}
const names = new Map([
	name('score', 'Health'),
	name('logins_change_14d', 'Login change over 14 days', 'change'),
	name('days_to_renewal', 'Days to renewal', 'days'),
	name('level', 'Level'),
])

describe('filters as sentences', () => {
	it.each([
		['score < 60', 'Health is below 60'],
		['logins_change_14d <= -0.4', 'Login change over 14 days is at most −40 %'],
		['days_to_renewal between 0 and 90', 'Days to renewal is from 0 days to 90 days'],
		['level in ("watch", "alarm")', 'Level is watch or alarm'],
		['score is unknown', 'Health is unknown'],
		['segment = "tech_touch"', 'segment is tech touch'],
		[
			'score < 60 or (level = "watch" and arr > 9)',
			'Health is below 60 or (Level is watch and arr is above 9)',
		],
	])('%s', (text, sentence) => {
		expect(splitCondition(text)?.map(part => sayCondition(part, names))).toEqual([sentence])
	})
	it('takes a filter apart and puts it together again', () => {
		const text = 'score < 60 and (segment = "growth" or arr > 1000) and days_to_renewal <= 90'
		expect(splitCondition(text)).toHaveLength(3)
		expect(joinConditions(splitCondition(text) ?? [])).toBe(text)
	})
	it('knows what is no condition, and what is none at all', () => {
		expect(splitCondition('score <')).toBeUndefined()
		expect(splitCondition(' ')).toEqual([])
		expect(joinConditions([])).toBeUndefined()
	})
})
