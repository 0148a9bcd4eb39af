import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultModel } from '../../core/catalog/default-model.ts'
import { RenewalSettings } from '../../core/model/renewal.ts'
import { formatDay, getDay } from '../../core/time/day.ts'
import type { Context } from '../context.ts'
import { startModel } from '../model/model-store.ts'
import { ensurePartition } from '../postgres/partition.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { saveCall } from '../renewals/renewal-call-store.ts'
import { loadLines, openTestWorkspace } from '../revenue/fixtures/test-workspace.ts'
import { saveFixedToday } from '../workspace/workspace-store.ts'
import { readForecast } from './read-forecast.ts'
import { readScoreCalibration } from './score-calibration-store.ts'
import { updateForecast, withWords } from './update-forecast.ts'
import { readWordsAsOf, wordKey } from './word-history-store.ts'

const now = new Date('2025-08-01T08:00:00Z')
const settings = RenewalSettings.parse({})
const renewalOn = getDay('2025-09-15')
const files = {
	'accounts.csv': ['id,name,owner_email', 'A,Acme,ann@corp.example', 'B,Beta,bob@corp.example'],
	'subscriptions.csv': [
		'id,account_id,product,quantity,unit_price,currency,billing_interval,started_on,term_ends_on,ended_on,auto_renews,notice_days',
		'a,A,Core,1,12000,USD,year,2024-09-15,2025-09-15,,false,',
		'b,B,Core,1,24000,USD,year,2023-08-31,2024-08-31,2024-08-31,false,',
		'b2,B,Core,1,24000,USD,year,2024-08-31,2025-08-31,,false,',
	],
}

let context: Context
let accountId: number

beforeAll(async () => {
	context = await openTestWorkspace()
	await startModel(context.pool, defaultModel, 'The default model', new Date('2025-01-01T00:00:00Z'))
	await saveFixedToday(context.pool, getDay('2025-08-01'))
	await loadLines(context, files, '2025-05-01')
	const { rows } = await context.pool.query<{ account_id: number }>(
		`select account_id from account where external_id = 'A'`,
	)
	accountId = rows[0]?.account_id ?? 0
	for (const [day, category, amountMinor] of [
		['2025-06-10', 'likely', 1_100_000n],
		['2025-07-20', 'lost', null],
	] as const) {
		await inTransaction(context.pool, client =>
			saveCall(client, accountId, renewalOn, {
				source: 'csm',
				calledOn: getDay(day),
				category,
				amountMinor,
				probability: null,
				by: 'ann@corp.example',
				at: new Date(`${day}T08:00:00Z`),
				note: null,
			}),
		)
	}
	const change = (day: string, by: string, after: Record<string, string | null>) =>
		context.pool.query(
			`insert into renewal_change (account_id, renewal_on, changed_at, changed_on, changed_by, kind, before, after)
			values ($1, $2, $3::date, $3::date, $4, 'changed', '{}', $5)`,
			[accountId, formatDay(renewalOn), day, by, JSON.stringify(after)],
		)
	await change('2025-05-18', 'data', {
		stage: 'open',
		targetMinor: '1200000',
		ownerEmail: 'ann@corp.example',
	})
	await change('2025-06-20', 'ann@corp.example', { stage: 'verbal_commit', targetMinor: '1300000' })
	await change('2025-07-10', 'ann@corp.example', {
		stage: 'closed_renewed',
		closedBy: 'person',
		finalMinor: '1250000',
	})
})
afterAll(() => context?.[Symbol.asyncDispose]())

describe('people’s word as of a day', () => {
	it.each([
		[
			'2025-05-01',
			{ isOpened: false, category: 'likely', targetMinor: 1_200_000n, state: 'open', csmMinor: null },
		],
		[
			'2025-06-11',
			{ isOpened: true, category: 'likely', amountMinor: 1_100_000n, state: 'open', csmMinor: 1_100_000n },
		],
		['2025-06-30', { targetMinor: 1_300_000n, state: 'open', category: 'likely' }],
		['2025-07-15', { state: 'renewed', finalMinor: 1_250_000n, csmMinor: 1_100_000n }],
		['2025-07-25', { state: 'renewed', category: 'lost', csmMinor: 0n }],
	])('%s', async (day, expected) => {
		const { entries } = await readForecast(context.pool, { now, period: '2025-Q3', asOf: getDay(day) })
		expect(entries.find(item => item.accountId === accountId)).toMatchObject(expected)
	})
	it('a stage that a person set moves the probability from that day on', async () => {
		const told = async (day: string) => {
			const read = await readForecast(context.pool, { now, period: '2025-Q3', asOf: getDay(day) })
			return read.entries.find(item => item.accountId === accountId)?.probability ?? Number.NaN
		}
		expect(await told('2025-06-19')).toBeCloseTo(0.75, 9)
		expect(await told('2025-06-21')).toBeGreaterThan(0.9)
	})
	it('counts on where the contract’s end was moved away since, and not where another decision is near', () => {
		const word = {
			stage: 'closed_renewed',
			isStageSet: true,
			closedBy: 'person' as const,
			targetMinor: 1_000n,
			forecastMinor: null,
			finalMinor: 1_100n,
			csmCategory: null,
			csmAmountMinor: null,
			managerCategory: null,
			managerAmountMinor: null,
			edited: ['stage', 'finalMinor'],
			ownerEmail: 'ann@corp.example',
		}
		const words = new Map([['7/1000', word]])
		expect(withWords([], words)).toMatchObject([
			{ row: { accountId: 7, renewalOn: 1_000, targetMinor: 1_000n }, word },
		])
		expect(withWords([], words, { from: 1_001, to: 1_100 })).toEqual([])
		for (const other of [
			{ stage: 'in_conversation' },
			{ closedBy: 'facts' as const },
			{ isStageSet: false },
		]) {
			expect(withWords([], new Map([['7/1000', { ...word, ...other }]]))).toEqual([])
		}
	})
	it('is none of a renewal that was withdrawn by then', async () => {
		const key = wordKey({ accountId, renewalOn })
		await inTransaction(context.pool, async client => {
			await client.query(
				`insert into renewal_change (account_id, renewal_on, changed_at, changed_on, changed_by, kind, before, after)
				values ($1, $2, now(), '2025-07-30', 'data', 'withdrawn', '{}', '{"withdrawnOn": "2025-07-30"}')`,
				[accountId, formatDay(renewalOn)],
			)
			expect((await readWordsAsOf(client, getDay('2025-07-29'))).has(key)).toBe(true)
			expect((await readWordsAsOf(client, getDay('2025-07-30'))).has(key)).toBe(false)
			await client.query(`delete from renewal_change where kind = 'withdrawn'`)
		})
	})
})

describe('the calibrated score', () => {
	const curve = Array.from({ length: 101 }, (_, score) => ({
		score,
		probability: score / 100,
		low: 0,
		high: 1,
	}))
	const validate = (day: string, verdict: string, version = 1) =>
		context.pool.query(
			`insert into validation (horizon_days, label, ran_at, as_of, model_version, report)
			values (90, 'mrr', $1::date, $1::date, $2, $3)`,
			[
				day,
				version,
				JSON.stringify([
					{ population: 'open_ended', verdict: 'predicts', calibration: [] },
					{ population: 'terms', verdict, calibration: curve },
				]),
			],
		)
	it('is of the latest validation by the day that found something', async () => {
		expect(await readScoreCalibration(context.pool, getDay('2025-08-01'))).toBeNull()
		await validate('2025-06-01', 'predicts')
		expect(await readScoreCalibration(context.pool, getDay('2025-05-31'))).toBeNull()
		expect(await readScoreCalibration(context.pool, getDay('2025-06-01'))).toHaveLength(101)
		await validate('2025-07-01', 'decoration')
		expect(await readScoreCalibration(context.pool, getDay('2025-07-01'))).toBeNull()
		expect(await readScoreCalibration(context.pool, getDay('2025-06-30'))).toHaveLength(101)
		await validate('2025-07-02', 'predicts', 99)
		expect(await readScoreCalibration(context.pool, getDay('2025-07-02'))).toBeNull()
		await validate('2025-07-03', 'predicts weakly')
	})
	it('tells P(renew) where no renewal model has learned, and only of accounts with a score', async () => {
		const { rows: others } = await context.pool.query<{ account_id: number }>(
			`select account_id from account where external_id = 'B'`,
		)
		await storeScore(context, others[0]?.account_id ?? 0, '2025-07-31', 64)
		await updateForecast(context.pool, { now, asOf: getDay('2025-08-01'), currency: 'USD', settings })
		const { entries } = await readForecast(context.pool, { now, period: '2025-Q3' })
		expect(entries.map(({ accountId: id, from }) => [id === accountId, from])).toEqual([
			[false, 'calibrated score'],
			[true, 'overall rate'],
		])
		expect(entries[0]?.probability).toBeCloseTo(0.64, 9)
	})
})

/** A customer's score of a day, with one metric that is unknown. */
async function storeScore({ pool }: Context, account: number, day: string, score: number): Promise<void> {
	await inTransaction(pool, async client => {
		await ensurePartition(client, 'score', getDay(day))
		await ensurePartition(client, 'metric_value', getDay(day))
		await client.query(
			'insert into day_run (as_of, model_version, last_load_id, computed_at) values ($1::date, 1, 0, $1::date)',
			[day],
		)
		await client.query(
			`insert into score (account_id, as_of, model_version, health_model, is_customer, score, coverage, band,
				computed_band, points) values ($1, $2, 1, 'classic', true, $3, 1, 'stable', 'stable', '{}')`,
			[account, day, score],
		)
		await client.query(`insert into metric_list (list_version, metric_ids) values (1, '{arr}')`)
		await client.query(
			`insert into metric_value (account_id, as_of, list_version, values, unknown) values ($1, $2, 1, '{null}', '1')`,
			[account, day],
		)
	})
}
