import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatAmountMinor } from '../../core/money/amount.ts'
import { formatDay, getDay } from '../../core/time/day.ts'
import { makeTestApp, type TestApp } from '../../e2e/test-app.ts'
import { runDay } from '../jobs/run-day.ts'
import { importFiles } from '../sources/import-files.ts'
import { writeFiles } from '../sources/import-workspace.ts'
import { isDisputed, itemsOf } from './outlook-item.ts'
import { findOutlookRun, readOutlook } from './outlook-store.ts'

const accounts = Array.from({ length: 40 }, (_, index) => index)
const owners = ['csm@example.com', 'other@example.com', '']
const dayOf = (index: number) => formatDay(getDay('2026-07-20') + (index % 6) * 9)
const files = {
	'accounts.csv': [
		'id,name,owner_email',
		...accounts.map(index => `a${index},Account ${index},${owners[index % 3]}`),
	],
	'subscriptions.csv': [
		'id,account_id,product,quantity,unit_price,currency,billing_interval,started_on,term_ends_on,ended_on,auto_renews',
		...accounts.map(
			index =>
				`s${index},a${index},Core,1,${1_000 * (index + 1)},${index === 5 ? 'EUR' : 'USD'},year,2025-07-20,${dayOf(index)},,false`,
		),
	],
	'usage_daily.csv': [
		'account_id,day,event,count,users',
		...accounts.flatMap(index =>
			Array.from(
				{ length: 70 },
				(_, back) =>
					`a${index},${formatDay(getDay('2026-06-30') - back)},login,${1 + ((index * 7 + back) % 50)},2`,
			),
		),
	],
	// Eight of ten renewed: what is open is likely.
	'renewals.csv': [
		'id,account_id,subscription_id,renewal_on,target_amount,currency,outcome,final_amount,closed_on',
		...Array.from({ length: 10 }, (_, index) => {
			const outcome = index < 8 ? 'renewed,100' : 'churned,0'
			return `r${index},a${index},,2025-03-0${(index % 9) + 1},100,USD,${outcome},2025-03-01`
		}),
	],
	'team.csv': ['email,name,role', 'csm@example.com,Carla,csm', 'other@example.com,Otto,csm'],
}

let test: TestApp
async function get(path: string, as = 'admin') {
	const answer = await test.call('GET', path, { as: as as 'admin' })
	return { status: answer.statusCode, ...answer.json() }
}
async function change(path: string, body: object, method: 'POST' | 'PATCH' = 'POST') {
	const answer = await test.call(method, path, { as: 'manager', body })
	expect(answer.statusCode).toBe(200)
}
const span = 'from=2026-07-01&to=2026-12-31'

beforeAll(async () => {
	test = await makeTestApp({ withData: false })
	const folder = join(test.context.dataFolder, 'files')
	await writeFiles(
		folder,
		Object.fromEntries(Object.entries(files).map(([name, lines]) => [name, lines.join('\n')])),
	)
	await importFiles(test.context, [folder], { today: getDay('2026-05-01') })
	await runDay(test.context, { now: test.clock.now })
	const at = (index: number) => `/accounts/a${index}/renewals/${dayOf(index)}`
	await change(`${at(0)}/calls`, { as: 'csm', category: 'lost' })
	await change(`${at(1)}/calls`, { as: 'manager', category: 'commit', amount: '1.00' })
	await change(`${at(7)}/close`, { outcome: 'renewed', final_amount: '9000' })
	await change(`${at(8)}/close`, { outcome: 'churned', reason: 'price' })
	await change(at(9), { target_amount: '123456.78' }, 'PATCH')
	await change(at(10), { owner_email: 'csm@example.com', stage: 'verbal_commit' }, 'PATCH')
})
afterAll(() => test?.end())

/** The same counted from every decision one by one, as the forecast counts it. */
async function countedOneByOne(wanted: (item: ReturnType<typeof itemsOf>[number]) => boolean) {
	const { pool } = test.context
	const found = await readOutlook(pool, getDay('2026-07-01'), getDay('2026-12-31'))
	const items = itemsOf(found, await findOutlookRun(pool)).filter(wanted)
	return [...Map.groupBy(items, ({ entry }) => entry.renewalOn)]
		.sort(([a], [b]) => a - b)
		.map(([day, some]) => ({
			day: formatDay(day),
			count: some.length,
			open: some.filter(({ entry }) => entry.state === 'open').length,
			target_amount: formatAmountMinor(
				some.reduce((sum, { entry }) => sum + (entry.targetMinor ?? 0n), 0n),
				'USD',
			),
		}))
}
const figuresOf = (days: Record<string, unknown>[]) =>
	days.map(({ day, count, open, target_amount }) => ({ day, count, open, target_amount }))

describe('the calendar', () => {
	it.each([
		['everything', '', () => true],
		['what is open', '&open=yes', item => item.entry.state === 'open'],
		['what is decided', '&open=no', item => item.entry.state !== 'open'],
		['one owner’s', '&owner=csm@example.com', item => item.entry.ownerEmail === 'csm@example.com'],
		['nobody’s', '&owner=none', item => item.entry.ownerEmail === null],
		['what is called commit', '&category=commit', item => item.entry.category === 'commit'],
		['what is called likely', '&category=likely', item => item.entry.category === 'likely'],
		['what is called lost', '&category=lost', item => item.entry.category === 'lost'],
		['what calls are at odds of', '&disagree=yes', isDisputed],
		['what they agree on', '&disagree=no', item => !isDisputed(item)],
	] as [string, string, Parameters<typeof countedOneByOne>[0]][])(
		'counts %s as the forecast does',
		async (_, query, wanted) => {
			const { days } = await get(`/renewals/calendar?${span}${query}`)
			const expected = await countedOneByOne(wanted)
			expect(expected.length).toBeGreaterThan(0)
			expect(figuresOf(days)).toEqual(expected)
		},
	)
	it('sums by risk to the whole, and counts the open ones at high risk', async () => {
		const all = (await get(`/renewals/calendar?${span}`)).days
		const list = await get('/accounts?include=all&limit=200')
		const risky = new Set(
			list.items.flatMap((item: { id: string; risk: string | null }) =>
				item.risk === 'high' ? [item.id] : [],
			),
		)
		const shown = (await get(`/renewals/calendar?${span}&risk=high`)).days
		const ids = shown.flatMap(({ items }: { items: { account_id: string }[] }) =>
			items.map(({ account_id: id }) => id),
		)
		expect(new Set(ids)).toEqual(risky)
		const sum = (key: string) =>
			all.reduce((total: number, day: Record<string, number>) => total + (day[key] ?? 0), 0)
		const decided = ids.filter((id: string) => id === 'a7' || id === 'a8').length
		expect(sum('high_risk')).toBe(risky.size - decided)
	})
	it('names the largest of the days that are asked for, a person’s target included', async () => {
		const { days } = await get(`/renewals/calendar?${span}&items_from=2026-08-16&items_to=2026-08-16`)
		const named = days.filter(({ items }: { items: unknown[] }) => items.length > 0)
		expect(named).toHaveLength(1)
		const [day] = named
		expect(day.day).toBe('2026-08-16')
		expect(day.items).toHaveLength(day.count)
		const amounts = day.items.map((item: { target_amount: string }) => Number(item.target_amount))
		expect(amounts).toEqual([...amounts].sort((a: number, b: number) => b - a))
		expect(day.items[0]).toMatchObject({ account_id: 'a9', target_amount: '123456.78' })
		expect(figuresOf(days)).toEqual(await countedOneByOne(() => true))
	})
	it('shows somebody who is restricted only what is theirs, whoever they ask for', async () => {
		await test.context.pool.query('update auth_user set is_restricted = true where id = $1', [
			test.userIds.csm,
		])
		test.app.identify.forget()
		const own = await countedOneByOne(({ entry }) => entry.ownerEmail === 'csm@example.com')
		expect(figuresOf((await get(`/renewals/calendar?${span}`, 'csm')).days)).toEqual(own)
		expect((await get(`/renewals/calendar?${span}&owner=other@example.com`, 'csm')).days).toEqual([])
		expect((await get(`/renewals/calendar?${span}&owner=none`, 'csm')).days).toEqual([])
	})
	it('refuses more than 400 days', async () => {
		const refused = await get('/renewals/calendar?from=2026-01-01&to=2027-12-31')
		expect(refused).toMatchObject({ status: 400, errors: [{ at: 'query.to' }] })
	})
})
