import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTestApp, type TestApp } from '../../e2e/test-app.ts'
import { loadLines } from './fixtures/test-workspace.ts'

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
			{ group: 'all', measure: 'grr', target: '0.95', actual: '1.000000', variance: '0.05' },
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
	it('refuses a period that ends before it begins, and a policy that there is not', async () => {
		for (const query of ['from=2026-01-02&to=2026-01-01', `${period}&policy=own`]) {
			expect((await test.call('GET', `/retention?${query}`, { as: 'admin' })).statusCode).toBe(400)
		}
	})
})
