import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDay } from '../../core/time/day.ts'
import { makeTestApp, type TestApp, testToday } from '../../e2e/test-app.ts'
import { runDay } from '../jobs/run-day.ts'
import { importFiles } from '../sources/import-files.ts'
import { writeFiles } from '../sources/import-workspace.ts'

let test: TestApp
beforeAll(async () => {
	test = await makeTestApp()
})
afterAll(() => test?.end())

async function read(path: string) {
	const answer = await test.call('GET', path, { as: 'admin' })
	expect([path, answer.statusCode]).toEqual([path, 200])
	return answer.json()
}

describe('the ARR history of an account', () => {
	it('has every change with its parts, and ends at the ARR of now', async () => {
		const folder = `${test.context.dataFolder}/more`
		await writeFiles(folder, {
			'subscriptions.csv': [
				'id,account_id,product,quantity,quantity_unit,unit_price,currency,billing_interval,started_on,ended_on,status',
				's9,own,Addon,2,seats,50,USD,month,2026-01-15,2026-03-15,cancelled',
				's8,own,Plus,4,seats,25,USD,month,2026-04-01,,active',
			].join('\n'),
		})
		await importFiles(test.context, [folder], { today: getDay(testToday) })
		await runDay(test.context, { now: test.clock.now })
		const history = await read('/accounts/own/arr')
		expect(
			history.steps.map(({ day, kind, arr_before, arr_after }: Record<string, string>) => [
				day,
				kind,
				arr_before,
				arr_after,
			]),
		).toEqual([
			['2025-08-01', 'new', '0.00', '12000.00'],
			['2026-01-15', 'expansion', '12000.00', '13200.00'],
			['2026-03-15', 'contraction', '13200.00', '12000.00'],
			['2026-04-01', 'expansion', '12000.00', '13200.00'],
		])
		expect(history.steps[1]).toMatchObject({ seats: '0.00', price: '0.00', product: '1200.00' })
		expect(history.arr).toBe((await read('/accounts/own')).account.arr)
		expect(history.products.map(({ product }: { product: string }) => product)).toEqual([
			'Base',
			'Plus',
			'Addon',
		])
		expect(history.left_out).toEqual([])
	})

	it('says which line is why there is none', async () => {
		const folder = `${test.context.dataFolder}/foreign`
		await writeFiles(folder, {
			'subscriptions.csv':
				'id,account_id,product,quantity,unit_price,currency,billing_interval,started_on\nsx,others,Addon,2,50,JPY,month,2026-01-15\n',
		})
		await importFiles(test.context, [folder], { today: getDay(testToday) })
		const history = await read('/accounts/others/arr')
		expect(history).toMatchObject({ arr: null, steps: [] })
		expect(history.left_out).toMatchObject([{ because: 'no_rate' }])
	})
})

describe('the churn probability in lists', () => {
	async function foretell(day: string, values: Record<string, number>) {
		await test.context.pool.query('delete from churn_prediction')
		for (const [id, probability] of Object.entries(values)) {
			await test.context.pool.query(
				`insert into churn_prediction (account_id, as_of, predictor_version, probability, reasons)
				select account_id, $2, 1, $3, '[]' from account where external_id = $1`,
				[id, day, probability],
			)
		}
	}
	const listed = async (query: string) =>
		(await read(`/accounts?${query}`)).items.map((item: { id: string; churn_probability: number | null }) => [
			item.id,
			item.churn_probability,
		])

	it('is unknown with its reason where nothing was foretold', async () => {
		await foretell('2026-06-30', {})
		const { items } = await read('/accounts')
		expect(items[0]).toMatchObject({
			churn_probability: null,
			churn_unknown: 'nothing foretold',
			churn_stale: false,
		})
	})

	it('can be sorted and filtered by, unknown last and in no filter', async () => {
		await foretell('2026-06-30', { own: 0.31, others: 0.08 })
		expect(await listed('sort=-churn_probability')).toEqual([
			['own', 0.31],
			['others', 0.08],
			['nobodys', null],
		])
		expect(await listed('sort=churn_probability')).toEqual([
			['others', 0.08],
			['own', 0.31],
			['nobodys', null],
		])
		expect(await listed(`filter=${encodeURIComponent('churn_probability >= 0.2')}`)).toEqual([['own', 0.31]])
		expect((await read('/accounts?search=nobodys')).items[0].churn_unknown).toBe('not foretold for it')
		expect((await read('/accounts/own')).account).toMatchObject({
			churn_probability: 0.31,
			churn_as_of: '2026-06-30',
			churn_stale: false,
		})
	})

	it('is marked where it is of an earlier day, and gone after a month', async () => {
		await foretell('2026-06-10', { own: 0.4 })
		expect((await read('/accounts/own')).account).toMatchObject({
			churn_probability: 0.4,
			churn_as_of: '2026-06-10',
			churn_stale: true,
		})
		await foretell('2026-05-20', { own: 0.4 })
		expect((await read('/accounts/own')).account).toMatchObject({
			churn_probability: null,
			churn_unknown: 'nothing foretold',
		})
	})
})

describe('what people enter while a source is stale', () => {
	it('counts as a touch of its account, and leaves the source as stale as it is', async () => {
		test.clock.now = new Date('2026-07-02T12:00:00Z')
		await test.context.pool.query(`update workspace set settings = settings || '{"today": "2026-07-20"}'`)
		await runDay(test.context, { now: test.clock.now })
		const stateOf = async () => {
			const { kinds, state } = await read('/freshness')
			return { state, engagement: kinds.find(({ kind }: { kind: string }) => kind === 'engagement') }
		}
		const contact = async (id: string) =>
			(await read(`/accounts/${id}/metrics`)).items.find(
				(item: { id: string }) => item.id === 'days_since_contact',
			)
		const before = await stateOf()
		expect(before.engagement).toMatchObject({ data_until: '2026-06-30', stale: true })
		const others = await contact('others')
		const logged = await test.call('POST', '/accounts/own/engagements', {
			as: 'csm',
			body: { kind: 'call', occurred_at: '2026-07-19' },
		})
		expect(logged.statusCode).toBe(200)
		expect(await stateOf()).toEqual(before)
		await runDay(test.context, { now: test.clock.now })
		expect(await stateOf()).toEqual(before)
		expect(await contact('own')).toMatchObject({ value: 1, unknown: null })
		expect(await contact('others')).toEqual(others)
	})
})
