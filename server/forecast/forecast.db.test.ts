import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parsePeriod } from '../../core/forecast/period.ts'
import { RenewalSettings } from '../../core/model/renewal.ts'
import { getDay } from '../../core/time/day.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { loadLines, openTestWorkspace } from '../revenue/fixtures/test-workspace.ts'
import { saveFixedToday } from '../workspace/workspace-store.ts'
import { listActuals, listSnapshots, readSnapshotEntries } from './forecast-store.ts'
import { readAccuracy } from './read-accuracy.ts'
import { readForecast } from './read-forecast.ts'
import { entriesIn } from './take-snapshots.ts'
import { outlookAsOf, updateForecast } from './update-forecast.ts'

const now = new Date('2025-07-01T08:00:00Z')
const settings = RenewalSettings.parse({})
const head =
	'id,account_id,product,quantity,unit_price,currency,billing_interval,started_on,term_ends_on,ended_on,auto_renews,notice_days'
const files = {
	'accounts.csv': [
		'id,name,owner_email',
		'A,Acme,ann@corp.example',
		'B,Beta,bob@corp.example',
		'C,Gamma,ann@corp.example',
	],
	'subscriptions.csv': [
		head,
		'a,A,Core,1,12000,USD,year,2022-08-15,2025-08-15,,false,',
		'b,B,Core,1,24000,USD,year,2024-08-31,2025-08-31,,false,',
		'c1,C,Core,1,6000,USD,year,2023-03-01,2024-03-01,2024-03-01,false,',
		'c2,C,Core,1,6600,USD,year,2024-03-01,2025-03-01,,false,',
		'z,B,Extra,1,500,USD,year,2024-01-01,2090-01-01,,false,',
	],
	'renewals.csv': [
		'id,account_id,subscription_id,renewal_on,target_amount,currency,outcome,final_amount,closed_on',
		'r1,C,c1,2024-03-01,6000,USD,renewed,6600,2024-02-20',
	],
}

let context: Context

beforeAll(async () => {
	context = await openTestWorkspace()
	await saveFixedToday(context.pool, getDay('2025-07-01'))
	await loadLines(context, files, '2025-07-01')
})
afterAll(() => context?.[Symbol.asyncDispose]())

const at = (day: string) => ({ now, asOf: getDay(day), currency: 'USD', settings })

describe('forecast', () => {
	it('counts every decision of the period, opened or not, from the first day on', async () => {
		await updateForecast(context.pool, at('2025-07-01'))
		const { entries, run } = await readForecast(context.pool, { now, period: '2025-Q3' })
		expect(run.asOf).toBe(getDay('2025-07-01'))
		expect(entries.map(({ targetMinor, state, isOpened }) => [targetMinor, state, isOpened])).toEqual([
			[1_200_000n, 'open', false],
			[2_400_000n, 'open', false],
		])
		// One decision was ever taken, and it renewed: (1 + ½) ÷ (1 + 1).
		expect(entries.map(({ probability, from }) => [probability, from])).toEqual([
			[0.75, 'overall rate'],
			[0.75, 'overall rate'],
		])
	})
	it('asks about what cannot be right, and counts a past end without outcome as late, not as churned', async () => {
		const { rows } = await context.pool.query<{ question: string }>('select question from contract_question')
		expect(rows).toEqual([{ question: 'far_date' }])
		const late = await readForecast(context.pool, { now, period: '2025-Q1' })
		expect(late.entries.map(({ state }) => state)).toEqual(['open'])
		const asked = await context.pool.query<{ questions: string[] }>(
			`select questions from renewal_outlook where renewal_on = '2025-03-01'`,
		)
		expect(asked.rows[0]?.questions).toContain('no_outcome')
	})
	it('takes one snapshot a week, and those of weeks that were missed', async () => {
		await updateForecast(context.pool, at('2025-07-02'))
		const days = async () =>
			(await listSnapshots(context.pool, '2025-Q3')).map(({ takenOn, origin }) => [takenOn, origin])
		expect(await days()).toEqual([[getDay('2025-07-01'), 'taken']])
		await updateForecast(context.pool, at('2025-07-23'))
		await updateForecast(context.pool, at('2025-07-23'))
		expect(await days()).toEqual([
			[getDay('2025-07-01'), 'taken'],
			[getDay('2025-07-13'), 'caught_up'],
			[getDay('2025-07-20'), 'caught_up'],
			[getDay('2025-07-23'), 'taken'],
		])
	})
	it.each([
		`update forecast_snapshot set expected_minor = 0`,
		'delete from forecast_snapshot',
		'truncate forecast_snapshot',
		`insert into forecast_actual (quarter, frozen_on, made_at, currency, actual_minor, entries)
			values ('1999-Q1', '1999-05-01', now(), 'USD', 0, '[]'); delete from forecast_actual`,
	])('the database refuses to change what was said: %s', async statement => {
		await expect(inTransaction(context.pool, client => client.query(statement))).rejects.toThrow(
			/never changed or deleted/,
		)
	})
})

describe('no later knowledge', () => {
	it('facts that came later change nothing in a past forecast; what they say is in today’s', async () => {
		const before = await outlookAsOf(context.pool, getDay('2025-05-01'), { currency: 'USD', settings })
		await saveFixedToday(context.pool, getDay('2025-11-05'))
		const later = {
			'renewals.csv': [
				'id,account_id,subscription_id,renewal_on,target_amount,currency,outcome,final_amount,closed_on',
				'r2,A,a,2025-08-15,12000,USD,churned,0,2025-08-10',
				'r3,B,b,2025-08-31,24000,USD,renewed,26000,2025-08-20',
			],
		}
		await loadLines(context, later, '2025-11-05')
		const after = await outlookAsOf(context.pool, getDay('2025-05-01'), { currency: 'USD', settings })
		expect(after).toEqual(before)
	})
	it('a quarter is frozen 30 days after its end, and the parts of its miss sum to it', async () => {
		await updateForecast(context.pool, { ...at('2025-11-05'), now: new Date('2025-11-05T08:00:00Z') })
		const actuals = await listActuals(context.pool)
		expect(actuals.map(({ quarter, frozenOn }) => [quarter, frozenOn])).toEqual([
			['2025-Q3', getDay('2025-10-30')],
		])
		const { items } = await readAccuracy(context.pool)
		for (const { variance } of items) {
			const sum = Object.values(variance.parts).reduce((total, part) => total + part, 0n)
			expect(sum).toBe(variance.actualMinor - variance.forecastMinor)
		}
		const [first] = await listSnapshots(context.pool, '2025-Q3')
		const quarter = parsePeriod('2025-Q3')
		if (!first || !quarter) throw new Error('expected the first snapshot')
		const kept = await readSnapshotEntries(context.pool, '2025-Q3', first.takenOn)
		expect(kept).toHaveLength(2)
		const { run, rows } = await outlookAsOf(context.pool, first.takenOn, { currency: 'USD', settings })
		expect(entriesIn(quarter, rows, run).map(({ targetMinor }) => targetMinor)).toEqual(
			kept.map(({ targetMinor }) => targetMinor),
		)
	})
})
