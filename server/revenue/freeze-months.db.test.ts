import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shippedPolicies } from '../../core/catalog/revenue-policies.ts'
import { formatDay, getDay } from '../../core/time/day.ts'
import type { Context } from '../context.ts'
import { saveFixedToday } from '../workspace/workspace-store.ts'
import { compareReported } from './compare-revenue.ts'
import { answerKpis } from './compute-kpis.ts'
import { loadLines, openTestWorkspace } from './fixtures/test-workspace.ts'
import { monthsToFreeze } from './freeze-months.ts'
import { listReportedFigures, listReportedMonths } from './reported-store.ts'
import { readRevenueInputs } from './revenue-inputs.ts'
import { updateRevenue } from './update-revenue.ts'

const standard = shippedPolicies[0]!
const accounts = ['id,name', 'A,Alpha', 'B,Beta']
const head = 'id,account_id,product,unit_price,currency,billing_interval,started_on,ended_on'
const june = getDay('2025-06-30')

describe('months that are due', () => {
	const days = (live: string, today: string, frozen: string[] = []) =>
		monthsToFreeze(getDay(live), getDay(today), 5, new Set(frozen.map(getDay))).map(({ month, freezeOn }) => [
			formatDay(month),
			formatDay(freezeOn),
		])
	it.each<[string, string, string[], string[][]]>([
		['2025-06-10', '2025-07-04', [], []],
		['2025-06-10', '2025-07-05', [], [['2025-06-30', '2025-07-05']]],
		['2025-06-03', '2025-06-05', [], [['2025-05-31', '2025-06-05']]],
		[
			'2025-06-10',
			'2025-09-09',
			['2025-06-30'],
			[
				['2025-07-31', '2025-08-05'],
				['2025-08-31', '2025-09-05'],
			],
		],
	])('live from %s, today %s', (live, today, frozen, expected) =>
		expect(days(live, today, frozen)).toEqual(expected),
	)
})

describe('a reported month', () => {
	let context: Context
	const on = async (day: string) => {
		await saveFixedToday(context.pool, getDay(day))
		await updateRevenue(context.pool, { now: new Date(`${day}T06:00:00Z`) })
	}
	const reported = async () => {
		const rows = await listReportedFigures(context.pool, {
			policy: 'standard',
			month: june,
			dimension: 'all',
		})
		return rows[0]
	}
	beforeAll(async () => {
		context = await openTestWorkspace()
		const subscriptions = [head, 'a,A,Core,100,USD,month,2025-01-01,', 'b,B,Core,50,USD,month,2025-02-01,']
		await loadLines(context, { 'accounts.csv': accounts, 'subscriptions.csv': subscriptions }, '2025-06-10')
	}, 120_000)
	afterAll(() => context[Symbol.asyncDispose]())

	it('is not there before its day', async () => {
		await on('2025-07-04')
		expect(await listReportedMonths(context.pool, 'standard')).toEqual([])
	})
	it('is frozen as it was known then, though the run comes days later', async () => {
		// Known on the 6th: one day after the figures were due.
		await loadLines(
			context,
			{ 'subscriptions.csv': [head, 'b,B,Core,50,USD,month,2025-02-01,2025-06-20'] },
			'2025-07-06',
		)
		await on('2025-07-08')
		expect((await listReportedMonths(context.pool, 'standard')).map(({ month }) => formatDay(month))).toEqual(
			['2025-06-30'],
		)
		expect((await reported())?.figures).toMatchObject({ end_mrr: '150.00', churn: '0.00' })
	})
	it('stays as it is, and says by account what became known since', async () => {
		const before = await reported()
		await on('2025-07-20')
		expect(await reported()).toEqual(before)
		const now = new Date('2025-07-20T06:00:00Z')
		const period = { from: getDay('2025-05-31'), to: june }
		const restated = await answerKpis(context.pool, { period, dimension: null, now }, { detail: false })
		expect(restated.groups[0]).toMatchObject({ end_mrr: '100.00', churn: '50.00' })
		const inputs = await readRevenueInputs(context.pool, now)
		const request = { policy: standard, month: june, asOf: getDay('2025-07-20') }
		const differences = await compareReported(context.pool, inputs, request)
		expect(
			differences.map(entry => [
				entry.reportedClosing - entry.closing,
				entry.reportedOpening - entry.opening,
			]),
		).toEqual([[50_000_000n, 0n]])
	})
})
