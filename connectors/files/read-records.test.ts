import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RowValues } from '../../core/model/import-kind.ts'
import { type FileReader, openFileReader, sqlText } from './file-reader.ts'
import { planFiles } from './plan-files.ts'
import { readRecords } from './read-records.ts'
import type { Reject } from './reject.ts'

let folder: string
let reader: FileReader
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'records-'))
	reader = await openFileReader({ tempFolder: join(folder, 'temp') })
})
afterAll(async () => {
	await reader[Symbol.asyncDispose]()
	await rm(folder, { recursive: true })
})

interface Read {
	rows: { line: number; values: RowValues }[]
	rejects: Reject[]
	notes: string[]
}

async function read(name: string, content: string | Buffer | undefined, zone = 'UTC'): Promise<Read> {
	const path = join(folder, name)
	if (content !== undefined) await writeFile(path, content)
	const plan = (await planFiles(reader, [path])).plans[0]!
	const found: Read = { rows: [], rejects: [], notes: plan.notes }
	for await (const batch of readRecords(plan, zone)) {
		found.rows.push(...batch.rows)
		// What could be read of a refused subscription is looked at by itself.
		for (const { values: _, ...reject } of batch.rejects) found.rejects.push(reject)
	}
	return found
}

const lines = 'id,account_id,product,quantity,unit_price,currency,billing_interval,started_on,ended_on\n'
const good = 's1,a,Gold,10,99.50,usd,Month,2025-01-31,\n'

describe('readRecords: one bad value', () => {
	it.each([
		[
			'a date of another order',
			's2,a,Gold,1,1,USD,month,31/02/2025,',
			'started_on',
			'31/02/2025',
			'expected a date like 2025-01-31, got 31/02/2025',
		],
		[
			'a date that no calendar has',
			's2,a,Gold,1,1,USD,month,2025-02-30,',
			'started_on',
			'2025-02-30',
			'expected a date like 2025-01-31, got 2025-02-30',
		],
		[
			'a year that nobody means',
			's2,a,Gold,1,1,USD,month,0025-02-20,',
			'started_on',
			'0025-02-20',
			'expected a date like 2025-01-31, got 0025-02-20',
		],
		[
			'a negative quantity',
			's2,a,Gold,-3,1,USD,month,2025-01-01,',
			'quantity',
			'-3',
			'expected 0 or more, got -3',
		],
		[
			'an unknown currency',
			's2,a,Gold,1,1,XYZ,month,2025-01-01,',
			'currency',
			'XYZ',
			'expected a currency code of ISO 4217 like USD, got XYZ',
		],
		[
			'an amount with a comma',
			's2,a,Gold,1,"1.234,50",USD,month,2025-01-01,',
			'unit_price',
			'1.234,50',
			'expected a number with a decimal point and nothing between thousands, like 1234.50, got 1.234,50',
		],
		[
			'a formula',
			's2,a,Gold,1,=1+1,USD,month,2025-01-01,',
			'unit_price',
			'=1+1',
			'expected a number like 1234.50, got =1+1',
		],
		[
			'a huge number',
			`s2,a,Gold,1,${'9'.repeat(40)},USD,month,2025-01-01,`,
			'unit_price',
			'9'.repeat(40),
			`expected a number below 1000000000000000, got ${'9'.repeat(40)}`,
		],
		[
			'infinity',
			's2,a,Gold,1,Infinity,USD,month,2025-01-01,',
			'unit_price',
			'Infinity',
			'expected a number like 1234.50, got Infinity',
		],
		[
			'a choice that is none',
			's2,a,Gold,1,1,USD,fortnight,2025-01-01,',
			'billing_interval',
			'fortnight',
			'expected one of day, week, month, quarter, year, got fortnight',
		],
		[
			'an empty required value',
			's2,a,,1,1,USD,month,2025-01-01,',
			'product',
			'',
			'product is empty, which every row needs',
		],
		[
			'an end before the start',
			's2,a,Gold,1,1,USD,month,2025-01-02,2025-01-01',
			'ended_on',
			'2025-01-01',
			'expected ended_on on or after started_on (2025-01-02), got 2025-01-01',
		],
		[
			'several',
			's2,a,Gold,x,1,XYZ,month,2025-01-02,',
			'quantity',
			'x',
			'expected a number like 1234.50, got x (also wrong: currency)',
		],
		[
			'an id too long',
			`${'i'.repeat(251)},a,Gold,1,1,USD,month,2025-01-02,`,
			'id',
			`${'i'.repeat(200)}…`,
			'expected at most 250 characters, got 251',
		],
		[
			'the character NUL',
			's2,a\0b,Gold,1,1,USD,month,2025-01-02,',
			'account_id',
			'a\0b',
			'expected text without the character NUL, got a\0b',
		],
	])('%s', async (_, row, column, value, reason) => {
		const { rows, rejects } = await read('subscriptions.csv', `${lines}${good}${row}\n`)
		expect(rejects).toEqual([{ file: join(folder, 'subscriptions.csv'), line: 3, column, value, reason }])
		expect(rows.map(item => item.line)).toEqual([2])
	})

	it.each([
		[
			'surveys.csv',
			'id,account_id,kind,responded_at,score',
			's,a,NPS,2025-01-01,11',
			'expected an NPS score from 0 to 10, got 11',
		],
		[
			'tickets.csv',
			'id,account_id,opened_at,resolved_at',
			't,a,2025-01-02,2025-01-01T10:00',
			'expected resolved_at on or after opened_at (2025-01-02T00:00:00.000Z), got 2025-01-01T10:00:00.000Z',
		],
		[
			'tickets.csv',
			'id,account_id,opened_at,escalated',
			't,a,2025-01-02,maybe',
			'expected true or false, got maybe',
		],
		['team.csv', 'email,name', 'anna,Anna', 'expected an e-mail address, got anna'],
		['fx_rates.csv', 'currency,day,rate', 'EUR,2025-01-01,0', 'expected a number above 0, got 0'],
		['accounts.csv', 'id,name,employees', 'a,A,12.5', 'expected a whole number like 12, got 12.5'],
	])('%s: %s %s', async (name, header, row, reason) => {
		const { rows, rejects } = await read(name, `${header}\n${row}\n`)
		expect(rows).toEqual([])
		expect(rejects.map(reject => reject.reason)).toEqual([reason])
	})
})

describe('readRecords: rows of a wrong shape', () => {
	it.each([
		[
			'too many values',
			's2,a,Gold,1,1,USD,month,2025-01-01,,extra',
			'expected 9 values as in the header, got 10',
		],
		['too few values', 's2,a', 'expected 9 values as in the header, got 2'],
		[
			'a quote that is never closed',
			's2,"a,Gold,1,1,USD,month,2025-01-01,',
			'a quote opens here and is never closed',
		],
		[
			'text behind a closing quote',
			's2,"a"b,Gold,1,1,USD,month,2025-01-01,',
			'expected the next column after a closing quote, got "b,Gold,1,1,USD,month"; a quote within a value is written twice',
		],
	])('%s costs its own line only', async (_, row, reason) => {
		const { rows, rejects } = await read('subscriptions.csv', `${lines}${row}\n${good}${good}`)
		expect(rejects.map(({ line, column, reason }) => [line, column, reason])).toEqual([[2, null, reason]])
		expect(rows.map(item => item.line)).toEqual([3, 4])
	})

	it('a quote that swallows lines up to the next quote costs the lines with quotes only', async () => {
		const { rows, rejects } = await read(
			'accounts.csv',
			'id,name\na,"Acme\nb,Beta\nc,"Gamma, Inc"\nd,Delta\n',
		)
		expect(rejects.map(reject => reject.line)).toEqual([2])
		expect(rows.map(({ line, values }) => [line, values.name])).toEqual([
			[3, 'Beta'],
			[4, 'Gamma, Inc'],
			[5, 'Delta'],
		])
	})

	it('lines that are not UTF-8', async () => {
		const { rows, rejects } = await read(
			'accounts.csv',
			Buffer.from('id,name\na,Caf\u00e9\nb,Bar\n', 'latin1'),
		)
		expect(rejects.map(({ line, reason }) => [line, reason.slice(0, 9)])).toEqual([[2, 'not UTF-8']])
		expect(rows.map(item => item.values.name)).toEqual(['Bar'])
	})

	it('lines of JSON Lines that are no objects', async () => {
		const { rows, rejects } = await read(
			'accounts.jsonl',
			'{"id":"a","name":"A"}\n{oops\n\n[1]\n{"id":12345678901234567890,"name":"B","seats":3}\n{"id":"c","name":"\\ud800"}\n',
		)
		expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
			[2, 'expected a JSON object on one line'],
			[4, 'expected a JSON object on one line'],
			[6, 'expected whole characters, got \ufffd'],
		])
		expect(rows.map(item => item.values)).toEqual([
			{ id: 'a', name: 'A', attributes: {} },
			{ id: '12345678901234567890', name: 'B', attributes: { seats: '3' } },
		])
	})
})

describe('readRecords: ways to write the same', () => {
	const expected = [
		[2, { id: '1', name: 'Acme, Inc', employees: 10, created_on: '2025-01-31', attributes: { Note: 'x' } }],
		[3, { id: '2', name: 'Beta', employees: null, created_on: null, attributes: {} }],
	]
	const plain = 'id,name,employees,created_on,Note\n1,"Acme, Inc",10,2025-01-31,x\n2,Beta,,,\n'
	it.each([
		['plain', 'accounts.csv', plain],
		['with a byte order mark', 'accounts.csv', `\ufeff${plain}`],
		['with CRLF', 'accounts.csv', plain.replaceAll('\n', '\r\n')],
		['without the last line end', 'accounts.csv', plain.trimEnd()],
		[
			'semicolons',
			'accounts.csv',
			'id;name;employees;created_on;Note\n1;Acme, Inc;10;2025-01-31;x\n2;Beta;;;\n',
		],
		[
			'tabs',
			'Accounts-2025.TSV',
			'id\tname\temployees\tcreated_on\tNote\n1\tAcme, Inc\t10\t2025-01-31\tx\n2\tBeta\t\t\t\n',
		],
		['gzip', 'accounts.csv.gz', gzipSync(plain)],
		[
			'other case and spaces',
			'accounts.csv',
			'ID, Name ,Employees,Created On,Note\n1,"Acme, Inc",10.0,2025-01-31T00:00:00,x\n 2 ,Beta,,,\n',
		],
		[
			'delimiters at the ends',
			'accounts.csv',
			'id,name,employees,created_on,Note,\n1,"Acme, Inc",10,2025-01-31,x,\n2,Beta,,,,\n,,,,,\n',
		],
	])('%s', async (_, name, content) => {
		const { rows, rejects } = await read(name, content)
		expect(rejects).toEqual([])
		expect(rows.map(({ line, values }) => [line, values])).toEqual(expected)
	})

	it('parquet, whose lines are rows', async () => {
		await reader.connection.run(
			`copy (select 1 as id, 'Acme, Inc' as name, 10 as employees, date '2025-01-31' as created_on, 'x' as "Note"
			union all select 2, 'Beta', null, null, null) to ${sqlText(join(folder, 'accounts.parquet'))} (format parquet)`,
		)
		const { rows } = await read('accounts.parquet', undefined)
		expect(rows.map(({ line, values }) => [line + 1, values])).toEqual(expected)
	})

	it('gives the lines of the file below values of several lines and blank lines', async () => {
		const { rows, rejects } = await read('accounts.csv', 'id,name\n\n1,"two\r\nlines"\n,nobody\n\n2,x\n')
		expect(rows.map(({ line, values }) => [line, values.name])).toEqual([
			[3, 'two\r\nlines'],
			[7, 'x'],
		])
		expect(rejects.map(reject => reject.line)).toEqual([5])
	})

	it('keeps lines and values over the border between two blocks', async () => {
		const many = Array.from({ length: 60_000 }, (_, index) => `${index},"name ""${index}""\nof two lines"\n`)
		const { rows, rejects } = await read('accounts.csv', `id,name\n${many.join('')}`)
		expect(rejects).toEqual([])
		expect(rows.length).toBe(60_000)
		expect(
			rows.every(
				({ line, values }, index) =>
					line === 2 + 2 * index && values.name === `name "${index}"\nof two lines`,
			),
		).toBe(true)
	})

	it('keeps text as it is: quotes, tags, formulas, other scripts', async () => {
		const naughty = [
			"Robert'); drop table account;--",
			'<script>alert(1)</script>',
			'=cmd|calc',
			'표준 \u202etest',
			'👩‍👩‍👧',
			'\\N',
			'NULL',
			'{id} %s',
			'a"b',
		]
		const text = naughty.map((name, index) => `${index},"${name.replaceAll('"', '""')}"\n`).join('')
		const { rows, rejects } = await read('accounts.csv', `id,name\n${text}`)
		expect(rejects).toEqual([])
		expect(rows.map(item => item.values.name)).toEqual(naughty)
	})

	it('puts times without a zone into the zone of the workspace', async () => {
		const { rows } = await read(
			'tickets.csv',
			'id,account_id,opened_at,resolved_at\nt,a,2025-07-01,2025-07-01 10:00:00+02\n',
			'Europe/Berlin',
		)
		expect(rows[0]?.values).toMatchObject({
			opened_at: '2025-06-30T22:00:00.000Z',
			resolved_at: '2025-07-01T08:00:00.000Z',
		})
	})
})
