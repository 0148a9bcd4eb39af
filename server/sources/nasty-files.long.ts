import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { Problem } from '../problem.ts'
import { nastyFiles, naughtyTexts } from './fixtures/nasty-files.ts'
import type { ImportResult } from './import-files.ts'
import { type ImportWorkspace, makeImportWorkspace, showCounts } from './import-workspace.ts'

let database: TestDatabase
let workspace: ImportWorkspace
beforeAll(async () => {
	database = await createTestDatabase()
	workspace = await makeImportWorkspace(database)
})
afterAll(async () => {
	await workspace.remove()
	await database.drop()
})
beforeEach(() => workspace.empty())

async function load(name: string, bytes: Uint8Array): Promise<ImportResult> {
	const path = join(workspace.folder, name)
	await writeFile(path, bytes)
	return await workspace.loadPaths('2026-01-31', [path])
}

/** Every row of a file is in exactly one of the counts, and every rejected one is kept with a reason. */
async function checkConserved(result: ImportResult): Promise<void> {
	for (const file of result.files) {
		const { rows, accepted, duplicates, corrections, rejected } = file
		expect(accepted + duplicates + corrections + rejected, file.file).toBe(rows)
	}
	const { rows } = await workspace.pool.query<{ rejected: number }>(
		`select count(*)::int as rejected from load_reject
		where load_id = (select max(load_id) from load) and reason <> ''`,
	)
	expect(rows[0]?.rejected).toBe(result.files.reduce((sum, { rejected }) => sum + rejected, 0))
}

describe('a file with', () => {
	it.each(nastyFiles.map(file => [file.says, file] as const))('%s', async (_, { name, bytes, comesTo }) => {
		if (typeof comesTo !== 'string') {
			const error = await load(name, bytes).catch((reason: unknown) => reason)
			expect(error).toBeInstanceOf(Problem)
			expect(String(error)).toMatch(comesTo.refused)
			const { rows } = await workspace.pool.query('select 1 from account union all select 1 from fact')
			expect(rows).toEqual([])
			return
		}
		const result = await load(name, bytes)
		expect(showCounts(result)).toEqual({ [name]: comesTo })
		await checkConserved(result)
		const again = await load(name, bytes)
		const [first, second] = [result.files[0], again.files[0]]
		expect([second?.accepted, second?.corrections, second?.rejected]).toEqual([0, 0, first?.rejected])
		await checkConserved(again)
	})

	it('naughty texts keeps every one of them as it stands', async () => {
		const file = nastyFiles.find(({ says }) => says === 'naughty texts as names')
		await load('accounts.csv', file?.bytes ?? Buffer.alloc(0))
		const { rows } = await workspace.pool.query<{ name: string }>(
			'select name from account order by substr(external_id, 2)::int',
		)
		expect(rows.map(({ name }) => name)).toEqual(naughtyTexts.map(text => text.trim()))
	})
})

const plain = {
	'accounts.csv': 'id,name,employees,created_on\na,A,1,2025-01-01\nb,"B, B",2,\nc,"C ""C""",,2025-02-01\n',
	'subscriptions.csv':
		'id,account_id,product,unit_price,currency,billing_interval,started_on,ended_on\ns1,a,Gold,10.5,USD,month,2025-01-01,\ns2,b,Gold,10,EUR,year,2025-01-01,2025-12-31\n',
	'usage.csv':
		'account_id,event,occurred_at,user_id,size\na,login,2025-01-01T10:00:00Z,u1,1\nb,login,2025-01-02 10:00,u2,2.5\na,"ex,port",2025-01-03,,x\n',
	'tickets.jsonl':
		'{"id":"t1","account_id":"a","opened_at":"2025-01-01T10:00:00Z","severity":"low"}\n{"id":"t2","account_id":"b","opened_at":"2025-01-02"}\n',
} as const

describe('a file that was damaged at random', () => {
	it('is refused in words or counted to the last row, and comes again as what it was', async () => {
		const names = fc.constantFrom(...(Object.keys(plain) as (keyof typeof plain)[]))
		const pieces = fc.oneof(
			fc.constantFrom('"', ',', '\n', '\r', '\t', ';', '\0', '\\', '\ufeff', '""', ',,,', '{', '}', 'é'),
			fc.constantFrom(...naughtyTexts),
			fc.string({ maxLength: 4, unit: 'binary' }),
		)
		const changes = fc.array(fc.record({ at: fc.nat(400), drop: fc.nat(6), put: pieces }), {
			minLength: 1,
			maxLength: 4,
		})
		await fc.assert(
			fc.asyncProperty(names, changes, fc.boolean(), async (name, list, isLatin) => {
				await workspace.empty()
				let text: string = plain[name]
				for (const { at, drop, put } of list) {
					const place = at % (text.length + 1)
					text = text.slice(0, place) + put + text.slice(place + drop)
				}
				const bytes = Buffer.from(text, isLatin ? 'latin1' : 'utf8')
				const first = await load(name, bytes).catch((reason: unknown) => reason)
				if (first instanceof Error) {
					expect(first, first.stack).toBeInstanceOf(Problem)
					return
				}
				const result = first as ImportResult
				await checkConserved(result)
				const again = await load(name, bytes)
				expect(again.files.map(({ accepted, corrections }) => accepted + corrections)).toEqual(
					result.files.map(() => 0),
				)
				expect(again.files.map(({ rows, rejected }) => [rows, rejected])).toEqual(
					result.files.map(({ rows, rejected }) => [rows, rejected]),
				)
			}),
			{ seed: 6, numRuns: 120 },
		)
	}, 240_000)
})
