import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTestApp, type TestApp } from '../../e2e/test-app.ts'
import { loadLines } from './fixtures/test-workspace.ts'
import { updateRevenue } from './update-revenue.ts'

const period = 'from=2025-12-31&to=2026-06-29'
let test: TestApp
beforeAll(async () => {
	test = await makeTestApp()
	const head =
		'id,account_id,product,quantity,quantity_unit,unit_price,currency,billing_interval,started_on,ended_on'
	await loadLines(
		test.context,
		{
			'subscriptions.csv': [
				head,
				'r1,own,Extra,3,seats,33.33,USD,year,2025-02-01,2026-03-01',
				'r1,own,Extra,7,seats,35.01,USD,year,2026-03-01,',
				'r2,others,Extra,1,,100,USD,quarter,2025-02-01,2026-04-10',
			],
		},
		'2026-06-30',
	)
}, 120_000)
afterAll(() => test?.end())

async function read(path: string, as: 'admin' | 'csm' = 'admin') {
	const answer = await test.call('GET', path, { as })
	expect([path, answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([path, 200, ''])
	return answer.json()
}

const units = (amount: string) => {
	const [whole, fraction = ''] = amount.replace('-', '').split('.')
	const size = BigInt(`${whole}${fraction.padEnd(6, '0')}`)
	return amount.startsWith('-') ? -size : size
}
const sum = (amounts: string[]) => amounts.map(units).reduce((total, amount) => total + amount, 0n)
/** Rounded half to even at the cent. */
const cents = (total: bigint) => {
	const [quotient, rest] = [total / 10_000n, total % 10_000n]
	return rest > 5_000n || (rest === 5_000n && quotient % 2n === 1n) ? quotient + 1n : quotient
}

describe('from a figure down to its lines', () => {
	it('members, their lines, and the cohort’s figures are the same money', async () => {
		const { groups } = await read(`/retention?${period}`)
		const { items, total } = await read(`/retention/accounts?${period}&limit=200`)
		expect(items).toHaveLength(total)
		expect(total).toBe(groups[0].cohort.logos_start)
		let [start, end, kept] = [0n, 0n, 0n]
		for (const { account_id, start_mrr, end_mrr } of items) {
			const { balances } = await read(`/retention/accounts/${account_id}?${period}`)
			expect(sum(balances.map((line: { start_mrr: string }) => line.start_mrr))).toBe(units(start_mrr))
			expect(sum(balances.map((line: { end_mrr: string }) => line.end_mrr))).toBe(units(end_mrr))
			start += units(start_mrr)
			end += units(end_mrr)
			const lost = units(start_mrr) - units(end_mrr)
			kept += units(start_mrr) - (lost > 0n ? lost : 0n)
		}
		expect(cents(start)).toBe(sum([groups[0].cohort.start_mrr]) / 10_000n)
		expect(cents(end)).toBe(sum([groups[0].cohort.end_mrr]) / 10_000n)
		expect(groups[0].nrr).toBeCloseTo(Number(end) / Number(start), 12)
		expect(groups[0].grr).toBeCloseTo(Number(kept) / Number(start), 12)
	})
	it('changes of lines sum to the movements of their day, levers to each of them', async () => {
		const { movements, changes } = await read(`/retention/accounts/own?${period}`)
		expect(movements.map(({ day, kind }: { day: string; kind: string }) => `${day} ${kind}`)).toEqual([
			'2026-03-01 expansion',
		])
		const change = changes.map(
			(line: { mrr_after: string; mrr_before: string }) => units(line.mrr_after) - units(line.mrr_before),
		)
		expect(change.reduce((total: bigint, amount: bigint) => total + amount, 0n)).toBe(
			units(movements[0].amount),
		)
		expect(sum(Object.values(movements[0].levers))).toBe(units(movements[0].amount))
	})
	it('says what it is worth to lose less, as in the worked example', async () => {
		const { years } = await read('/retention/what-if?arr=8000000&churn=0.15&other=0.10&years=1')
		expect(years).toEqual([
			{
				year: 1,
				lost: '1200000.00',
				lost_other: '800000.00',
				arr: '6800000.00',
				arr_other: '7200000.00',
				worth: '400000.00',
			},
		])
	})
	it('sets a target for a quarter and shows how far off it is', async () => {
		const body = { quarter: '2026-Q1', dimension: 'all', group: 'all', measure: 'grr', value: '0.95' }
		const refused = await test.call('PUT', '/retention/targets', { as: 'csm', body })
		expect(refused.statusCode).toBe(403)
		const set = await test.call('PUT', '/retention/targets', { as: 'admin', body })
		expect(set.statusCode).toBe(204)
		const { variances } = await read('/retention?from=2025-12-31&to=2026-03-31')
		expect(variances).toEqual([
			{
				group: 'all',
				measure: 'grr',
				target: '0.95',
				actual: '1.000000',
				variance: '0.05',
				// Rates of retention are of the twelve months up to the end of the quarter.
				from: '2025-03-31',
				to: '2026-03-31',
			},
		])
	})
	it('tells the definitions, the policies and the benchmarks with their sources', async () => {
		const { definitions, policies, benchmarks } = await read('/retention/definitions', 'csm')
		expect(definitions.map(({ id }: { id: string }) => id)).toEqual(
			expect.arrayContaining(['nrr', 'grr', 'levers']),
		)
		expect(policies.map(({ id }: { id: string }) => id)).toEqual(['standard', 'chartmogul'])
		expect(benchmarks.every(({ source, url }: { source: string; url: string }) => source && url)).toBe(true)
	})
	it('lists the movements of a slice, which sum to the slice’s figure, and moves between slices', async () => {
		for (const by of ['segment', 'csm', 'product', 'parent', 'cohort']) {
			const { groups } = await read(`/retention?${period}&by=${by}`)
			for (const row of groups) {
				const slice = `by=${by}&group=${encodeURIComponent(row.group)}`
				for (const [kind, sign] of [
					['new', 1n],
					['expansion', 1n],
					['contraction', -1n],
					['churn', -1n],
					['entering', 1n],
					['leaving', -1n],
				] as const) {
					const list = await read(`/retention/movements?${period}&${slice}&kind=${kind}`)
					expect(list.items).toHaveLength(list.total)
					const listed = sum(list.items.map(({ amount }: { amount: string }) => amount))
					expect(listed).toBe(units(list.amount))
					// What is shown is rounded so that the row adds up: a part may give way by a cent.
					const off = cents(sign * listed) - units(row[kind]) / 10_000n
					expect([by, row.group, kind, off >= -1n && off <= 1n]).toEqual([by, row.group, kind, true])
				}
				const { start_mrr } = await read(`/retention/accounts?${period}&${slice}`)
				expect(cents(units(start_mrr))).toBe(units(row.cohort.start_mrr) / 10_000n)
			}
		}
	})
	it('shows a restricted person their own part, everywhere the same accounts', async () => {
		await test.context.pool.query('update auth_user set is_restricted = true where id = $1', [
			test.userIds.csm,
		])
		test.app.identify.forget()
		try {
			const { groups, own_accounts, left_out } = await read(`/retention?${period}`, 'csm')
			expect([own_accounts, left_out]).toEqual([1, []])
			const { items } = await read(`/retention/accounts?${period}`, 'csm')
			expect(items.map(({ account_id }: { account_id: string }) => account_id)).toEqual(['own'])
			expect(cents(units(items[0].end_mrr))).toBe(units(groups[0].end_mrr) / 10_000n)
			const moves = await read(`/retention/movements?${period}`, 'csm')
			const who = moves.items.map(({ account_id }: { account_id: string }) => account_id)
			expect(new Set(who)).toEqual(new Set(['own']))
			const { mrr } = await read('/retention/contracted?until=2027-06-30', 'csm')
			expect(units(mrr)).toBe(units(groups[0].end_mrr))
			const { curves } = await read('/retention/survival', 'csm')
			expect(curves[0].accounts).toBe(1)
			const { cohorts } = await read('/retention/cohorts', 'csm')
			expect(cohorts.reduce((all: number, { size }: { size: number }) => all + size, 0)).toBe(1)
			for (const path of [`/retention/compare?${period}`, '/retention/reported?month=2026-05-31']) {
				expect([path, (await test.call('GET', path, { as: 'csm' })).statusCode]).toEqual([path, 403])
			}
			const csv = await test.call('GET', `/retention/export?table=accounts&${period}`, { as: 'csm' })
			expect(csv.body).toContain('own,')
			expect(csv.body).not.toContain('others')
			expect((await test.call('GET', `/retention/accounts/others?${period}`, { as: 'csm' })).statusCode).toBe(
				404,
			)
		} finally {
			await test.context.pool.query('update auth_user set is_restricted = false where id = $1', [
				test.userIds.csm,
			])
			test.app.identify.forget()
		}
	})
	it('slices by custom attributes once the day has found them, and says how it counted', async () => {
		await updateRevenue(test.context.pool, { now: test.clock.now })
		const { attributes, policy_in_force } = await read('/retention/definitions')
		expect([attributes, policy_in_force]).toEqual([['plan color'], 'standard'])
		const by = encodeURIComponent('attribute:plan color')
		// Attributes hold from the day of the load that brought them.
		const days = 'from=2025-12-31&to=2026-06-30'
		const { groups, caveats } = await read(`/retention?${days}&by=${by}`)
		const { groups: whole } = await read(`/retention?${days}`)
		expect(sum(groups.map((row: { end_mrr: string }) => row.end_mrr))).toBe(units(whole[0].end_mrr))
		expect(groups.map(({ group }: { group: string }) => group)).toContain('red')
		expect(caveats.join(' ')).toMatch(/Churn counts on the first day.*unknown/s)
	})
	it('reads back what the day kept ready, equal to what the ledgers give', async () => {
		const { pool } = test.context
		const usual = 'from=2025-06-30&to=2026-06-30'
		const stored = await read(`/retention?${usual}&by=segment`)
		const { rowCount } = await pool.query(
			"select 1 from revenue_answer where request like 'figures %segment'",
		)
		expect(rowCount).toBeGreaterThan(3)
		await pool.query("update revenue_run set computed_at = computed_at + interval '1 second'")
		await pool.query('delete from revenue_answer')
		expect(await read(`/retention?${usual}&by=segment`)).toEqual(stored)
	})
	it('refuses a period that ends before it begins, and a policy that there is not', async () => {
		for (const query of ['from=2026-01-02&to=2026-01-01', `${period}&policy=own`]) {
			expect((await test.call('GET', `/retention?${query}`, { as: 'admin' })).statusCode).toBe(400)
		}
	})
})
