import { describe, expect, it } from 'vitest'
import type { Condition } from '../model/condition.ts'
import { checkCondition } from './check-condition.ts'
import { conditionCatalogue } from './condition-catalogue.ts'
import { findNearestName } from './nearest-name.ts'
import { parseCondition } from './parse-condition.ts'

const metrics = [
	{ id: 'arr' },
	{ id: 'logins_28d' },
	{ id: 'logins_change_14d' },
	{ id: 'nps_latest_180d' },
	{ id: 'champion_present', unit: 'flag' as const },
]
const parts = {
	metrics,
	segments: ['strategic', 'growth', 'tech_touch'],
	stages: ['onboarding'],
	bands: ['healthy', 'critical'],
	further: { score_change_14d: 'number', threshold: 'number', has_owner: 'boolean' } as const,
}
const catalogue = conditionCatalogue('after the score', parts)

function check(text: string, names = catalogue): string[] {
	const parsed = parseCondition(text)
	if (!parsed.ok) throw new Error(parsed.problem.message)
	return checkCondition(parsed.condition, names, parsed.places).map(
		({ message, at, length }) => `${text.slice(at, at + length)}: ${message}`,
	)
}

describe('checkCondition', () => {
	it.each([
		'logins_change_14d <= -0.4 and arr >= 20000',
		'segment in ("strategic", "growth") and not (nps_latest_180d is known)',
		'created_on >= 2025-01-31 and created_on between 2024-01-01 and 2025-01-01',
		'attributes."Go live" < 2025-01-31 or attributes.plan = "Gold" or attributes.Seats > 5 or attributes.Seats * 2 > 5',
		'champion_present or champion_present = false or champion_present = 0',
		'score_change_14d <= threshold and not has_owner',
		'arr / (logins_28d - 1) > 5',
		'band = "critical" and level in ("alarm", "watch") and risk != "low" and score < 40',
		'industry != region',
		'1 = 1',
	])('finds nothing wrong with %s', text => {
		expect(check(text)).toEqual([])
	})

	it.each([
		['login_28d > 1', ['login_28d: there is no metric or field "login_28d"; did you mean "logins_28d"?']],
		['ARR > 1', ['ARR: there is no "ARR"; did you mean "arr"?']],
		[
			'zzzzzz > 1',
			['zzzzzz: there is no metric or field "zzzzzz"; a custom attribute is written attributes.zzzzzz'],
		],
		['segment = "strategik"', ['"strategik": there is no segment "strategik"; did you mean "strategic"?']],
		[
			'"tech-touch" = segment',
			['"tech-touch": there is no segment "tech-touch"; did you mean "tech_touch"?'],
		],
		['stage in ("renewal")', ['"renewal": there is no stage "renewal"; there is: onboarding']],
		[
			'arr = "20000"',
			[
				'arr = "20000": expected two values of one type, found arr (a number) and "20000" (text); a number is written without quotes',
			],
		],
		[
			'created_on > "2025-01-31"',
			[
				'created_on > "2025-01-31": expected two values of one type, found created_on (a date) and "2025-01-31" (text); a date is written without quotes: 2025-01-31',
			],
		],
		['industry > "A"', ['industry > "A": industry (text) has no order: use =, != or in']],
		['attributes.plan > "A"', ['attributes.plan > "A": "A" (text) has no order: use =, != or in']],
		['champion_present < true', ['champion_present < true: true (yes or no) has no order: use =, != or in']],
		['industry + 1 > 2', ['industry: expected a number beside "+", found industry (text)']],
		['-industry > 2', ['industry: expected a number after "-", found industry (text)']],
		['arr / 0 > 1', ['arr / 0: division by zero']],
		['arr / (2 - 2) > 1', ['arr / (2 - 2): division by zero']],
		['arr / -(0 * 5) > 1', ['arr / -(0 * 5): division by zero']],
		['arr', ['arr: expected a comparison such as arr > 0, found arr alone, which is a number']],
		['arr between 5 and 1', ['arr between 5 and 1: expected the lower end first, found between 5 and 1']],
		[
			'aarr > 1 or segmnt = "x"',
			[
				'aarr: there is no metric or field "aarr"; did you mean "arr"?',
				'segmnt: there is no metric or field "segmnt"; did you mean "segment"?',
			],
		],
		[
			'arr in (1, "a")',
			[
				'"a": expected two values of one type, found arr (a number) and "a" (text); a number is written without quotes',
			],
		],
	])('of %s says %j', (text, problems) => {
		expect(check(text)).toEqual(problems)
	})

	it.each([
		['segment', 'segment = "growth"'],
		['stage', 'stage = "onboarding"'],
		['stage', 'score > 5'],
		['health model', 'band = "critical"'],
	] as const)('refuses for a %s what is decided later: %s', (place, text) => {
		expect(check(text, conditionCatalogue(place, parts))[0]).toContain('is not known yet')
	})

	it('refuses a tree that is too large', () => {
		const term: Condition = { kind: 'is', state: 'known', value: { kind: 'name', name: 'arr' } }
		const condition: Condition = { kind: 'or', of: Array.from({ length: 1000 }, () => term) }
		expect(checkCondition(condition, catalogue)[0]?.message).toContain('at most 200 terms')
	})
})

describe('findNearestName', () => {
	it.each([
		['logins_8d', 'logins_28d'],
		['lgoins_28d', 'logins_28d'],
		['Logins 28d', 'logins_28d'],
		['tickets_opened', undefined],
		['', undefined],
		['xy', undefined],
	])('%s → %s', (name, nearest) => {
		expect(findNearestName(name, ['arr', 'logins_28d'])).toBe(nearest)
	})
})
