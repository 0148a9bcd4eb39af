import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RenewalSettings } from '../core/model/renewal.ts'
import { formatDay, getDay, weekdayOf } from '../core/time/day.ts'
import type { Context } from '../server/context.ts'
import { listActuals, listSnapshots, readSnapshotEntries } from '../server/forecast/forecast-store.ts'
import { readAccuracy } from '../server/forecast/read-accuracy.ts'
import { outlookAsOf, updateForecast } from '../server/forecast/update-forecast.ts'
import { loadLines, openTestWorkspace } from '../server/revenue/fixtures/test-workspace.ts'
import { saveFixedToday } from '../server/workspace/workspace-store.ts'
import { rebuildPastForecasts } from './past-forecasts.ts'

const now = new Date('2026-08-05T08:00:00Z')
const today = '2026-08-05'
const settings = RenewalSettings.parse({})
const accounts = Array.from({ length: 60 }, (_, index) => index)
const day = (text: string, plus: number) => formatDay(getDay(text) + plus)
/** Every account has a term that ends within 2025-07 … 2026-06; every sixth leaves. */
const endOf = (index: number) => day('2025-07-03', index * 6)
const leaves = (index: number) => index % 6 === 5
const files = {
	'accounts.csv': [
		'id,name,owner_email',
		...accounts.map(index => `a${index},Account ${index},ann@corp.example`),
	],
	'subscriptions.csv': [
		'id,account_id,product,quantity,unit_price,currency,billing_interval,started_on,term_ends_on,ended_on,auto_renews',
		...accounts.flatMap(index => {
			const end = endOf(index)
			const amount = 1_000 * (index + 1)
			const first = `s${index},a${index},Core,1,${amount},USD,year,${day(end, -365)},${end},${leaves(index) ? end : ''},false`
			if (leaves(index)) return [first]
			// The next term of the same line: signed for a tenth more.
			return [first, `s${index},a${index},Core,1,${amount * 1.1},USD,year,${end},${day(end, 365)},,false`]
		}),
	],
	'usage_daily.csv': [
		'account_id,day,event,count,users',
		...accounts.flatMap(index =>
			Array.from(
				{ length: 40 },
				(_, week) =>
					`a${index},${day('2025-01-06', week * 14)},login,${(leaves(index) ? 3 : 20) + (week % 4)},2`,
			),
		),
	],
}

let context: Context
beforeAll(async () => {
	context = await openTestWorkspace()
	await saveFixedToday(context.pool, getDay(today))
	await loadLines(context, files, today)
})
afterAll(() => context?.[Symbol.asyncDispose]())
const rebuild = () =>
	rebuildPastForecasts(context, { now, quarters: 2, every: 'week', missingScores: 'leave out' })

describe('forecasts of the past', () => {
	it('are made of every week, say that they were made later, and freeze what the quarters came to', async () => {
		expect(await rebuild()).toBeGreaterThan(0)
		const { pool } = context
		expect((await listActuals(pool)).map(({ quarter }) => quarter)).toEqual(['2026-Q1', '2026-Q2'])
		const snapshots = await listSnapshots(pool, '2026-Q2')
		expect(new Set(snapshots.map(({ origin }) => origin))).toEqual(new Set(['rebuilt']))
		for (const { takenOn } of snapshots) expect(weekdayOf(takenOn)).toBe(7)
		const days = snapshots.map(({ takenOn }) => takenOn)
		expect(days).toEqual(days.map((_, index) => (days[0] ?? 0) + 7 * index))
		expect((days[0] ?? 0) <= getDay('2026-04-01') - 90).toBe(true)
		expect((days.at(-1) ?? 0) > getDay('2026-06-23')).toBe(true)
		// The running quarter narrows up to last week; nothing lies ahead of the day.
		const running = await listSnapshots(pool, '2026-Q3')
		expect(running.at(-1)?.takenOn).toBe(getDay('2026-08-02'))
	})
	it('let accuracy and its parts be told 90, 60 and 30 days ahead', async () => {
		const { items, byDaysAhead } = await readAccuracy(context.pool)
		expect(byDaysAhead.map(({ periods }) => periods)).toEqual([2, 2, 2])
		for (const { variance, snapshot, accuracy } of items) {
			expect(snapshot.renewals).toBeGreaterThan(10)
			expect(accuracy).toBeGreaterThan(0.5)
			const sum = Object.values(variance.parts).reduce((total, part) => total + part, 0n)
			expect(sum).toBe(variance.actualMinor - variance.forecastMinor)
		}
	})
	it('know what was known then: decisions as the outlook of the day has them', async () => {
		const { pool } = context
		for (const { takenOn } of (await listSnapshots(pool, '2026-Q2')).slice(0, 20)) {
			const { rows } = await outlookAsOf(pool, takenOn, { currency: 'USD', settings })
			const within = rows
				.filter(({ renewalOn }) => renewalOn >= getDay('2026-04-01') && renewalOn <= getDay('2026-06-30'))
				.map(({ accountId, renewalOn, state, targetMinor }) => ({ accountId, renewalOn, state, targetMinor }))
			const kept = await readSnapshotEntries(pool, '2026-Q2', takenOn)
			expect(
				kept.map(({ accountId, renewalOn, state, targetMinor }) => ({
					accountId,
					renewalOn,
					state,
					targetMinor,
				})),
			).toEqual(within)
			// A contract that is due later is open: nobody knows yet that it leaves.
			for (const { renewalOn, state } of kept) if (renewalOn > takenOn) expect(state).toBe('open')
		}
	})
	it('stay as they are when they are made again, and the day takes its own beside them', async () => {
		const rows = async () =>
			(await context.pool.query('select * from forecast_snapshot order by quarter, taken_on')).rows
		const before = await rows()
		expect(await rebuild()).toBe(0)
		expect(await rows()).toEqual(before)
		await updateForecast(context.pool, { now, asOf: getDay(today), currency: 'USD', settings })
		const after = await rows()
		expect(after.filter(({ origin }) => origin === 'rebuilt')).toEqual(before)
		const own = (await listSnapshots(context.pool, '2026-Q3')).filter(({ origin }) => origin === 'taken')
		expect(own.map(({ takenOn }) => takenOn)).toEqual([getDay(today)])
		expect(own[0]?.shock.quarters).toBeGreaterThanOrEqual(2)
	})
})
