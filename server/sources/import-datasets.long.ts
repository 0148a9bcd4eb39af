import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { type ImportWorkspace, makeImportWorkspace, showCounts } from './import-workspace.ts'

// Exports that nobody here made, imported with the mappings that the documentation shows.

const root = join(import.meta.dirname, '../..')
const data = join(root, '../shared/data')

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

describe.skipIf(!existsSync(data))('data sets of others', () => {
	it('imports RavenStack: every row, 21 usage ids that stand on two accounts, nothing new the second time', async () => {
		const options = { mapFile: join(root, 'docs/examples/ravenstack.yaml') }
		const result = await workspace.loadPaths('2025-01-02', [join(data, 'ravenstack')], options)
		expect(showCounts(result)).toEqual({
			'ravenstack_accounts.csv': '500/0/0/0',
			'ravenstack_subscriptions.csv': '5000/0/0/0',
			'ravenstack_feature_usage.csv': '25000/0/0/0',
			'ravenstack_support_tickets.csv': '2000/0/0/0',
			'ravenstack_churn_events.csv': '600/0/0/0',
		})
		const { rows } = await workspace.pool.query(
			'select kind, count(*), min(cardinality(account_external_ids)) as fewest, max(cardinality(account_external_ids)) as most from id_collision group by kind',
		)
		expect(rows).toEqual([{ kind: 'usage', count: 21, fewest: 2, most: 2 }])
		const again = await workspace.loadPaths('2025-01-02', [join(data, 'ravenstack')], options)
		expect(again.files.map(file => file.duplicates - file.rows)).toEqual([0, 0, 0, 0, 0])
	})

	it('imports the CRM of Fighting Churn with Data', async () => {
		const result = await workspace.loadPaths('2025-01-02', [join(data, 'fightchurn_crm6')], {
			mapFile: join(root, 'docs/examples/fightchurn-crm6.yaml'),
		})
		expect(showCounts(result)).toEqual({
			'account.csv': '544/0/0/0',
			'subscription.csv': '12447/0/0/0',
			'event_daily.csv.gz': '455281/0/0/0',
		})
		const { rows } = await workspace.pool.query('select is_stub, count(*) from account group by is_stub')
		expect(rows).toEqual([{ is_stub: false, count: 544 }])
	})
})
