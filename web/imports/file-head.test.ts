import { expect, it } from 'vitest'
import { formatOfName, readHead } from './file-head.ts'

it.each([
	['accounts.csv', 'csv'],
	['Usage 2025.csv.gz', 'csv'],
	['a.ndjson', 'json lines'],
	['a.parquet', 'parquet'],
	['a.xlsx', undefined],
	['accounts', undefined],
])('knows the format of %s', (name, format) => {
	expect(formatOfName(name)).toBe(format)
})

it.each([
	['commas', 'id,name\n1,Ana\n', [['1', 'Ana']]],
	['semicolons with commas within', 'id;name\n1;"Ana, B."\n', [['1', 'Ana, B.']]],
	['quotes within quotes and line ends', 'id,name\r\n1,"a ""b""\nc"\r\n', [['1', 'a "b"\nc']]],
	['short rows', 'id,name\n1\n', [['1', '']]],
	['a byte order mark and no last line end', '\uFEFFid,name\n1,Ana', [['1', 'Ana']]],
])('reads CSV with %s', (_, text, rows) => {
	expect(readHead(text, 'csv', { isCut: false })).toEqual({ columns: ['id', 'name'], rows })
})

it('leaves out a line that is cut', () => {
	expect(readHead('id,name\n1,Ana\n2,Be', 'csv', { isCut: true })?.rows).toEqual([['1', 'Ana']])
})

it('takes the columns of all JSON lines and skips broken ones', () => {
	const text = '{"id":1,"tags":["a"]}\n{"id":2,"name":null,"on":true}\n{"id":'
	expect(readHead(text, 'json lines', { isCut: false })).toEqual({
		columns: ['id', 'tags', 'name', 'on'],
		rows: [
			['1', '["a"]', '', ''],
			['2', '', '', 'true'],
		],
	})
})

it.each(['', '\n'])('has nothing of an empty file', text => {
	expect(readHead(text, 'csv', { isCut: false })).toBeUndefined()
})
