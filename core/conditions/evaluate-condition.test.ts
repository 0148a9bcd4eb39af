import { describe, expect, it } from 'vitest'
import { evaluateCondition } from './evaluate-condition.ts'
import { getCondition } from './parse-condition.ts'

const values: Record<string, number | string | boolean | null> = {
	arr: 20000,
	drop: -0.4,
	zero: 0,
	missing: null,
	broken: Number.NaN,
	endless: Number.POSITIVE_INFINITY,
	industry: 'retail',
	flag: 1,
	yes: true,
	created_on: 20_119,
	'attributes.Seats': '12',
	'attributes.Plan': 'Gold',
	'attributes.Go live': '2025-02-01',
	signed_on: '2025-01-31',
}

describe('evaluateCondition', () => {
	it.each([
		['drop <= -0.4 and arr >= 20000', true],
		['drop < -0.4 or arr > 20000', false],
		// unknown decides nothing by itself …
		['missing > 1', null],
		['broken > 1', null],
		['endless > 1', null],
		['never_heard_of > 1', null],
		['not (missing > 1)', null],
		['missing = missing', null],
		['missing != 1', null],
		['missing in (1, 2)', null],
		['missing + 1 > arr', null],
		['missing > 1 and arr > 1', null],
		['missing > 1 or arr < 1', null],
		// … but what the rest decides stays decided
		['missing > 1 and arr < 1', false],
		['missing > 1 or arr > 1', true],
		['arr between missing and 5', false],
		['arr between missing and 50000', null],
		// knowing is always yes or no
		['missing is known', false],
		['missing is unknown', true],
		['broken is unknown', true],
		['arr is known', true],
		['arr + missing is known', false],
		['not (missing is known)', true],
		// zero is known
		['zero = 0', true],
		['zero is known', true],
		['arr / zero > 1', null],
		['arr / zero is unknown', true],
		['1e308 * 10 > 1', null],
		['days between 0 and 120', null],
		['arr between 20000 and 20000', true],
		['arr not between 20000 and 20000', false],
		['industry = "retail"', true],
		['industry = "Retail"', false],
		['industry != "health"', true],
		['industry not in ("retail", "health")', false],
		['industry < "z"', null],
		['industry = 5', null],
		['flag', true],
		['zero', false],
		['missing', null],
		['yes and flag = true', true],
		['flag = false', false],
		['created_on = 2025-01-31', true],
		['created_on < 2025-01-31', false],
		['signed_on = 2025-01-31 and signed_on = created_on', true],
		['attributes."Go live" > 2025-01-31', true],
		['attributes."Go live" = "2025-02-01"', true],
		['attributes.Plan > 2025-01-31', null],
		['attributes.Seats > 5', true],
		['attributes.Seats = "12"', true],
		['attributes.Seats * 2 = 24', true],
		['attributes.Plan > 5', null],
		['2 + 3 * 4 = 14 and (2 + 3) * 4 = 20 and 8 / 4 / 2 = 1 and 8 - 4 - 2 = 2', true],
		['-arr = -20000', true],
	])('%s → %s', (text, truth) => {
		expect(evaluateCondition(getCondition(text), name => values[name])).toBe(truth)
	})
})
