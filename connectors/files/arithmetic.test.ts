import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateArithmetic, parseArithmetic } from './arithmetic.ts'

const columns: Record<string, string> = {
	mrr: '0.1',
	seats: '3',
	zero: '0',
	'Unit price': '-2.50',
	empty: '',
	word: 'x',
}
function resultOf(text: string): unknown {
	return evaluateArithmetic(parseArithmetic(text), name => columns[name] ?? '')
}

describe('arithmetic', () => {
	it.each([
		['mrr + 0.2', '0.3'],
		['1 + 2 * 3', '7'],
		['(1 + 2) * 3', '9'],
		['10 - 2 - 3', '5'],
		['12 / 2 / 3', '2'],
		['-seats * -2', '6'],
		['[Unit price] * 12', '-30'],
		['1 / seats * seats', '1'],
		['2 / 3', '0.666666666667'],
		['-2 / 3', '-0.666666666667'],
		['empty * 2', ''],
		['1 / zero', { failure: 'division by zero' }],
		['word + 1', { failure: 'expected a number in word, got x' }],
	])('%s = %j', (text, value) => {
		expect(resultOf(text)).toEqual(value)
	})

	it.each(['', '1 +', '(1', '1 2', '* 2', '1 % 2', '[]'])('refuses %j', text => {
		expect(() => parseArithmetic(text)).toThrow(/^expected /)
	})

	it('is exact with integers of any size', () => {
		fc.assert(
			fc.property(fc.bigInt(), fc.bigInt(), fc.bigInt({ min: 1n }), (one, other, divisor) => {
				const read = (name: string) => String({ a: one, b: other, c: divisor }[name])
				const result = evaluateArithmetic(parseArithmetic('(a * c + b * c) / c - b'), read)
				const tooLong = [one, other, divisor].some(value => String(value).length > 60)
				expect(tooLong || result === String(one)).toBe(true)
			}),
			{ seed: 3, numRuns: 300 },
		)
	})
})
