import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FileProblem } from './file-problem.ts'
import { type FileReader, openFileReader } from './file-reader.ts'
import { planFiles } from './plan-files.ts'
import { formatOfFile, kindOfFile } from './recognise-file.ts'

let folder: string
let reader: FileReader
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'plan-'))
	reader = await openFileReader({ tempFolder: join(folder, 'temp') })
})
afterAll(async () => {
	await reader[Symbol.asyncDispose]()
	await rm(folder, { recursive: true })
})

async function problemOf(name: string, content?: string | Buffer): Promise<string> {
	const path = join(folder, name)
	if (content !== undefined) await writeFile(path, content)
	const problem: unknown = await planFiles(reader, [path]).catch(error => error)
	if (!(problem instanceof FileProblem)) throw new Error(`expected a FileProblem, got ${problem}`)
	return `${problem.message} | ${problem.fix}`.replaceAll(`${folder}/`, '')
}

describe('planFiles: files that cannot be read', () => {
	it.each([
		[
			'nowhere.csv',
			undefined,
			'nowhere.csv does not exist | Check the path; it is read from the current folder.',
		],
		['accounts.csv', '', 'accounts.csv is empty | Expected a header row with the names of the columns.'],
		['accounts.csv', '\n\n', 'accounts.csv is empty | Expected a header row with the names of the columns.'],
		['accounts.jsonl', '', 'accounts.jsonl is empty | Expected one JSON object per line.'],
		[
			'accounts.csv',
			'id,name,ID\n',
			'accounts.csv has the column ID twice | Rename or remove one of the two.',
		],
		[
			'accounts.csv',
			'id|name\n1|A\n',
			'accounts.csv is read as accounts, which needs id and name; its columns are id|name | The header does not split: columns are separated by a comma, a semicolon or a tab.',
		],
		[
			'accounts.csv',
			'id,account_id,opened_at,severity\n',
			'accounts.csv is read as accounts, which needs name; its columns are id, account_id, opened_at, severity | It looks like tickets: import it with --as tickets.',
		],
		[
			'invoices.csv',
			'id,foo\n',
			'invoices.csv is read as invoices, which needs account_id, amount, currency and issued_on; its columns are id, foo | Rename the columns, or say which is which in a mapping (--map FILE).',
		],
		[
			'accounts.csv',
			Buffer.from('id,name,stra\u00dfe\n', 'latin1'),
			'accounts.csv is not UTF-8: its header has bytes of another encoding | Save it again as "CSV UTF-8".',
		],
		[
			'accounts.csv',
			Buffer.from('\ufeffid,name\n', 'utf16le'),
			'accounts.csv is UTF-16, expected UTF-8 | Save it again as "CSV UTF-8".',
		],
		[
			'accounts.csv',
			'id,name\r1,A\r',
			'accounts.csv ends its lines with carriage returns alone | Save it again as "CSV UTF-8".',
		],
		[
			'account.csv',
			'id,name\n',
			'account.csv: its name does not say what it holds | Use --as KIND (accounts?) or a mapping (--map FILE). Kinds: accounts, contacts, subscriptions, invoices, usage, usage_daily, tickets, engagements, surveys, milestones, goals, renewals, cancellations, team, opportunities, fx_rates.',
		],
	])('%s %j', async (name, content, problem) => {
		expect(await problemOf(name, content)).toBe(problem)
	})

	it('a damaged gzip and a file that is no Parquet', async () => {
		expect(await problemOf('accounts.csv.gz', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]))).toMatch(
			/^accounts.csv.gz could not be unpacked: /,
		)
		expect(await problemOf('accounts.parquet', 'id,name\n')).toMatch(
			/^accounts.parquet could not be read as Parquet: /,
		)
	})
})

describe('planFiles: folders', () => {
	it('takes what it recognises, in the order of the kinds, and says what it skips', async () => {
		const place = join(folder, 'export')
		await mkdir(place)
		await writeFile(join(place, 'usage-2025-01.csv'), 'account_id,event,occurred_at\n')
		await writeFile(join(place, 'accounts.csv'), 'id,name\na,A\n')
		await writeFile(
			join(place, 'invoices.csv'),
			'id,account_id,amount,currency,issued_on,colour\ni,a,1,USD,2025-01-01,red\n',
		)
		await writeFile(join(place, 'surveys.csv'), '')
		await writeFile(join(place, 'misc.csv'), 'a,b\n')
		await writeFile(join(place, 'README.md'), 'hello')
		const { plans, notes } = await planFiles(reader, [place, join(place, 'accounts.csv')])
		expect(plans.map(plan => [plan.kind, plan.source, plan.notes])).toEqual([
			['accounts', 'files', []],
			['invoices', 'files', ['ignored, as invoices has no such columns: colour']],
			['usage', 'files', ['has a header and no rows']],
		])
		expect(notes.map(note => note.replace(`${place}/`, ''))).toEqual([
			'README.md: not recognised, skipped; only CSV, JSON Lines and Parquet are read',
			'misc.csv: not recognised, skipped; use --as KIND or a mapping',
			'surveys.csv: is empty, skipped',
		])
	})

	it('refuses a folder in which nothing is recognised', async () => {
		const place = join(folder, 'other')
		await mkdir(place)
		await writeFile(join(place, 'misc.csv'), 'a,b\n')
		expect(await problemOf('other')).toMatch(
			/^other has no file that could be recognised; skipped: 1 \| Files are recognised by their names/,
		)
	})

	it('reads a file as the kind it is told, whatever its name', async () => {
		await writeFile(join(folder, 'dump.csv'), 'id,name\na,A\n')
		const { plans } = await planFiles(reader, [join(folder, 'dump.csv')], { as: 'accounts' })
		expect(plans.map(plan => plan.kind)).toEqual(['accounts'])
	})
})

describe('names of files', () => {
	it.each([
		['accounts.csv', 'accounts', 'csv'],
		['usage-2025-01.csv.gz', 'usage', 'csv'],
		['Usage_daily.parquet', 'usage_daily', 'parquet'],
		['usage-daily 3.tsv', 'usage_daily', 'csv'],
		['usage_2025.ndjson.gz', 'usage', 'json lines'],
		['fx_rates.csv', 'fx_rates', 'csv'],
		['FX-Rates.csv', 'fx_rates', 'csv'],
		['tickets.jsonl', 'tickets', 'json lines'],
		['teams.csv', undefined, 'csv'],
		['my_accounts.csv', undefined, 'csv'],
		['accounts.xlsx', 'accounts', undefined],
	])('%s → %s, %s', (name, kind, format) => {
		expect(kindOfFile(name)).toBe(kind)
		expect(formatOfFile(name)).toBe(format)
	})
})
