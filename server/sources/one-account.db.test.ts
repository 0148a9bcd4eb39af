import { mkdtemp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { insertBatch } from '../ingest/ingest-store.ts'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { applyStream } from './apply-stream.ts'
import { type ImportWorkspace, makeImportWorkspace, writeFiles } from './import-workspace.ts'

// One id of an account is one account, however many bring it, at once or one after the other.

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
beforeEach(async () => {
	await workspace.empty()
	await workspace.pool.query('truncate ingest_batch, ingest_message, ingest_member, ingest_load')
})

const clock = () => new Date('2026-03-03T12:00:00Z')
async function stream(messages: object[]): Promise<void> {
	await insertBatch(workspace.pool, {
		sourceName: 'segment',
		receivedAt: clock(),
		messageCount: messages.length,
		body: JSON.stringify(
			messages.map((message, index) => ({ messageId: `${Math.random()} ${index}`, ...message })),
		),
	})
	await applyStream(workspace.pool, { clock })
}
const track = (groupId: string) => ({
	type: 'track',
	userId: 'u1',
	event: 'login',
	timestamp: '2026-03-02T10:00:00Z',
	context: { groupId },
})
const group = (groupId: string, name: string) => ({ type: 'group', userId: 'u1', groupId, traits: { name } })
const files = {
	'accounts.csv': 'id,name\nacme,Acme of the file\nbeta,Beta of the file\n',
	'usage_daily.csv': 'account_id,day,event,count\nacme,2026-03-01,login,5\n',
}

async function readAccounts() {
	const { rows } = await workspace.pool.query<{ external_id: string; name: string | null; is_stub: boolean }>(
		'select external_id, name, is_stub from account order by external_id',
	)
	return rows.map(row => [row.external_id, row.name, row.is_stub])
}
const sourcesOf = async (externalId: string) =>
	(
		await workspace.pool.query(
			`select count(distinct account_id)::int as accounts, count(*)::int as sources
			from account_key where external_id = $1`,
			[externalId],
		)
	).rows[0]

describe('an id that two sources use', () => {
	it('is one account where it was streamed before a file described it', async () => {
		await stream([track('acme'), group('acme', 'Acme of the stream'), track('gamma')])
		await workspace.load('2026-03-03', files)
		expect(await readAccounts()).toEqual([
			['acme', 'Acme of the file', false],
			['beta', 'Beta of the file', false],
			['gamma', null, true],
		])
		expect(await sourcesOf('acme')).toEqual({ accounts: 1, sources: 2 })
		const { rows } = await workspace.pool.query(
			'select count(distinct account_id)::int as accounts, count(distinct source_id)::int as sources from usage_month join account using (account_id) where external_id = $1',
			['acme'],
		)
		expect(rows).toEqual([{ accounts: 1, sources: 2 }])
	})
	it('is one account where a file described it first, and keeps the name of the file', async () => {
		await workspace.load('2026-03-03', files)
		await stream([track('acme'), group('acme', 'Acme of the stream')])
		expect((await readAccounts())[0]).toEqual(['acme', 'Acme of the file', false])
		expect(await sourcesOf('acme')).toEqual({ accounts: 1, sources: 2 })
	})
	it('is one account where the CRM and billing are loaded under names of their own, in either order', async () => {
		const folder = await mkdtemp(join(workspace.folder, 'mapped-'))
		await writeFiles(folder, {
			'deals.csv': 'no,product,price,currency,interval,from\nacme,Gold,10,USD,month,2026-01-01\n',
			'map.yaml': `source: billing
files:
  - file: deals.csv
    kind: subscriptions
    columns: { id: no, account_id: no, product: product, unit_price: price, currency: currency, billing_interval: interval, started_on: from }
`,
		})
		const billing = () =>
			workspace.loadPaths('2026-03-03', [join(folder, 'deals.csv')], { mapFile: join(folder, 'map.yaml') })
		const crm = () => workspace.load('2026-03-03', files)
		for (const order of [
			[billing, crm],
			[crm, billing],
		]) {
			await workspace.empty()
			for (const load of order) await load()
			expect(await readAccounts()).toEqual([
				['acme', 'Acme of the file', false],
				['beta', 'Beta of the file', false],
			])
			expect(await sourcesOf('acme')).toEqual({ accounts: 1, sources: 2 })
		}
	})
	it('finds the described one of several that an older version made', async () => {
		await workspace.load('2026-03-03', files)
		await workspace.pool.query(
			"insert into account (account_id, external_id) values (nextval('account_id_seq'), 'acme')",
		)
		await stream([track('acme')])
		const { rows } = await workspace.pool.query(
			"select is_stub from account_key join source using (source_id) join account using (account_id) where source.name = 'segment'",
		)
		expect(rows).toEqual([{ is_stub: false }])
	})
})

describe('the migration to one account an id', () => {
	it('makes what nobody described part of what a file described, once, and leaves all others alone', async () => {
		await workspace.load('2026-03-03', files)
		const sql = await readFile(
			join(import.meta.dirname, '../postgres/migrations/0024-one-id-one-account.sql'),
			'utf8',
		)
		await workspace.pool.query(
			"insert into account (account_id, external_id) select nextval('account_id_seq'), id from unnest(array['acme', 'gamma']) as id",
		)
		for (const _ of [1, 2]) {
			await workspace.pool.query(sql)
			const { rows } = await workspace.pool.query(
				`select merged.external_id, merged.is_stub, kept.name from account_alias
				join account as merged using (account_id) join account as kept on kept.account_id = merged_into`,
			)
			expect(rows).toEqual([{ external_id: 'acme', is_stub: true, name: 'Acme of the file' }])
		}
		await workspace.pool.query('truncate account_alias, account_merge')
	})
})

describe('a hundred imports at once', () => {
	const ids = Array.from({ length: 40 }, (_, index) => `Café ${index}`)
	const spellings: ((id: string) => string)[] = [
		id => id.normalize('NFC'),
		id => `  ${id} \u00a0`,
		id => `"${id}"`,
		id => id.normalize('NFD'),
	]
	const table = (write: (id: string) => string) =>
		`id,name\n${ids.map(id => `${write(id)},Name of ${id}`).join('\n')}\n`
	const usage = (write: (id: string) => string) =>
		`account_id,event,occurred_at,user_id\n${ids.map(id => `${write(id)},login,2026-03-01,u1`).join('\n')}\n`

	it('in four spellings make each account once, and count each row once', async () => {
		const results = await Promise.all(
			Array.from({ length: 100 }, (_, index) => {
				const write = spellings[index % spellings.length]!
				return workspace.load('2026-03-03', {
					'accounts.csv': table(write),
					...(index % 10 < 4 ? { 'usage.csv': usage(write) } : {}),
				})
			}),
		)
		expect((await readAccounts()).map(([id]) => id)).toEqual([...ids].sort())
		const accounts = results.flatMap(result => result.files.filter(({ kind }) => kind === 'accounts'))
		expect(accounts).toHaveLength(100)
		expect(accounts.reduce((sum, file) => sum + file.accepted, 0)).toBe(ids.length)
		expect(accounts.reduce((sum, file) => sum + file.duplicates, 0)).toBe(99 * ids.length)
		const usageFiles = results.flatMap(result => result.files.filter(({ kind }) => kind === 'usage'))
		expect(usageFiles).toHaveLength(40)
		expect(usageFiles.reduce((sum, file) => sum + file.accepted, 0)).toBe(ids.length)
	}, 120_000)
})
