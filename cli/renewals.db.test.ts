import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDay } from '../core/time/day.ts'
import { runDay } from '../server/jobs/run-day.ts'
import { inTransaction } from '../server/postgres/transaction.ts'
import { closeRenewal, reopenRenewal } from '../server/renewals/edit-renewal.ts'
import { loadLines, openTestWorkspace } from '../server/revenue/fixtures/test-workspace.ts'
import { saveFixedToday } from '../server/workspace/workspace-store.ts'

const today = '2026-06-30'
const now = new Date(`${today}T12:00:00Z`)
const head =
	'id,account_id,product,quantity,unit_price,currency,billing_interval,started_on,term_ends_on,ended_on,auto_renews'
const files = {
	'accounts.csv': [
		'id,name,owner_email',
		...['noend', 'late', 'twice', 'again', 'euro', 'far', 'zero'].map(id => `${id},${id},ann@corp.example`),
		'left,left,former@corp.example',
	],
	'subscriptions.csv': [
		head,
		'noend,noend,Core,1,6000,USD,year,2025-01-01,,,false',
		'late,late,Core,1,5000,USD,year,2025-05-15,2026-05-15,,false',
		'twice,twice,Core,1,4000,USD,year,2025-09-01,2026-09-01,,false',
		'again,again,Core,1,8000,USD,year,2025-08-20,2026-08-20,,false',
		'euro,euro,Core,1,3000,EUR,year,2025-08-05,2026-08-05,,false',
		'far,far,Core,1,2000,USD,year,2024-01-01,2090-01-01,,false',
		'left,left,Core,1,2500,USD,year,2025-08-06,2026-08-06,,false',
		'zero,zero,Core,1,1500,USD,year,2025-06-20,2026-06-20,,false',
	],
	'team.csv': ['email,name,role', 'ann@corp.example,Ann,csm'],
}
const later = {
	'renewals.csv': [
		'id,account_id,subscription_id,renewal_on,target_amount,currency,outcome,final_amount,closed_on',
		'r1,twice,twice,2026-06-25,4000,USD,,,',
		'r2,zero,zero,2026-06-20,1500,USD,renewed,0,2026-06-18',
	],
}

const context = await openTestWorkspace()
interface Row {
	account_id: string
	renewal_on: string
	questions: string[]
	[field: string]: unknown
}
function perennial(...words: string[]): Promise<string> {
	const env = {
		...process.env,
		NO_COLOR: '1',
		PERENNIAL_DATA: context.dataFolder,
		PERENNIAL_DATABASE_URL: context.connectionString,
	}
	return new Promise((resolve, reject) => {
		execFile(join(import.meta.dirname, '../perennial'), words, { env }, (error, out, err) =>
			error ? reject(new Error(err)) : resolve(out),
		)
	})
}
let rows: Row[]
const of = (account: string) => rows.filter(row => row.account_id === account)

beforeAll(async () => {
	await loadLines(context, files, '2026-03-01')
	await loadLines(context, later, today)
	await saveFixedToday(context.pool, getDay(today))
	await runDay(context, { now })
	const { rows: found } = await context.pool.query<{ account_id: number }>(
		`select account_id from account where external_id = 'again'`,
	)
	const accountId = found[0]?.account_id ?? 0
	const act = { actor: 'ann@corp.example', at: now, day: getDay(today) }
	await inTransaction(context.pool, async client => {
		const renewalOn = getDay('2026-08-20')
		await closeRenewal(
			client,
			accountId,
			renewalOn,
			{
				outcome: 'churned',
				finalMinor: null,
				closedOn: undefined,
				reason: 'price',
				competitor: null,
				postMortem: undefined,
			},
			act,
		)
		await reopenRenewal(client, accountId, renewalOn, 'they came back', act)
	})
	rows = JSON.parse(await perennial('renewals', '--json'))
}, 120_000)
afterAll(() => context[Symbol.asyncDispose]())

describe('perennial renewals, of what cannot be right', { timeout: 120_000 }, () => {
	it('makes no renewal of a contract without an end, nor of one of 2090, and asks about both', async () => {
		expect(of('noend')).toEqual([])
		expect(of('far')).toEqual([])
		const text = await perennial('renewals')
		expect(text).toMatch(/A contract has no end\.[^\n]*\n {4}noend, contract noend\n/)
		expect(text).toMatch(/Its date lies unusually far ahead\.[^\n]*\n {4}far, contract far\b/)
	})
	it.each([
		[
			'an end in the past without an outcome is late, not churned',
			'late',
			'no_outcome',
			{ outcome: 'open', is_late: true, final_amount: null },
		],
		[
			'an amount in a currency without a rate is unknown',
			'euro',
			'amount_unknown',
			{ target_amount: null, forecast_amount: null },
		],
		['an owner who left', 'left', 'owner_left', { owner_email: 'former@corp.example' }],
		['renewed with 0', 'zero', 'renewed_with_nothing', { outcome: 'renewed', final_amount: '0.00' }],
		['a closed one that was opened again', 'again', 'reopened', { outcome: 'open', final_amount: null }],
	])('asks: %s', (_, account, question, expected) => {
		expect(of(account)).toHaveLength(1)
		expect(of(account)[0]).toMatchObject(expected)
		expect(of(account)[0]?.questions).toContain(question)
	})
	it('asks: two open renewals of one line', () => {
		expect(of('twice').map(({ renewal_on: on }) => on)).toEqual(['2026-06-25', '2026-09-01'])
		for (const { questions } of of('twice')) expect(questions).toContain('same_line_twice')
	})
	it('counts none of them as churned in the forecast, and adds up what is known', async () => {
		const second = JSON.parse(await perennial('forecast', '--period', '2026-Q2', '--json'))
		const states = second.renewals.map((item: Row) => [item.account_id, item.state])
		expect(states.sort()).toEqual([
			['late', 'open'],
			['twice', 'open'],
			['zero', 'renewed'],
		])
		const third = JSON.parse(await perennial('forecast', '--period', '2026-Q3', '--by', 'quarter', '--json'))
		// The amount in euros is in no sum, and is said to be unknown.
		expect(third.due).toBe('14500.00')
		expect(third.renewals).toHaveLength(4)
		expect(third.groups).toMatchObject([{ group: '2026-Q3', renewals: 4, due: '14500.00' }])
		expect(third.renewals.map((item: Row) => item.account_id)).not.toContain('far')
	})
})
