import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCsvRecord } from './csv-record.ts'

function readAll(text: string, delimiter = ','): string[][] {
	const records: string[][] = []
	for (let place = 0; place < text.length; ) {
		const record = readCsvRecord(text, place, delimiter)
		if (record.state !== 'read') throw new Error(record.state)
		records.push(record.cells)
		place = record.end
	}
	return records
}

describe('readCsvRecord', () => {
	it.each([
		['a,b\n', [['a', 'b']]],
		['a,b', [['a', 'b']]],
		[
			'a,"b,\n""c"""\r\nd,e\r\n',
			[
				['a', 'b,\n"c"'],
				['d', 'e'],
			],
		],
		['"",\n', [['', '']]],
		['5" pipe,x\n', [['5" pipe', 'x']]],
		['a, "b,c"\n', [['a', 'b,c']]],
		['"a"', [['a']]],
		['a,"b"\r', [['a', 'b']]],
	])('%j', (text, cells) => {
		expect(readAll(text)).toEqual(cells)
	})

	it('reads back whatever was written', () => {
		const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', ' ', 'é') })
		const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 })
		fc.assert(
			fc.property(
				table,
				fc.constantFrom(',', ';', '\t'),
				fc.constantFrom('\n', '\r\n'),
				(rows, delimiter, end) => {
					const text = rows.map(
						cells => cells.map(value => `"${value.replaceAll('"', '""')}"`).join(delimiter) + end,
					)
					expect(readAll(text.join(''), delimiter)).toEqual(rows)
				},
			),
			{ seed: 2, numRuns: 1000 },
		)
	})

	it('counts the lines of a record and says where one does not end', () => {
		expect(readCsvRecord('"a\nb\n",c\nd', 0, ',')).toMatchObject({ state: 'read', lines: 3, end: 9 })
		expect(readCsvRecord('x,"a\nb', 0, ',')).toEqual({ state: 'unfinished' })
		expect(readCsvRecord('"a"b\n', 0, ',').state).toBe('broken')
	})
})
