import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkedRowAdder } from './add-usage-row.ts'
import type { FilePlan } from './file-plan.ts'
import { type FileReader, openFileReader } from './file-reader.ts'
import { LocalDays } from './local-days.ts'
import { planFiles } from './plan-files.ts'
import { type PreparedUsage, prepareUsage } from './prepare-usage.ts'
import { isScannable } from './scan-usage-csv.ts'
import { layoutOf } from './usage-layout.ts'
import { UsageWriter } from './usage-writer.ts'

let folder: string
let reader: FileReader
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'usage-ways-'))
	reader = await openFileReader({ tempFolder: join(folder, 'temp') })
})
afterAll(async () => {
	await reader[Symbol.asyncDispose]()
	await rm(folder, { recursive: true })
})

/** All that is prepared, the numbers of dictionaries as they are: they come in the order of the rows. */
async function contentOf(usage: PreparedUsage) {
	const { accounts, events, users, lines } = usage
	const result = await reader.connection.runAndReadAll(`select * from ${usage.table} order by rowid`)
	const texts = [accounts, events, users, lines].map(dictionary =>
		Array.from({ length: dictionary.size }, (_, entry) => [
			dictionary.owners[entry],
			dictionary.textOf(entry),
			dictionary.lows[entry],
			dictionary.highs[entry],
		]),
	)
	const { rows, rejects, notes, properties, has } = usage
	return { table: result.getRowsJson(), texts, rows, rejects, notes, properties, has }
}

/** Rows and rejects where every row goes through the checks that all kinds of files share. */
async function checkAll(plan: FilePlan, zone: string) {
	const layout = layoutOf(plan)
	const connection = await reader.connect()
	const writer = await UsageWriter.open(connection, 'usage_checked', layout)
	const addRow = checkedRowAdder({ plan, zone, layout, writer, localDays: new LocalDays(zone) })
	const rejects: unknown[] = []
	for await (const batch of plan.table.readRows()) {
		const wrong = batch.rows.flatMap(row => addRow(row) ?? [])
		const broken = batch.rejects.map(reject => ({ file: plan.file, column: null, ...reject }))
		rejects.push(...[...broken, ...wrong].sort((one, other) => (one.line ?? 0) - (other.line ?? 0)))
	}
	writer.close()
	connection.closeSync()
	const result = await reader.connection.runAndReadAll('select * from usage_checked order by rowid')
	return { table: result.getRowsJson(), rows: writer.rows, rejects }
}

/** What the bytes of a CSV file give read from bytes, row by row as texts, and with every check for every row. */
async function allWays(name: string, content: Buffer, zone: string) {
	const path = join(folder, name)
	await writeFile(path, content)
	const plan = (await planFiles(reader, [path])).plans[0]!
	expect(isScannable(plan)).toBe(true)
	const scanned = await contentOf(await prepareUsage(reader, plan, zone))
	const rowByRow = await contentOf(await prepareUsage(reader, { ...plan, takes: () => true }, zone))
	return { scanned, rowByRow, checked: await checkAll(plan, zone) }
}

const id = fc.oneof(
	{ weight: 6, arbitrary: fc.constantFrom('a', 'b', 'acme inc', 'é', '日本') },
	{ weight: 2, arbitrary: fc.string({ maxLength: 5 }) },
	{
		weight: 1,
		arbitrary: fc.constantFrom(
			'',
			'x'.repeat(250),
			'x'.repeat(251),
			' a',
			'a\u00a0',
			'\ta',
			'a\0b',
			'"',
			'a"b',
			'a\nb',
		),
	},
)
const time = fc.oneof(
	{
		weight: 5,
		arbitrary: fc.constantFrom(
			'2025-03-09T06:59:59Z',
			'2025-01-31',
			'2024-02-29 23:59',
			'2025-03-30T01:30:00',
		),
	},
	{
		weight: 5,
		arbitrary: fc
			.tuple(
				fc.constantFrom(
					'2025-11-02',
					'1969-12-31',
					'2025-02-29',
					'2025-1-5',
					'1899-12-31',
					'2199-12-31',
					'2200-01-01',
					'31/02/2025',
				),
				fc.constantFrom(
					'',
					'T00:00',
					' 23:59:59',
					'T24:00',
					'T1:00',
					't10:00',
					'T10:00:0',
					'T10:00:60',
					'T10:00:00.',
					'T10:00:00.5',
					'T10:00:00,123456789',
					'T10:00:00.1234567891',
					'T10',
					'T10:00:00.000000',
				),
				fc.constantFrom(
					'',
					'Z',
					'z',
					' Z',
					' UTC',
					'+02',
					'+02:00',
					'-0530',
					'-05:30',
					'+17:59',
					'+18:00',
					'-18:00',
					'+18:30',
					'+02:60',
					'+2:00',
					'X',
				),
			)
			.map(parts => parts.join('')),
	},
)
const number = fc.oneof(
	{ weight: 4, arbitrary: fc.constantFrom('', '1', '2', '0.5', '12.25') },
	{
		weight: 4,
		arbitrary: fc.constantFrom(
			'007',
			'5.',
			'.5',
			'.',
			'-0',
			'-1',
			'+7',
			'1e3',
			'1,5',
			'1 000',
			'nan',
			'0x1',
			'999999999999999',
			'1000000000000000',
			'0.1234567890123456',
			'123456789012.345',
			'1.2.3',
			'gold',
			'größe',
			' 3 ',
			'1e999',
		),
	},
	{ weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
)
const quoting = fc.constantFrom('never', 'needed', 'always', 'spaced', 'broken')
const lineEnd = fc.constantFrom('\n', '\n', '\n', '\r\n', '\n\n', ',\n', '\r\r\n')

function cellText(text: string, way: string): string {
	const quoted = `"${text.replaceAll('"', '""')}"`
	if (way === 'always') return quoted
	if (way === 'spaced') return ` ${quoted}`
	if (way === 'broken') return `"${text}`
	if (way === 'needed' && /[",;\r\n]/.test(text)) return quoted
	return text
}

function csvOf(
	rows: readonly (readonly [cells: readonly string[], ways: readonly string[], end: string])[],
): string {
	return rows
		.map(([cells, ways, end]) => cells.map((cell, at) => cellText(cell, ways[at]!)).join(',') + end)
		.join('')
}

const usually = fc.array(
	fc.oneof({ weight: 30, arbitrary: fc.constant('needed') }, { weight: 1, arbitrary: quoting }),
	{
		minLength: 9,
		maxLength: 9,
	},
)

it.each([
	['usage-1.csv', 'UTC', fc.constant('')],
	[
		'usage-2.csv',
		'America/New_York',
		fc.oneof({ weight: 9, arbitrary: fc.constant('') }, { weight: 1, arbitrary: id }),
	],
	['usage-3.csv', 'Europe/Berlin', id],
])('usage gives the same from bytes, as texts and with every check: %s, %s', async (name, zone, rowId) => {
	const row = fc.tuple(
		id,
		id,
		time,
		fc.oneof(id, fc.constant('')),
		rowId,
		number,
		number,
		fc.oneof(number, id),
		fc.oneof(fc.constant(''), id),
	)
	const cases = fc.sample(fc.tuple(row, usually, lineEnd), { numRuns: 4000, seed: 7 })
	const header = 'account_id,event,occurred_at,user_id,id,count,seconds,plan,subscription_id\n'
	const content = Buffer.concat([
		Buffer.from(header + csvOf(cases)),
		Buffer.from('a,b,2025-01-31,\xff,,,,,\nb,b,2025-01-31,,,,,\xe9,\n', 'latin1'),
		Buffer.from(`${csvOf(cases.slice(0, 500))}a,b,2025-01-31,u,,1,2,3,4`),
	])
	const { scanned, rowByRow, checked } = await allWays(name, content, zone)
	expect(scanned).toEqual(rowByRow)
	expect(scanned).toMatchObject(checked)
	expect(checked.rows).toBeGreaterThan(500)
	expect(checked.rejects.length).toBeGreaterThan(500)
})

it('usage_daily gives the same from bytes, as texts and with every check, columns that it ignores included', async () => {
	const day = fc.constantFrom(
		'2025-01-31',
		'2025-02-28',
		'2025-02-29',
		'2025-01-31T00:00:00',
		'2025-01-31T10:00',
		'',
	)
	const users = fc.constantFrom('', '3', '4.0', '4.5', '-1', '2147483647', '2147483648', '0000000003', 'x')
	const row = fc.tuple(id, day, id, number, users, id)
	const cases = fc.sample(fc.tuple(row, usually, lineEnd), { numRuns: 3000, seed: 8 })
	const content = Buffer.concat([
		Buffer.from(`account_id,day,event,count,users,comment\n${csvOf(cases)}`),
		Buffer.from('a,2025-01-31,b,1,2,\xff\n', 'latin1'),
	])
	const { scanned, rowByRow, checked } = await allWays('usage_daily.csv', content, 'UTC')
	expect(scanned).toEqual(rowByRow)
	expect(scanned).toMatchObject(checked)
	expect(checked.rows).toBeGreaterThan(300)
	expect(checked.rejects.length).toBeGreaterThan(500)
})

it('finds the ends of quoted cells that go on over many lines and blocks', async () => {
	const long = 'line\n'.repeat(60_000)
	const plain = Array.from(
		{ length: 3000 },
		(_, row) => `a,b,2025-01-31,"user ""${row % 7}"" ${'x'.repeat(300)}"\n`,
	).join('')
	const content = `account_id,event,occurred_at,comment\n${plain}a,b,2025-01-31,"${long}"\n${plain}a,b,2025-01-32,x\na,"b,2025-01-31,y\n${plain}`
	const { scanned, rowByRow, checked } = await allWays('usage-long.csv', Buffer.from(content), 'UTC')
	expect(scanned).toEqual(rowByRow)
	expect(scanned).toMatchObject(checked)
	expect(checked.rows).toBeGreaterThan(8900)
})

// Half a million rows: with the long tests.
it.runIf(process.env.PERENNIAL_LONG_TESTS === '1')(
	'reads more rows of Parquet than DuckDB writes at once',
	async () => {
		const path = join(folder, 'usage-many.parquet')
		const count = 500_000
		await reader.connection.run(
			`copy (select 'a' || i % 7 as account_id, 'login' as event, timestamptz '2025-01-01 00:00:00Z' + to_seconds(i) as occurred_at, i as pages
		from range(${count}) as rows (i)) to '${path}' (format parquet)`,
		)
		const plan = (await planFiles(reader, [path])).plans[0]!
		const usage = await prepareUsage(reader, plan, 'UTC')
		const found = await reader.connection.runAndReadAll(
			`select count(*)::int, sum(p_0)::bigint, count(distinct row_key)::int, max("day") - min("day") from ${usage.table}`,
		)
		expect(found.getRows()).toEqual([[count, BigInt((count * (count - 1)) / 2), count, 5]])
		expect([usage.rows, usage.accounts.size, usage.rejects.length]).toEqual([count, 7, 0])
	},
)
