import { describe, expect, it } from 'vitest'
import { printCsv } from './print-csv.ts'

describe('a table as CSV', () => {
	it.each([
		['=1+1', `'=1+1`],
		['+49 30 1', `'+49 30 1`],
		['-cmd', `'-cmd`],
		['-12.50', '-12.50'],
		['@SUM(A1)', `'@SUM(A1)`],
		['  =1', `'  =1`],
		['\t=1', `"'\t=1"`],
		['Own, Ltd', '"Own, Ltd"'],
		['say "no"', '"say ""no"""'],
		['two\nlines', '"two\nlines"'],
		[null, ''],
		[0, '0'],
		[-3, '-3'],
		[true, 'true'],
	])('%j is written %j', (value, expected) => {
		expect(printCsv({ header: ['a'], rows: [[value]] })).toBe(`\uFEFFa\r\n${expected}\r\n`)
	})
})
