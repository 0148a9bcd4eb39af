import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDay } from '../../core/time/day.ts'
import { makeTestApp, type TestApp, testToday } from '../../e2e/test-app.ts'
import { runDay } from '../jobs/run-day.ts'
import { importFiles } from '../sources/import-files.ts'
import { writeFiles } from '../sources/import-workspace.ts'

// Reasons of losses, contracted MRR and CS-driven expansion open to what they are made of, and it adds up.

let test: TestApp
beforeAll(async () => {
	test = await makeTestApp()
	const folder = `${test.context.dataFolder}/more`
	const lost = Array.from({ length: 9 }, (_, at) => ({ id: `l${at}`, price: 10 + 3.35 * at, day: 1 + at }))
	await writeFiles(folder, {
		'accounts.csv': ['id,name', ...lost.map(({ id }) => `${id},Lost ${id}`)].join('\n'),
		'subscriptions.csv': [
			'id,account_id,product,quantity,unit_price,currency,billing_interval,started_on,ended_on,signed_on,term_ends_on',
			...lost.map(
				({ id, price, day }) => `s${id},${id},Base,1,${price},USD,month,2025-01-01,2026-03-0${day},,`,
			),
			's6,nobodys,Later,1,500,USD,month,2026-09-01,,2026-06-01,',
			's7,nobodys,Soon,3,12.50,USD,month,2026-08-01,,2026-06-01,',
		].join('\n'),
		'cancellations.csv': [
			'id,account_id,effective_on,notified_on,reason,competitor',
			...lost
				.slice(0, 6)
				.map(
					({ id, day }, at) =>
						`c${id},${id},2026-03-0${day},2026-01-01,${at % 2 === 0 ? 'price' : 'product'},${at === 0 ? 'Rival' : ''}`,
				),
			'cown,own,2026-09-15,2026-06-15,moved,',
		].join('\n'),
		'opportunities.csv': [
			'id,account_id,kind,amount,currency,stage,source,created_on,closed_on',
			'o1,own,seats,1200.50,USD,won,cs,2026-01-01,2026-02-01',
			'o2,others,price,300,EUR,won,cs,2026-01-01,2026-03-01',
			'o3,own,seats,999,GBP,won,cs,2026-01-01,2026-03-01',
			'o4,own,seats,5000,USD,won,sales,2026-01-01,2026-03-01',
			'o5,own,seats,70,USD,won,cs,2024-01-01,2024-03-01',
			'o6,own,seats,70,USD,lost,cs,2026-01-01,2026-03-01',
		].join('\n'),
		'fx_rates.csv': 'currency,day,rate\nEUR,2026-03-01,1.1\n',
	})
	await importFiles(test.context, [folder], { today: getDay(testToday) })
	await runDay(test.context, { now: test.clock.now })
})
afterAll(() => test?.end())

async function read(path: string, as: 'admin' | 'csm' = 'admin') {
	const answer = await test.call('GET', path, { as })
	expect([path, answer.statusCode]).toEqual([path, 200])
	return answer.json()
}
const period = 'from=2025-10-31&to=2026-06-30'
const sumOf = (texts: readonly string[]) => texts.reduce((sum, text) => sum + Number(text), 0)

describe('a loss', () => {
	it('opens to the movements of its own reason, competitor and segment alone', async () => {
		const { items } = await read(`/retention/reasons?${period}`)
		expect(items.length).toBeGreaterThan(3)
		const opened = new Set<string>()
		for (const row of items) {
			const why = new URLSearchParams({
				kind: row.kind,
				reason: row.reason ?? '',
				competitor: row.competitor ?? '',
				segment: row.segment ?? '',
			})
			const found = await read(`/retention/movements?${period}&${why}&limit=200`)
			expect([row.reason, found.total, -Number(found.amount)]).toEqual([
				row.reason,
				row.movements,
				expect.closeTo(Number(row.mrr), 2),
			])
			expect(sumOf(found.items.map((item: { amount: string }) => item.amount))).toBeCloseTo(
				Number(found.amount),
				6,
			)
			for (const { account_id, day } of found.items) opened.add(`${account_id} ${day}`)
			const table = await test.call('GET', `/retention/export?table=movements&${period}&${why}`, {
				as: 'admin',
			})
			expect(table.body.trim().split('\r\n').join('\n').split('\n')).toHaveLength(row.movements + 1)
		}
		const all = await read(`/retention/movements?${period}&kind=lost&limit=200`)
		expect(opened.size).toBe(all.total)
	})
})

describe('contracted MRR', () => {
	it('is today’s with the changes that are listed, and each account’s lines make it', async () => {
		const until = '2026-12-31'
		const ahead = await read(`/retention/contracted?until=${until}`)
		expect(
			ahead.movements.map((move: { account_id: string; kind: string }) => [move.account_id, move.kind]),
		).toEqual([
			['nobodys', 'expansion'],
			['nobodys', 'expansion'],
			['own', 'churn'],
		])
		const sum = sumOf(ahead.movements.map(({ amount }: { amount: string }) => amount))
		expect(Number(ahead.mrr) + sum).toBeCloseTo(Number(ahead.contracted_mrr), 6)
		for (const id of ['own', 'others', 'nobodys', 'l3']) {
			const one = await read(`/retention/contracted/${id}?until=${until}`)
			const { lines, movements } = one
			expect(sumOf(lines.map(({ mrr }: { mrr: string }) => mrr))).toBeCloseTo(Number(one.mrr), 6)
			expect(sumOf(lines.map((line: { contracted_mrr: string }) => line.contracted_mrr))).toBeCloseTo(
				Number(one.contracted_mrr),
				6,
			)
			const own = ahead.movements.filter(({ account_id }: { account_id: string }) => account_id === id)
			expect(movements.map(({ amount }: { amount: string }) => Number(amount))).toEqual(
				own.map(({ amount }: { amount: string }) => Number(amount)),
			)
		}
	})
})

describe('CS-driven expansion', () => {
	it('opens to the opportunities that make it, and says what is in no figure', async () => {
		const won = await read(`/retention/cs-expansion?${period}`)
		expect(won).toMatchObject({ total: 2, amount: '1530.50', left_out: 1 })
		expect(
			won.items.map((item: { opportunity_id: string; converted: string }) => [
				item.opportunity_id,
				item.converted,
			]),
		).toEqual([
			['o1', '1200.50'],
			['o2', '330.00'],
		])
		const { cs_expansion_rate: rate } = await read(`/retention?${period}`)
		expect(Number(won.amount) / Number(won.start_arr)).toBeCloseTo(rate, 9)
		const page = await read(`/retention/cs-expansion?${period}&limit=1`)
		const rest = await read(`/retention/cs-expansion?${period}&limit=1&cursor=${page.next_cursor}`)
		expect([...page.items, ...rest.items]).toEqual(won.items)
		const table = await test.call('GET', `/retention/export?table=won&${period}`, { as: 'admin' })
		expect(table.body).toContain('o2')
	})
})
