import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getImportKind, type ImportKindName, importKindNames } from '../core/model/import-kind.ts'
import { parseDay } from '../core/time/day.ts'
import { type Demo, demoToday, makeDemo } from './make-demo.ts'

const folders: string[] = []

async function make(options: { accounts: number; seed?: number; months?: number }): Promise<Demo> {
	const folder = mkdtempSync(join(tmpdir(), 'perennial-demo-'))
	folders.push(folder)
	return makeDemo({ folder, ...options })
}

function readText(path: string): string {
	const bytes = readFileSync(path)
	return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** RFC 4180, so that the test does not trust the library that wrote the file. */
function parseLine(line: string): string[] {
	return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(match =>
		(match[1] ?? match[2] ?? '').replaceAll('""', '"'),
	)
}

function readRows(demo: Demo, kind: string): Record<string, string>[] {
	const names = readdirSync(demo.filesFolder).filter(name => name.split(/[-.]\d|\./)[0] === kind)
	return names.sort().flatMap(name => {
		const [header = '', ...lines] = readText(join(demo.filesFolder, name)).trimEnd().split('\n')
		const columns = header.split(',')
		return lines.map(line => {
			const values = parseLine(line)
			return Object.fromEntries(columns.map((column, place) => [column, values[place] ?? '']))
		})
	})
}

function hashFiles(demo: Demo): string {
	const hash = createHash('sha256')
	for (const path of [...demo.files, demo.truthFile, demo.truthDecisionsFile]) hash.update(readFileSync(path))
	return hash.digest('hex')
}

afterAll(() => {
	for (const folder of folders) rmSync(folder, { recursive: true })
})

const kinds = importKindNames.filter(kind => kind !== 'usage_daily')
const ofAccounts = kinds.filter(kind => !['accounts', 'team', 'fx_rates'].includes(kind))
/** The date by which a row has happened; later dates of the same row may lie ahead. */
const happened: Partial<Record<ImportKindName, string[]>> = {
	accounts: ['created_on'],
	contacts: ['last_contacted_on', 'left_on'],
	subscriptions: ['started_on', 'signed_on', 'ended_on'],
	invoices: ['issued_on', 'paid_on'],
	usage: ['occurred_at'],
	tickets: ['opened_at', 'resolved_at'],
	engagements: ['occurred_at'],
	surveys: ['responded_at'],
	milestones: ['reached_on'],
	goals: ['measured_on'],
	renewals: ['closed_on'],
	cancellations: ['notified_on'],
	opportunities: ['created_on', 'closed_on'],
	fx_rates: ['day'],
}

function fits(type: string, value: string, choices: readonly string[] | undefined): boolean {
	if (type === 'choice') return choices?.includes(value) === true
	if (type === 'day') return parseDay(value) !== undefined
	if (type === 'instant')
		return value.length === 10 ? parseDay(value) !== undefined : Number.isFinite(Date.parse(value))
	if (type === 'decimal' || type === 'number') return /^-?\d+(\.\d+)?$/.test(value)
	if (type === 'integer') return /^\d+$/.test(value)
	if (type === 'boolean') return value === 'true' || value === 'false'
	if (type === 'email') return /^[^\s@]+@[^\s@]+\.example$/.test(value)
	if (type === 'currency') return ['USD', 'EUR', 'GBP'].includes(value)
	return value.length > 0
}

describe('the files of the demo company', () => {
	let demo: Demo
	let tables: Map<ImportKindName, Record<string, string>[]>
	beforeAll(async () => {
		demo = await make({ accounts: 150 })
		tables = new Map(kinds.map(kind => [kind, readRows(demo, kind)]))
	})

	it.each(kinds)('has rows of %s, as many as it says', kind => {
		expect(tables.get(kind)!.length).toBeGreaterThan(0)
		expect(tables.get(kind)!.length).toBe(demo.rows[kind])
	})
	it.each(kinds)('keeps the contract of %s', kind => {
		const { columns } = getImportKind(kind)
		const wrong = tables.get(kind)!.flatMap(row =>
			columns.flatMap(({ name, required, type, choices }) => {
				const value = row[name] ?? ''
				if (value === '') return required ? [`${kind}.${name} is missing: ${JSON.stringify(row)}`] : []
				return fits(type, value, choices) ? [] : [`${kind}.${name} is ${value}`]
			}),
		)
		expect(wrong).toEqual([])
	})
	it('has no column that the contract does not know, but for one attribute', () => {
		const unknown = kinds.flatMap(kind => {
			const known = getImportKind(kind).columns.map(column => column.name)
			return Object.keys(tables.get(kind)![0]!).filter(column => !known.includes(column))
		})
		expect(unknown).toEqual(['onboarding_path'])
	})
	it.each(Object.entries(happened))('has nothing of %s after today', (kind, columns) => {
		const values = tables
			.get(kind as ImportKindName)!
			.flatMap(row => columns.map(column => row[column] ?? ''))
		expect(values.filter(value => value.slice(0, 10) > demoToday)).toEqual([])
	})
	it('has usage of today and none in the week of the outage', () => {
		const days = new Set(tables.get('usage')!.map(row => row.occurred_at))
		expect(days.has(demoToday)).toBe(true)
		const outage = ['2026-06-29', '2026-06-30', '2026-07-01', '2026-07-02', '2026-07-03', '2026-07-04']
		expect(outage.filter(day => days.has(day))).toEqual([])
		expect(days.has('2026-06-28')).toBe(true)
		expect(days.has('2026-07-06')).toBe(true)
	})
	it('names only accounts, contacts and owners that there are', () => {
		const accounts = new Set(tables.get('accounts')!.map(row => row.id))
		const contacts = new Set(tables.get('contacts')!.map(row => row.id))
		const emails = new Set(['', ...tables.get('team')!.map(row => row.email)])
		const wrong = ofAccounts.flatMap(kind =>
			tables.get(kind)!.filter(row => {
				const knowsContact = !row.contact_id || contacts.has(row.contact_id)
				return !accounts.has(row.account_id) || !knowsContact
			}),
		)
		expect(wrong).toEqual([])
		const owners = tables.get('accounts')!.filter(row => !emails.has(row.owner_email))
		expect(owners).toEqual([])
		const orphans = tables.get('accounts')!.filter(row => row.parent_id && !accounts.has(row.parent_id))
		expect(orphans).toEqual([])
	})
	it.each(ofAccounts.filter(kind => kind !== 'usage'))('has no key of %s twice', kind => {
		const { key } = getImportKind(kind)
		const keys = tables.get(kind)!.map(row => key.map(column => row[column]).join('|'))
		expect(new Set(keys).size).toBe(keys.length)
	})
	it('ends nothing before it began', () => {
		const pairs: [ImportKindName, string, string][] = [
			['subscriptions', 'started_on', 'ended_on'],
			['subscriptions', 'started_on', 'term_ends_on'],
			['invoices', 'issued_on', 'paid_on'],
			['invoices', 'issued_on', 'due_on'],
			['tickets', 'opened_at', 'resolved_at'],
			['opportunities', 'created_on', 'closed_on'],
			['cancellations', 'notified_on', 'effective_on'],
		]
		const wrong = pairs.flatMap(([kind, from, to]) =>
			tables.get(kind)!.filter(row => row[to] && row[from]! > row[to]),
		)
		expect(wrong).toEqual([])
	})
	it('tells of no account after it left', () => {
		const endOf = new Map<string, string>()
		for (const row of tables.get('subscriptions')!) {
			const end = row.ended_on || '9999'
			if (end > (endOf.get(row.account_id!) ?? '')) endOf.set(row.account_id!, end)
		}
		expect([...endOf.values()].filter(end => end <= demoToday).length).toBeGreaterThan(5)
		const late = (['usage', 'engagements', 'tickets'] as const).flatMap(kind =>
			tables.get(kind)!.filter(row => {
				const day = (row.occurred_at ?? row.opened_at!).slice(0, 10)
				return day >= (endOf.get(row.account_id!) ?? '')
			}),
		)
		expect(late).toEqual([])
	})
	it('keeps its truth apart from the files', () => {
		const names = readdirSync(demo.filesFolder)
		expect(names.every(name => kinds.some(kind => name.startsWith(kind)))).toBe(true)
		expect(demo.truthFile.startsWith(demo.filesFolder)).toBe(false)
		const lines = readText(demo.truthFile).trimEnd().split('\n')
		expect(lines.length).toBe(150)
		expect(JSON.parse(lines[0]!).account_id).toBe('ACC-00001')
	})
})

describe('determinism', () => {
	it('gives the same bytes for the same arguments and others for another seed', async () => {
		const [one, again, other] = [
			await make({ accounts: 25 }),
			await make({ accounts: 25 }),
			await make({ accounts: 25, seed: 8 }),
		]
		expect(hashFiles(again)).toBe(hashFiles(one))
		expect(hashFiles(other)).not.toBe(hashFiles(one))
	})
	it('does not change an account when there are more of them', async () => {
		const few = await make({ accounts: 12, months: 12 })
		const many = await make({ accounts: 30, months: 12 })
		const ids = new Set(readRows(few, 'accounts').map(row => row.id))
		for (const kind of kinds.filter(name => name !== 'team' && name !== 'fx_rates')) {
			const column = kind === 'accounts' ? 'id' : 'account_id'
			const same = readRows(many, kind).filter(row => ids.has(row[column]!))
			expect(same).toEqual(readRows(few, kind))
		}
	})
	it('leaves no month of a longer run behind', async () => {
		const long = await make({ accounts: 3, months: 12 })
		const short = await makeDemo({ folder: long.folder, accounts: 3, months: 6 })
		expect(readdirSync(long.filesFolder).sort()).toEqual(
			short.files.map(path => path.split('/').at(-1)!).sort(),
		)
	})
	it.each([
		[{ today: '2026-02-30' }, 'a date like 2026-10-31'],
		[{ months: 3 }, 'from 6 to 120, got 3'],
		[{ accounts: 0 }, 'from 1 to 1,000,000, got 0'],
		[{ seed: -1 }, 'from 0, got -1'],
		[{ scenario: 'nothing' }, 'no demo scenario "nothing"; there are champion-left, outage, price-rise'],
	])('refuses %j', async (options, message) => {
		const folder = join(tmpdir(), 'perennial-demo-refused')
		await expect(makeDemo({ folder, ...options })).rejects.toThrow(message)
	})
})
