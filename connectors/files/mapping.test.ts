import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FileProblem } from './file-problem.ts'
import { type FileReader, openFileReader } from './file-reader.ts'
import { matchesName, parseMapping } from './mapping.ts'
import { planFiles } from './plan-files.ts'
import { readRecords } from './read-records.ts'

let folder: string
let reader: FileReader
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'mapping-'))
	reader = await openFileReader({ tempFolder: join(folder, 'temp') })
	await writeFile(
		join(folder, 'crm.csv'),
		'Account ID,Title,mrr,months,seats,State,plan\n7,Acme,100,12,3,Won,gold\n8,Beta,10,1,0,lost,gold\n9,Gamma,,1,1,Won,silver\n',
	)
	await writeFile(join(folder, 'owners.csv'), 'Account ID,owner\n7,Anna@x.org\n8,b@x.org\n8,c@x.org\n')
})
afterAll(async () => {
	await reader[Symbol.asyncDispose]()
	await rm(folder, { recursive: true })
})

function problemOf(work: () => unknown): string {
	try {
		work()
	} catch (error) {
		if (error instanceof FileProblem) return error.message
		throw error
	}
	throw new Error('expected a FileProblem')
}

async function read(mapping: string) {
	const { plans } = await planFiles(reader, [join(folder, 'crm.csv')], {
		mapping: parseMapping(mapping, 'map.yaml'),
	})
	const result = []
	for (const plan of plans) {
		const found = { plan, rows: [] as unknown[], rejects: [] as unknown[], leftOut: 0 }
		for await (const batch of readRecords(plan, 'UTC')) {
			found.rows.push(...batch.rows.map(row => row.values))
			found.rejects.push(
				...batch.rejects.map(({ line, column, value, reason }) => [line, column, value, reason]),
			)
			found.leftOut += batch.leftOut
		}
		result.push(found)
	}
	return result
}

describe('parseMapping', () => {
	it.each([
		['files: []', 'map.yaml, line 1 (files): Too small: expected array to have >=1 items'],
		['source: x', 'map.yaml, line 1 (files): Invalid input: expected array, received undefined'],
		[
			'files:\n  - file: a.csv\n    kind: account\n    columns: {}',
			'map.yaml, line 3 (files.0.kind): Invalid option: expected one of',
		],
		[
			'files:\n  - file: a.csv\n    kind: accounts\n    colums: {}\n    columns: {}',
			'map.yaml, line 2 (files.0): Unrecognized key: "colums"',
		],
		[
			'files:\n  - file: a.csv\n    kind: accounts\n    columns:\n      id: { form: x }',
			'map.yaml, line 5 (files.0.columns.id): expected a column name, "text with {column}"',
		],
		['data_until: soon\nfiles: []', 'map.yaml, line 1 (data_until): expected a date like 2025-01-31'],
		['files:\n  - file: a\n   kind: b', 'map.yaml, line 3: '],
	])('%j', (text, problem) => {
		expect(problemOf(() => parseMapping(text, 'map.yaml'))).toContain(problem)
	})

	it('keeps every scalar as text', () => {
		const mapping = parseMapping(
			'files:\n  - file: a\n    kind: team\n    columns: { role: { column: r, values: { No: viewer, 1: admin } } }',
			'm',
		)
		expect(mapping.files[0]?.columns.role).toEqual({ column: 'r', values: { No: 'viewer', 1: 'admin' } })
	})

	it.each([
		['crm_*.csv', 'crm_2025.CSV', true],
		['crm_?.csv', 'crm_10.csv', false],
		['a.csv', 'aXcsv', false],
	])('%s fits %s: %s', (pattern, name, fits) => {
		expect(matchesName(pattern, name)).toBe(fits)
	})
})

describe('a mapping', () => {
	it('feeds two kinds from one file with every way to say a value', async () => {
		const [accounts, subscriptions] = await read(`
source: crm
data_until: 2025-06-30
files:
  - file: crm.csv
    kind: accounts
    columns:
      id: Account ID
      name: "{Title} ({Account ID})"
      owner_email: { lookup: owners.csv, by: Account ID, take: owner }
      country: { constant: US }
      paying: State
    others: keep
  - file: crm.csv
    kind: subscriptions
    where: { State: [won, open] }
    unless: { plan: silver }
    let:
      interval: { column: months, values: { "12": year, "1": month } }
    columns:
      id: "{Account ID}:{plan}"
      account_id: Account ID
      product: plan
      unit_price: "= mrr * (months + 0) / [seats]"
      currency: { constant: EUR }
      billing_interval: interval
      started_on: { constant: 2025-01-01 }
`)
		expect(accounts?.plan.source).toBe('crm')
		expect(accounts?.plan.dataUntil).toBe(20269)
		expect(accounts?.rows).toEqual([
			{
				id: '7',
				name: 'Acme (7)',
				owner_email: 'anna@x.org',
				country: 'US',
				attributes: { mrr: '100', months: '12', paying: 'Won', plan: 'gold', seats: '3' },
			},
		])
		expect(accounts?.rejects).toEqual([
			[3, 'Account ID', '', 'Account ID 8 stands more than once in owners.csv, with different owner'],
			[4, 'Account ID', '', 'Account ID 9 is not in owners.csv'],
		])
		expect(subscriptions?.rows).toEqual([
			{
				id: '7:gold',
				account_id: '7',
				product: 'gold',
				unit_price: '400',
				currency: 'EUR',
				billing_interval: 'year',
				started_on: '2025-01-01',
			},
		])
		expect(subscriptions?.leftOut).toBe(2)
	})

	it('rejects a row that divides by zero or computes with text, and leaves unknown unknown', async () => {
		const [found] = await read(
			'files:\n  - { file: crm.csv, kind: goals, columns: { account_id: Account ID, goal: plan, target: "= mrr / seats", progress: "= mrr - 1" } }',
		)
		expect(found?.rows).toEqual([
			{ account_id: '7', goal: 'gold', target: 33.333333333333, progress: 99 },
			{ account_id: '9', goal: 'silver', target: null, progress: null },
		])
		expect(found?.rejects).toEqual([[3, '= mrr / seats', '', 'division by zero']])
		const [text] = await read(
			'files:\n  - { file: crm.csv, kind: goals, columns: { account_id: Account ID, goal: plan, target: "= Title * 2" } }',
		)
		expect(text?.rejects[0]).toEqual([2, '= Title * 2', '', 'expected a number in Title, got Acme'])
	})

	it.each([
		[
			'id: Acount ID, name: Title',
			'accounts',
			'the mapping takes id of crm.csv from Acount ID, which it does not have | Did you mean Account ID? Its columns are Account ID, Title, mrr, months, seats, State, plan.',
		],
		[
			'id: Account ID',
			'accounts',
			'the mapping of crm.csv to accounts lacks name | Say under columns where each comes from.',
		],
		[
			'account_id: Account ID, goal: plan, targt: mrr',
			'goals',
			'the mapping of crm.csv names targt, which goals does not have | Did you mean target? Its columns are id, account_id, goal, target, progress, measured_on.',
		],
		[
			'account_id: Account ID, goal: plan, target: "= mrr *"',
			'goals',
			'the mapping of crm.csv computes target as = mrr *: expected a column, a number or "(", got the end | undefined',
		],
		[
			'account_id: Account ID, goal: "x{plann}"',
			'goals',
			'the mapping takes goal of crm.csv from plann, which it does not have | Did you mean plan? Its columns are Account ID, Title, mrr, months, seats, State, plan.',
		],
	])('says what does not fit: %s', async (columns, kind, expected) => {
		const problem: unknown = await read(
			`files:\n  - { file: crm.csv, kind: ${kind}, columns: { ${columns} } }`,
		).catch(error => error)
		if (!(problem instanceof FileProblem)) throw new Error(`expected a FileProblem, got ${problem}`)
		expect(`${problem.message} | ${problem.fix}`.replaceAll(`${folder}/`, '')).toBe(expected)
	})
})
