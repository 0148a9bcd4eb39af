import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDay } from '../../core/time/day.ts'
import { localDayOf } from '../../core/time/zone.ts'
import { checkOf } from './check-value.ts'
import { type FileReader, openFileReader, sqlText } from './file-reader.ts'
import { parseMapping } from './mapping.ts'
import { planFiles } from './plan-files.ts'
import { type PreparedUsage, prepareUsage } from './prepare-usage.ts'
import { readRecords } from './read-records.ts'

let folder: string
let reader: FileReader
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'usage-'))
	reader = await openFileReader({ tempFolder: join(folder, 'temp') })
})
afterAll(async () => {
	await reader[Symbol.asyncDispose]()
	await rm(folder, { recursive: true })
})

async function prepare(
	name: string,
	content: string | Buffer,
	zone = 'UTC',
	mapping?: string,
): Promise<PreparedUsage> {
	const path = join(folder, name)
	await writeFile(path, content)
	const { plans } = await planFiles(
		reader,
		[path],
		mapping ? { mapping: parseMapping(mapping, 'map.yaml') } : {},
	)
	const plan = plans[0]
	if (!plan) throw new Error('expected a plan')
	return prepareUsage(reader, plan, zone)
}

/** Columns of the rows as texts and numbers, of which the table has the numbers of their dictionaries. */
async function rowsOf(usage: PreparedUsage, ...columns: string[]): Promise<unknown[][]> {
	const result = await reader.connection.runAndReadAll(`select * from ${usage.table} order by rowid`)
	const rows = result.getRowObjects()
	const keys = rows.filter(row => row.has_id === 1).map(row => BigInt(String(row.row_key)))
	const ids = await usage.findRowIds(new Set(keys))
	return rows.map(row => {
		const values: Record<string, unknown> = {
			...row,
			account: usage.accounts.textOf(Number(row.account)),
			event: usage.events.textOf(Number(row.event)),
			user_id: Number(row.user_index ?? -1) < 0 ? null : usage.users.textOf(Number(row.user_index)),
			line_id: Number(row.line_index ?? -1) < 0 ? null : usage.lines.textOf(Number(row.line_index)),
			row_id: row.has_id === 1 ? ids.get(BigInt(String(row.row_key))) : null,
			amount: row.amount ?? 1,
		}
		return columns.map(column => values[column])
	})
}

const header = 'account_id,event,occurred_at,user_id,count,seconds,plan\n'

describe('prepareUsage', () => {
	it('reads rows, keeps numeric columns as properties and says which it did not', async () => {
		const usage = await prepare(
			'usage-1.csv',
			`${header}a,login,2025-01-31T10:00:00Z,u1,2,1.5,gold\nb,export,2025-02-01,,,,gold\n`,
		)
		expect(usage.properties).toEqual([{ name: 'seconds', column: 'p_0' }])
		expect(usage.notes).toEqual(['not kept, as they are no numbers: plan'])
		expect(usage.rejects).toEqual([])
		expect(await rowsOf(usage, 'account', 'event', 'day', 'user_id', 'row_id', 'amount', 'p_0')).toEqual([
			['a', 'login', getDay('2025-01-31'), 'u1', null, 2, 1.5],
			['b', 'export', getDay('2025-02-01'), null, null, 1, Number.NaN],
		])
	})

	it.each([
		['straight', ''],
		['rewritten, because a line is broken', 'too,few\n'],
	])('names line, column and reason of bad rows (%s)', async (_, broken) => {
		const usage = await prepare(
			'usage-bad.csv',
			`${header}a,login,2025-01-31,,1,,\n\na,login,31/02/2025,,1,,\n,login,2025-01-31,,1,,\n,,,,,,\na,login,2025-01-31,,-1,,\na,login,2025-01-31,,"1,5",,\n${broken}a,login,2025-01-31,,3,,\n`,
		)
		expect(usage.rows).toBe(2)
		expect(
			usage.rejects.slice(0, 4).map(({ line, column, value, reason }) => [line, column, value, reason]),
		).toEqual([
			[
				4,
				'occurred_at',
				'31/02/2025',
				'expected a time like 2025-01-31T09:30:00Z or a date like 2025-01-31, got 31/02/2025',
			],
			[5, 'account_id', '', 'account_id is empty, which every row needs'],
			[7, 'count', '-1', 'expected 0 or more, got -1'],
			[
				8,
				'count',
				'1,5',
				'expected a number with a decimal point and nothing between thousands, like 1234.50, got 1,5',
			],
		])
		expect(usage.rejects.slice(4).map(({ line, reason }) => [line, reason])).toEqual(
			broken ? [[9, 'expected 7 values as in the header, got 2']] : [],
		)
	})

	it.each(['usage.csv', 'usage.csv.gz', 'usage.jsonl', 'usage.parquet'])(
		'reads the same from %s',
		async name => {
			const csv =
				'account_id;event;occurred_at;count\r\na;login;2025-01-31T23:30:00-05:00;2\r\n"b;c";"say ""x""";2025-01-30;1\r\n'
			const path = join(folder, name)
			let content: string | Buffer = `\ufeff${csv}`
			if (name.endsWith('.gz')) content = gzipSync(content)
			if (name.endsWith('.jsonl')) {
				content =
					'{"account_id":"a","event":"login","occurred_at":"2025-01-31T23:30:00-05:00","count":2}\n{"account_id":"b;c","event":"say \\"x\\"","occurred_at":"2025-01-30","count":1}\n'
			}
			if (name.endsWith('.parquet')) {
				await reader.connection.run(
					`copy (select 'a' as account_id, 'login' as event, timestamptz '2025-01-31 23:30:00-05:00' as occurred_at, 2 as count
				union all select 'b;c', 'say "x"', timestamptz '2025-01-30 12:00:00Z', 1) to ${sqlText(path)} (format parquet)`,
				)
			} else await writeFile(path, content)
			const { plans } = await planFiles(reader, [path])
			const usage = await prepareUsage(reader, plans[0]!, 'America/New_York')
			expect(await rowsOf(usage, 'account', 'event', 'day', 'amount')).toEqual([
				['a', 'login', getDay('2025-01-31'), 2],
				['b;c', 'say "x"', getDay('2025-01-30'), 1],
			])
		},
	)

	it('puts users of usage_daily beside the count', async () => {
		const usage = await prepare(
			'usage_daily.csv',
			'account_id,day,event,count,users\na,2025-01-31,login,5,3\na,2025-02-01,login,2,\n',
		)
		expect(usage.properties).toEqual([{ name: '$users', column: 'p_0' }])
		expect(await rowsOf(usage, 'day', 'amount', 'p_0')).toEqual([
			[getDay('2025-01-31'), 5, 3],
			[getDay('2025-02-01'), 2, Number.NaN],
		])
	})

	it('makes keys that depend on the values and not on the order of columns or an empty one', async () => {
		const one = await rowsOf(
			await prepare(
				'usage-a.csv',
				'account_id,event,occurred_at,x\na,login,2025-01-31,7\na,login,2025-01-31,8\n',
			),
			'row_key',
		)
		const other = await rowsOf(
			await prepare(
				'usage-b.csv',
				'x,y,event,account_id,occurred_at\n7,,login,a,2025-01-31\n8,,login,a,2025-01-31\n',
			),
			'row_key',
		)
		expect(other).toEqual(one)
		expect(new Set(one.flat()).size).toBe(2)
		expect(one[0]).toEqual([16755069375034272858n])
	})

	it('makes the same key of the same instant and number in another spelling, another one of other values', async () => {
		const usage = await prepare(
			'usage-d.csv',
			`account_id,event,occurred_at,user_id,count,x
a,login,2025-01-31T10:00:00Z,u,1,7
a,login,2025-01-31T12:00:00.000+02:00,u,,7.0
"a","login",2025-01-31 10:00 UTC,"u",1.0,"07"
a,login,2025-01-31T10:00:00.000000001Z,u,1,7
a,login,2025-01-31T10:00:00,u,1,7
a,login,2025-01-31T10:00:00Z,,1,7
a,login,2025-01-31T10:00:00Z,u,2,7
a,login,2025-01-31T10:00:00Z,u,1,8
a,login,2025-01-31T10:00:00Z,u,1,
a,login,2025-01-31T10:00:00Z,u,1,seven
u,login,2025-01-31T10:00:00Z,a,1,7
a,login,2161-03-10T16:28:16Z,u,1,7
`,
		)
		const keys = (await rowsOf(usage, 'row_key')).flat()
		expect(keys[1]).toBe(keys[0])
		expect(keys[2]).toBe(keys[0])
		expect(new Set(keys).size).toBe(keys.length - 2)
	})

	it('keys rows by their id where they have one, and finds the ids again', async () => {
		const usage = await prepare(
			'usage-e.csv',
			'account_id,event,occurred_at,id\na,login,2025-01-31,1\nb,login,2025-02-01, 1 \na,login,2025-01-31,größe\na,login,2025-01-31,\n',
		)
		expect((await rowsOf(usage, 'row_id')).flat()).toEqual(['1', '1', 'größe', null])
		const keys = (await rowsOf(usage, 'row_key')).flat()
		expect(keys[1]).toBe(keys[0])
		expect(new Set(keys).size).toBe(3)
	})

	it('takes ids that differ only in white space around them for the same', async () => {
		const usage = await prepare(
			'usage-c.csv',
			'account_id,event,occurred_at\na\u00a0,login,2025-01-31\n\ta, login,2025-01-31\n',
		)
		expect(await rowsOf(usage, 'account', 'event')).toEqual([
			['a', 'login'],
			['a', 'login'],
		])
	})

	it('goes through a mapping with arithmetic, a filter and a looked-up account', async () => {
		await writeFile(join(folder, 'lines.csv'), 'line,customer\nL1,acme\n')
		const usage = await prepare(
			'events.csv',
			'line,what,when,minutes,test\nL1,call,2025-01-31,3,no\nL2,call,2025-01-31,3,no\nL1,call,2025-01-31,3,Yes\n',
			'UTC',
			`files:
  - file: events.csv
    kind: usage
    unless: { test: "yes" }
    columns:
      account_id: { lookup: lines.csv, by: line, take: customer }
      event: what
      occurred_at: when
      seconds: "= minutes * 60"
`,
		)
		expect(await rowsOf(usage, 'account', 'p_0')).toEqual([['acme', 180]])
		expect(usage.leftOut).toBe(1)
		expect(usage.rejects).toMatchObject([{ line: 3, column: 'line', reason: 'line L2 is not in lines.csv' }])
	})

	it('finds the local day as the time-zone database of Node does', async () => {
		for (const zone of ['America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu']) {
			const instants = fc.sample(
				fc.integer({ min: Date.parse('1965-01-01'), max: Date.parse('2030-01-01') }),
				{ numRuns: 500, seed: 5 },
			)
			const text = instants.map(ms => `a,login,${new Date(ms).toISOString()}\n`).join('')
			const usage = await prepare('usage-zone.csv', `account_id,event,occurred_at\n${text}`, zone)
			const days = (await rowsOf(usage, 'day')).flat()
			expect(days).toEqual(instants.map(ms => localDayOf(ms, zone)))
		}
	})

	it.each([
		[
			'any ids',
			fc.oneof(
				fc.string({ maxLength: 6, unit: 'binary' }),
				fc.constantFrom('x'.repeat(250), 'x'.repeat(251), '😀'.repeat(250)),
			),
		],
		['plain ids', fc.constant('a')],
	])('accepts and refuses the same texts from bytes as row by row, with the same day: %s', async (_, id) => {
		const time = fc.oneof(
			fc.constant('2025-06-30T23:15:00Z'),
			fc
				.tuple(
					fc.constantFrom('2025-01-31', '2025-02-31', '1969-12-31', '2025-1-5', '2025/01/05', '1850-01-01'),
					fc.constantFrom(
						'',
						'T10:00',
						' 23:59:59',
						'T24:00:00',
						'T10:60',
						'T10:00:00.123456789',
						'T23:59:59,9',
					),
					fc.constantFrom(
						'',
						'Z',
						'z',
						' UTC',
						'+02',
						'-0530',
						'+14:00',
						'-18:30',
						'+02:99',
						' Europe/Berlin',
						'X',
					),
				)
				.map(parts => parts.join('')),
			fc.string({ maxLength: 12 }),
		)
		const count = fc.oneof(
			fc.constantFrom('', '2'),
			fc.constantFrom(
				'',
				'1',
				'1.5',
				'.5',
				'5.',
				'-1',
				'1e3',
				'1e-2',
				'1_000',
				'nan',
				'inf',
				'0x1',
				'1e15',
				'+7',
				'1,5',
				'1d',
				'=1+1',
			),
			fc.string({ maxLength: 5 }),
		)
		const cases = fc.sample(fc.record({ account: id, time, count }), { numRuns: 1500, seed: 11 })
		const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
		const text = cases
			.map(row => `${quote(row.account)},login,${quote(row.time)},${quote(row.count)}\n`)
			.join('')
		const path = join(folder, 'usage-same.csv')
		await writeFile(path, `account_id,event,occurred_at,count\n${text}`)
		const plan = (await planFiles(reader, [path])).plans[0]!
		const usage = await prepareUsage(reader, plan, 'UTC')
		const accepted: unknown[] = []
		let refused = 0
		for await (const batch of readRecords(plan, 'UTC')) {
			refused += batch.rejects.length
			for (const { values } of batch.rows) {
				const day = localDayOf(Date.parse(String(values.occurred_at)), 'UTC')
				accepted.push([values.account_id, day, Number(values.count ?? 1)])
			}
		}
		expect(await rowsOf(usage, 'account', 'day', 'amount')).toEqual(accepted)
		expect(usage.rejects.length).toBe(refused)
		expect(accepted.length).toBeGreaterThan(50)
		expect(refused).toBeGreaterThan(500)
	})
})

it('checkOf reads instants in the zone and in UTC alike where they carry their own', () => {
	const check = checkOf({ name: 'at', type: 'instant', required: true }, 'Europe/Berlin')
	expect(check('2025-01-31')).toEqual({ ok: true, value: '2025-01-30T23:00:00.000Z' })
	expect(check('2025-07-01 12:00')).toEqual({ ok: true, value: '2025-07-01T10:00:00.000Z' })
	expect(check('2025-07-01T12:00:00.5+05:30')).toEqual({ ok: true, value: '2025-07-01T06:30:00.500Z' })
})
