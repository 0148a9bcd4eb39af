import { afterAll, beforeAll, expect, it } from 'vitest'
import { getDay } from '../../core/time/day.ts'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { type ImportWorkspace, makeImportWorkspace } from '../sources/import-workspace.ts'
import { inspectQuality } from './inspect-quality.ts'

// Money that is in no figure of revenue stands among the findings, whatever the reason.

let database: TestDatabase
let workspace: ImportWorkspace
beforeAll(async () => {
	database = await createTestDatabase()
	workspace = await makeImportWorkspace(database)
	await workspace.empty()
})
afterAll(async () => {
	await workspace.remove()
	await database.drop()
})

const header = 'id,account_id,product,quantity,unit_price,currency,billing_interval,started_on,ended_on\n'
const right = 's1,a,Gold,1,100,USD,month,2025-01-01,\n'
const backwards = 's2,a,Gold,10,20.50,USD,month,2025-06-01,2025-05-31\n'
const inYen = 's3,a,Gold,1,120000,JPY,year,2025-01-01,\n'
const ghost = 's4,ghost,Gold,2,50,USD,month,2025-01-01,\n'
const withoutCurrency = 's5,b,Gold,1,10,,month,2025-01-01,\n'

async function moneyOf(): Promise<Record<string, [count: number, outside: string[]]>> {
	const { findings } = await inspectQuality(workspace.pool, getDay('2026-01-31'))
	const wanted = ['subscription_refused', 'rate_missing', 'unknown_account']
	return Object.fromEntries(
		findings
			.filter(({ rule }) => wanted.includes(rule))
			.map(({ rule, count, outside }) => [
				rule,
				[count, outside.map(({ currency, amount }) => `${currency} ${amount}`)],
			]),
	)
}

it('of refused rows, of missing rates and of unknown accounts is found by year and currency, until it is mended', async () => {
	await workspace.load('2026-01-30', {
		'accounts.csv': 'id,name\na,Acme\nb,Beta\n',
		'subscriptions.csv': header + right + backwards + inYen + ghost + withoutCurrency,
	})
	await workspace.pool.query("update workspace set currency = 'USD'")
	expect(await moneyOf()).toEqual({
		subscription_refused: [2, ['USD 2460.00']],
		rate_missing: [1, ['JPY 120000']],
		unknown_account: [1, ['USD 1200.00']],
	})
	// The same file again is the same finding, not twice as much.
	await workspace.load('2026-01-31', { 'subscriptions.csv': header + right + backwards + inYen + ghost })
	expect((await moneyOf()).subscription_refused).toEqual([1, ['USD 2460.00']])
	await workspace.load('2026-01-31', {
		'accounts.csv': 'id,name\nghost,Not a ghost\n',
		'subscriptions.csv': header + backwards.replace('2025-05-31', '2025-12-31'),
		'fx_rates.csv': 'currency,day,rate\nJPY,2025-01-01,0.0065\n',
	})
	expect(await moneyOf()).toEqual({})
})
