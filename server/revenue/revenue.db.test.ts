import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shippedPolicies } from '../../core/catalog/revenue-policies.ts'
import { getDay } from '../../core/time/day.ts'
import type { Context } from '../context.ts'
import { saveFixedToday } from '../workspace/workspace-store.ts'
import { comparePolicies } from './compare-revenue.ts'
import { answerCohorts, answerSurvival } from './compute-cohorts.ts'
import { answerKpis } from './compute-kpis.ts'
import { computeContracted } from './contracted-revenue.ts'
import { loadLines, openTestWorkspace } from './fixtures/test-workspace.ts'
import { listLeftOut } from './left-out-store.ts'
import { listCohortAccounts } from './list-cohort-accounts.ts'
import { listGroupMovements } from './list-group-movements.ts'
import { openAccount, readAccountLedger } from './open-account.ts'
import { listReasonTotals, saveReason } from './reason-store.ts'
import { readRevenueInputs } from './revenue-inputs.ts'
import { updateRevenue } from './update-revenue.ts'
import { areStored } from './visit-blocks.ts'

const now = new Date('2025-07-01T08:00:00Z')
const today = '2025-07-01'
const [standard, chartmogul] = shippedPolicies as [(typeof shippedPolicies)[0], (typeof shippedPolicies)[0]]
const year = { from: getDay('2023-12-31'), to: getDay('2024-12-31') }

const files = {
	'accounts.csv': [
		'id,name,industry,region,owner_email,created_on',
		'A,Syncalytics,Software,EU,ann@corp.example,2022-01-01',
		'B,Beta,Retail,EU,bob@corp.example,2022-01-01',
		'C,Gamma,Retail,US,ann@corp.example,2022-01-01',
		'D,Delta,Health,US,bob@corp.example,2022-01-01',
		'E,Epsilon,Health,EU,bob@corp.example,2022-01-01',
	],
	'subscriptions.csv': [
		'id,account_id,product,quantity,quantity_unit,unit_price,currency,billing_interval,discount_percent,started_on,signed_on,term_ends_on,ended_on,status',
		// The worked example: four gold plans, two silver ones, back with three gold ones.
		'g,A,Gold,4,seats,500,USD,year,,2024-01-10,,,2024-10-01,',
		's,A,Silver,2,seats,30,USD,month,,2024-02-01,,,2024-04-01,',
		'h,A,Gold,3,seats,50,USD,month,,2024-12-01,,,,',
		// 100 × $100 a month and 50 × $600 a year.
		'b1,B,Core,100,,100,USD,month,,2023-03-01,,,,',
		'b2,B,Plus,50,,600,USD,year,,2023-03-01,,,,',
		// $120 a year less 10 %, then paused.
		'c,C,Core,1,,120,USD,year,10,2023-05-01,,,,',
		'd1,D,Core,10,seats,20,EUR,month,,2023-06-01,,,2024-06-15,',
		// Signed, and begins later.
		'd2,D,Core,10,seats,25,USD,month,,2025-09-01,2025-06-20,,,',
		// A currency without any rate; and an account that nobody has described.
		'e,E,Core,2,,10,GBP,month,,2024-01-01,,,,',
		'u,Unknown,Core,1,,75,USD,month,,2024-01-01,,,,',
		// Ends before it starts: refused.
		'x,B,Core,1,,5,USD,month,,2024-05-01,,,2024-04-01,',
	],
	'cancellations.csv': [
		'id,account_id,effective_on,notified_on,reason,competitor',
		'n1,D,2024-06-15,2024-05-01,price,Rival',
		'n2,B,2025-12-31,2025-06-25,,',
	],
	'fx_rates.csv': ['currency,day,rate', 'EUR,2023-06-01,1.10', 'EUR,2024-01-01,1.20', 'EUR,2024-05-20,1.05'],
}

let context: Context
beforeAll(async () => {
	context = await openTestWorkspace()
	await context.pool.query("update workspace set currency = 'USD'")
	const { rejected } = await loadLines(context, files, today)
	expect(rejected).toBe(1)
	await saveFixedToday(context.pool, getDay(today))
}, 120_000)
afterAll(() => context[Symbol.asyncDispose]())

const kpis = (by: Parameters<typeof answerKpis>[1]['dimension'], policy = 'standard', period = year) =>
	answerKpis(context.pool, { period, dimension: by, policy, now }, { detail: false })

describe('figures from files', () => {
	it('has the keys of the contract and no other', async () => {
		const answer = await kpis(null)
		expect(Object.keys(answer)).toEqual(['from', 'to', 'currency', 'policy', 'groups'])
		const [group] = answer.groups
		expect(Object.keys(group!)).toEqual(
			(
				'group logos_start logos_end start_mrr new reactivation expansion contraction churn fx entering ' +
				'leaving end_mrr cohort nrr grr logo_retention'
			).split(' '),
		)
		expect(Object.keys(group!.cohort)).toEqual(
			'start_mrr expansion contraction churn end_mrr logos_start logos_lost'.split(' '),
		)
	})
	it('is right to the cent in the worked examples', async () => {
		const { groups } = await kpis(null)
		// Start: $12,500 + $9 + 10 × €20 at 1.10; Delta leaves; Syncalytics comes, grows, shrinks, leaves, returns.
		expect(groups[0]).toMatchObject({
			start_mrr: '12729.00',
			new: '166.67',
			expansion: '60.00',
			contraction: '60.00',
			churn: '386.67',
			reactivation: '150.00',
			fx: '0.00',
			end_mrr: '12659.00',
			logos_start: 3,
			logos_end: 3,
			cohort: { start_mrr: '12729.00', churn: '220.00', end_mrr: '12509.00', logos_start: 3, logos_lost: 1 },
			logo_retention: 2 / 3,
		})
		expect(groups[0]?.nrr).toBeCloseTo(12_509 / 12_729, 12)
	})
	it('shows FX as a line of its own under a policy that converts by the month', async () => {
		const { groups } = await kpis(null, 'chartmogul')
		// The euro goes from 1.10 to 1.20 in January, and to 1.05 in June: +20, −30, and then Delta leaves with 210.
		expect(groups[0]).toMatchObject({
			start_mrr: '12729.00',
			fx: '-10.00',
			churn: '376.67',
			end_mrr: '12659.00',
		})
	})
	it('slices by what the account was, and names what nobody said', async () => {
		const { groups } = await kpis('csm')
		expect(groups.map(({ group, start_mrr, end_mrr }) => [group, start_mrr, end_mrr])).toEqual([
			['bob@corp.example', '12720.00', '12500.00'],
			['ann@corp.example', '9.00', '159.00'],
		])
		const segments = await kpis('segment')
		expect(segments.groups.map(({ group }) => group)).toEqual(['strategic', 'tech_touch'])
	})
	it('has a row and nulls where there is nothing', async () => {
		const { groups } = await kpis(null, 'standard', { from: getDay('2001-01-01'), to: getDay('2001-12-31') })
		expect(groups).toHaveLength(1)
		expect(groups[0]).toMatchObject({ start_mrr: '0.00', nrr: null, grr: null, logo_retention: null })
	})
	it('refuses a policy that there is not', async () => {
		await expect(kpis(null, 'own')).rejects.toThrow('There is no revenue policy "own"')
	})
})

describe('after the run of the day', () => {
	it('gives the same from what is stored, and writes nothing twice', async () => {
		const before = await Promise.all([null, 'csm', 'product', 'cohort', 'value'].map(by => kpis(by as null)))
		await updateRevenue(context.pool, { now })
		const inputs = await readRevenueInputs(context.pool, now)
		expect(await areStored(context.pool, inputs, { policy: standard, asOf: getDay(today) })).toBe(true)
		expect(
			await Promise.all([null, 'csm', 'product', 'cohort', 'value'].map(by => kpis(by as null))),
		).toEqual(before)
		const stamps = () =>
			context.pool.query('select policy, block, xmin::text from ledger_block order by 1, 2')
		const { rows } = await stamps()
		await updateRevenue(context.pool, { now })
		expect((await stamps()).rows).toEqual(rows)
	})
	it('lists who is in no figure, with the money', async () => {
		const leftOut = await listLeftOut(context.pool, 'standard')
		expect(
			leftOut.map(line => [line.externalId, line.lineId, line.because, line.amount, line.currency]),
		).toEqual([
			['Unknown', 'u|2024-01-01', 'unknown_account', '75', 'USD'],
			['E', 'e|2024-01-01', 'no_rate', '20', 'GBP'],
		])
	})
	it('opens movements and cohort down to lines that add up', async () => {
		const inputs = await readRevenueInputs(context.pool, now)
		const asOf = getDay(today)
		const { movements, amount } = await listGroupMovements(context.pool, inputs, {
			policy: standard,
			asOf,
			period: year,
			dimension: null,
		})
		expect(amount).toBe(-70_000_000n)
		expect(movements.map(({ kind }) => kind).sort()).toEqual([
			'churn',
			'churn',
			'contraction',
			'expansion',
			'new',
			'reactivation',
		])
		let change = 0n
		for (const accountId of new Set(movements.map(row => row.accountId))) {
			const opened = openAccount(
				(await readAccountLedger(context.pool, inputs, accountId, asOf))!,
				standard,
				year,
			)
			const own = movements.filter(row => row.accountId === accountId)
			for (const { day, from, to } of own) {
				const lines = opened.changes.filter(line => line.day === day)
				expect(lines.length).toBeGreaterThan(0)
				expect(lines.reduce((sum, line) => sum + line.to - line.from, 0n)).toBe(to - from)
			}
			change += opened.changes.reduce((sum, line) => sum + line.to - line.from, 0n)
		}
		expect(change).toBe(-70_000_000n)
		const members = await listCohortAccounts(context.pool, inputs, {
			policy: standard,
			asOf,
			period: year,
			kind: 'cohort',
			slice: null,
		})
		let [start, end] = [0n, 0n]
		for (const member of members) {
			const opened = openAccount(
				(await readAccountLedger(context.pool, inputs, member.accountId, asOf))!,
				standard,
				year,
			)
			expect(opened.balances.reduce((sum, line) => sum + line.start, 0n)).toBe(member.start)
			expect(opened.balances.reduce((sum, line) => sum + line.end, 0n)).toBe(member.end)
			start += member.start
			end += member.end
		}
		expect([start, end]).toEqual([12_729_000_000n, 12_509_000_000n])
	})
	it('has the same for BI tools, in major units, open to a role that only reads', async () => {
		const { rows } = await context.pool.query(
			`select kind, sum(amount)::text as amount, min(reason) as reason from report.mrr_movement
			where policy = 'standard' and day between '2024-01-01' and '2024-12-31' group by kind order by kind`,
		)
		expect(rows).toEqual([
			{ kind: 'churn', amount: '-386.67', reason: 'price' },
			{ kind: 'contraction', amount: '-60.00', reason: null },
			{ kind: 'expansion', amount: '60.00', reason: null },
			{ kind: 'new', amount: '166.67', reason: null },
			{ kind: 'reactivation', amount: '150.00', reason: null },
		])
		const client = await context.pool.connect()
		try {
			await client.query('begin')
			await client.query('set local role perennial_report')
			const month = await client.query(
				`select start_mrr::text, end_mrr::text from report.mrr_month
				where policy = 'standard' and dimension = 'all' and month = '2024-06-30'`,
			)
			expect(month.rows).toEqual([{ start_mrr: '12895.67', end_mrr: '12675.67' }])
			await expect(client.query('select * from mrr_movement')).rejects.toThrow('permission denied')
		} finally {
			await client.query('rollback')
			client.release()
		}
	})
	it('keeps cohorts and survival with what still runs marked', async () => {
		const { cohorts } = await answerCohorts(context.pool, { every: 'quarter', measure: 'logos', now })
		expect(cohorts.map(({ cohort, size }) => [cohort, size])).toEqual([
			['2023-Q1', 1],
			['2023-Q2', 2],
			['2024-Q1', 1],
		])
		expect(cohorts[1]?.cells.map(({ value }) => value)).toEqual([1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
		expect(cohorts[1]?.cells.map(({ complete }) => complete)).toEqual([...Array(9).fill(true), false])
		const { curves } = await answerSurvival(context.pool, { dimension: null, now })
		expect(curves[0]).toMatchObject({ group: 'all', accounts: 4, churned: 2 })
		expect(curves[0]?.points.map(({ at_risk, survival }) => [at_risk, survival])).toEqual([
			[4, 0.75],
			[3, 0.5],
		])
	})
	it('reports losses by reason, and a person’s word wins', async () => {
		const reasons = async () =>
			(await listReasonTotals(context.pool, { policy: 'standard', ...year })).map(row => [
				row.kind,
				row.reason,
				row.competitor,
				row.units / 10_000n,
			])
		expect(await reasons()).toEqual([
			['churn', 'price', 'Rival', 22_000n],
			['churn', null, null, 16_666n],
			['contraction', null, null, 6_000n],
		])
		const { rows } = await context.pool.query("select account_id from account where external_id = 'A'")
		const client = await context.pool.connect()
		const recorded = { reason: 'champion left', competitor: null, note: null }
		await saveReason(client, { accountId: rows[0].account_id, day: getDay('2024-10-01') }, recorded, {
			actor: 'ann',
			at: now,
		}).finally(() => client.release())
		expect((await reasons())[1]).toEqual(['churn', 'champion left', null, 16_666n])
	})
	it('knows what is signed: a start in September and a notice for the end of the year', async () => {
		const inputs = await readRevenueInputs(context.pool, now)
		const request = { policy: standard, asOf: getDay(today), until: getDay('2026-01-01') }
		const { now: mrr, contracted, movements } = await computeContracted(context.pool, inputs, request)
		expect([mrr, contracted]).toEqual([12_659_000_000n, 409_000_000n])
		expect(
			movements.map(({ movement }) => [movement.kind, (movement.to - movement.from) / 1_000_000n]),
		).toEqual([
			['reactivation', 250n],
			['churn', -12_500n],
		])
	})
	it('explains two policies by account and switch', async () => {
		const inputs = await readRevenueInputs(context.pool, now)
		const both = { one: standard, other: chartmogul }
		const { differences, total } = await comparePolicies(context.pool, inputs, both, {
			period: year,
			asOf: getDay(today),
		})
		expect(total).toBe(1)
		expect(differences.map(({ switches }) => switches)).toEqual([['fx']])
		const [delta] = differences
		expect(delta!.other.churn - delta!.one.churn).toBe(-10_000_000n)
		expect(delta!.other.fx).toBe(-10_000_000n)
	})
})
