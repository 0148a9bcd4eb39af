import { describe, expect, it } from 'vitest'
import { getCondition, parseCondition } from './parse-condition.ts'
import { printCondition } from './print-condition.ts'

describe('parseCondition', () => {
	it('reads comparison, arithmetic and signs', () => {
		expect(getCondition('logins_change_14d <= -0.4 and arr >= 20000')).toEqual({
			kind: 'and',
			of: [
				{
					kind: 'compare',
					operator: '<=',
					left: { kind: 'name', name: 'logins_change_14d' },
					right: { kind: 'number', value: -0.4 },
				},
				{
					kind: 'compare',
					operator: '>=',
					left: { kind: 'name', name: 'arr' },
					right: { kind: 'number', value: 20000 },
				},
			],
		})
	})

	it.each([
		// text as written, text as printed
		['segment in ("strategic", "growth")', 'segment in ("strategic", "growth")'],
		["segment in ('it''s')", undefined],
		["segment in ('it\\'s \"x\"')", 'segment in ("it\'s \\"x\\"")'],
		['days_to_renewal between 0 and 120', 'days_to_renewal between 0 and 120'],
		['a not between 0 and 1 and b>1', 'a not between 0 and 1 and b > 1'],
		['nps_latest_180d is known', 'nps_latest_180d is known'],
		['nps_latest_180d is not known', 'nps_latest_180d is unknown'],
		['NOT (a > 1 OR b)', 'not (a > 1 or b)'],
		['a > 1 and b > 1 or c > 1 and d > 1', 'a > 1 and b > 1 or c > 1 and d > 1'],
		['a > 1 and (b > 1 or c > 1)', 'a > 1 and (b > 1 or c > 1)'],
		['((a > 1))', 'a > 1'],
		['(a + b) * 2 > -(c - 1) / 3', '(a + b) * 2 > -(c - 1) / 3'],
		['a - (b - c) = a - b - c', 'a - (b - c) = a - b - c'],
		['a-1 > 0', 'a - 1 > 0'],
		['a == 1', 'a = 1'],
		['not a = 1 and b', 'not (a = 1) and b'],
		['created_on >= 2025-01-31', 'created_on >= 2025-01-31'],
		['2025 - 10 - 31 > a', '2025 - 10 - 31 > a'],
		['attributes.plan = "Gold"', 'attributes.plan = "Gold"'],
		['attributes."Support plan" != "x"', 'attributes."Support plan" != "x"'],
		['attributes.in = "x"', 'attributes.in = "x"'],
		['a > .5 and b < 1e3', 'a > 0.5 and b < 1000'],
		['champion_present = true', 'champion_present = true'],
		['a\n  > 1', 'a > 1'],
	])('%s → %s', (text, printed) => {
		const parsed = parseCondition(text)
		expect(parsed.ok ? printCondition(parsed.condition) : undefined).toBe(printed)
	})

	it.each([
		['', 0, 'expected a condition such as arr >= 20000, found the end of the condition'],
		['arr >=', 6, 'expected a name, a number, a date or text in quotes, found the end of the condition'],
		['arr >= 20k', 7, 'expected a number such as 25000 or 0.4, found "20k"'],
		['arr', undefined, ''],
		['20000', 0, 'compared with nothing'],
		['arr >= 1 arr', 9, 'expected "and", "or" or the end of the condition, found "arr"'],
		['1 < arr < 5', 8, 'a range is written x between 1 and 5'],
		['arr > 1 && b', 8, 'write "and"'],
		['segment in (growth)', 12, 'text is written in quotes: "growth"'],
		['segment in "growth"', 11, 'expected "(" after "in", found the text "growth"'],
		['segment in ("a"', 15, 'expected ")" or "," after a value of "in"'],
		['segment = "growth', 10, 'no closing quote'],
		['segment = “growth”', 10, 'straight quotes'],
		['a between 1 or 2', 12, 'expected "and" between the two ends'],
		['a is 5', 5, 'expected "known" or "unknown" after "is"'],
		['(a > 1', 6, 'expected ")" for the "(" at character 1'],
		['(a > 1) + 2 > 3', 1, 'expected a value, found a condition'],
		['a + b', 0, 'compared with nothing'],
		['a > 2025-02-31', 4, 'there is no 2025-02-31 in the calendar'],
		['account.name = "x"', 0, 'only attributes have a dot'],
		['attributes. = 1', 0, 'expected an attribute after "attributes."'],
		['a not 5', 2, 'expected a comparison, "in", "between" or "is", found "not"'],
		['a > 1e999', 4, 'too large'],
		['a > 40%', 6, '40 % is 0.4'],
		['a = "x\ny"', 4, 'text on one line'],
	])('of %j says where (%s) and what was expected', (text, at, message) => {
		const parsed = parseCondition(text)
		if (at === undefined) {
			expect(parsed.ok).toBe(true)
			return
		}
		expect(parsed.ok).toBe(false)
		if (parsed.ok) return
		expect(parsed.problem.at).toBe(at)
		expect(parsed.problem.message).toContain(message)
	})

	it.each([
		['1,000 terms', Array.from({ length: 1000 }, (_, index) => `m${index} > 1`).join(' or '), '200 terms'],
		['201 terms', Array.from({ length: 201 }, () => 'm > 1').join(' or '), '200 terms, found 201'],
		['21 levels', `${'not ('.repeat(19)}a > 1${')'.repeat(19)}`, '20 deep'],
		['15,000 parentheses', '('.repeat(15_000), '20 deep'],
		['9,000 minus signs', `a > ${'- '.repeat(9_000)}a`, '20 deep'],
		['too many characters', `a = "${'x'.repeat(20_000)}"`, '20000 characters'],
		['501 choices', `a in (${Array.from({ length: 501 }, () => 1).join(',')})`, '500 values'],
	])('refuses %s', (_, text, message) => {
		const parsed = parseCondition(text)
		expect(parsed.ok ? '' : parsed.problem.message).toContain(message)
	})

	it.each([
		['200 terms', Array.from({ length: 200 }, () => 'm > 1').join(' or ')],
		['20 levels', `${'not ('.repeat(18)}a > 1${')'.repeat(18)}`],
	])('accepts %s', (_, text) => {
		expect(parseCondition(text).ok).toBe(true)
	})

	it('knows the place of every node', () => {
		const text = 'a > 1 and (b + 2 = 3)'
		const parsed = parseCondition(text)
		if (!parsed.ok || parsed.condition.kind !== 'and') throw new Error('expected an and')
		const shown = parsed.condition.of.map(part => {
			const { at, length } = parsed.places.get(part) ?? { at: -1, length: 0 }
			return text.slice(at, at + length)
		})
		expect(shown).toEqual(['a > 1', 'b + 2 = 3'])
	})

	it('throws from getCondition with the place', () => {
		expect(() => getCondition('arr >')).toThrow('(character 6 of: arr >)')
	})
})
