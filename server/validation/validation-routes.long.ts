import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { defaultModel } from '../../core/catalog/default-model.ts'
import { formatDay, getDay } from '../../core/time/day.ts'
import { demoEvents } from '../../demo/demo-events.ts'
import { makeDemo } from '../../demo/make-demo.ts'
import { makeTestApp, type TestApp, testToday } from '../../e2e/test-app.ts'
import { startModel } from '../model/model-store.ts'
import { importFiles } from '../sources/import-files.ts'
import { writeFiles } from '../sources/import-workspace.ts'
import { saveFixedToday } from '../workspace/workspace-store.ts'
import { isLookDue } from './start-look.ts'

/** Looks at history as a person does, and waits until it is done. */
async function look(test: TestApp, body: object = {}): Promise<void> {
	const started = await test.call('POST', '/validation/runs', { as: 'ops', body })
	expect(started.statusCode).toBe(200)
	const { id } = started.json<{ id: string }>()
	const job = await vi.waitFor(
		async () => {
			const seen = (await test.call('GET', `/jobs/${id}`, { as: 'ops' })).json()
			if (seen.state === 'running') throw new Error('it still runs')
			return seen
		},
		{ timeout: 180_000, interval: 300 },
	)
	expect(job).toMatchObject({ kind: 'validation', state: 'done', error: null })
}
const get = async (test: TestApp, path: string, as: 'admin' | 'csm' = 'admin') =>
	(await test.call('GET', path, { as })).json()

/** Yearly contracts of 40 accounts that all ended a year ago, renewed or not. */
function companyOf(renews: boolean): Record<string, string> {
	const ids = Array.from({ length: 40 }, (_, index) => `a${index}`)
	return {
		'accounts.csv': ['id,name,created_on', ...ids.map(id => `${id},Account ${id},2024-01-01`)].join('\n'),
		'subscriptions.csv': [
			'id,account_id,product,quantity,unit_price,currency,billing_interval,started_on,ended_on,term_ends_on,auto_renews,status',
			...ids.flatMap(id => [
				`s1${id},${id},Base,1,100,USD,month,2024-03-01,2025-03-01,2025-03-01,false,cancelled`,
				...(renews ? [`s2${id},${id},Base,1,100,USD,month,2025-03-01,,2026-12-01,false,active`] : []),
			]),
		].join('\n'),
		'usage_daily.csv': [
			'account_id,day,event,count,users',
			...ids.flatMap(id => [`${id},2024-06-03,login,5,2`, `${id},2026-06-29,login,5,2`]),
		].join('\n'),
	}
}

describe.each([
	['no churn in history', true, 0],
	['nothing but churn', false, 40],
])('a company with %s', (_, renews, churns) => {
	let test: TestApp
	beforeAll(async () => {
		test = await makeTestApp({ withData: false })
		const folder = join(test.context.dataFolder, 'files')
		await writeFiles(folder, companyOf(renews))
		await importFiles(test.context, [folder], { today: getDay(testToday) })
		await saveFixedToday(test.context.pool, getDay(testToday))
		await look(test)
	}, 240_000)
	afterAll(() => test?.end())

	it('has not enough history and no number, and says what there is', async () => {
		const stored = await get(test, '/validation')
		const terms = stored.populations.find((part: { population: string }) => part.population === 'terms')
		expect(terms).toMatchObject({
			cases: 40,
			churns,
			verdict: 'not enough history',
			auc: null,
			brier: null,
			lift_interval: null,
			lead_time_interval: null,
			bands: [],
			calibration: [],
			calibration_bins: [],
			curve: [],
		})
		expect(terms.says[0]).toContain(`40 decided, ${churns} of them churned`)
	})
	it('has evidence without numbers, and proposes nothing', async () => {
		const evidence = await get(test, '/evidence')
		expect(evidence.looked_at).not.toBeNull()
		expect(evidence.metrics.every(({ auc }: { auc: unknown }) => auc === null)).toBe(true)
		expect(evidence.signals.every(({ lift }: { lift: unknown }) => lift === null)).toBe(true)
		const proposal = await get(test, '/model/proposal')
		expect(proposal.yaml).toBeNull()
		expect(proposal.models[0]).toMatchObject({ weights: null, gain: null })
		expect(proposal.models[0].says).toContain('Not enough history')
	})
	it('lists those who churned all the same', async () => {
		const list = await get(test, '/validation/cases?list=churned&limit=200')
		expect(list.total).toBe(churns)
		expect(list.items).toHaveLength(churns)
	})
})

describe('a company with history', () => {
	let test: TestApp
	beforeAll(async () => {
		test = await makeTestApp({ withData: false })
		const { context } = test
		const demo = await makeDemo({
			folder: join(context.dataFolder, 'demo'),
			seed: 3,
			accounts: 150,
			months: 24,
			usage: 'light',
		})
		await saveFixedToday(context.pool, getDay(demo.today))
		await importFiles(context, [demo.filesFolder], {})
		const settings = { ...defaultModel.settings, events: demoEvents }
		await startModel(context.pool, { ...defaultModel, settings }, 'demo', test.clock.now)
	}, 240_000)
	afterAll(() => test?.end())

	it('has nothing before somebody looked, and says so', async () => {
		expect(await get(test, '/validation')).toMatchObject({ ran_at: null, populations: [], job_id: null })
		expect(await get(test, '/validation/cases')).toMatchObject({ items: [], total: 0 })
		expect(await get(test, '/evidence')).toMatchObject({ looked_at: null, metrics: [], signals: [] })
		expect(await get(test, '/model/proposal')).toMatchObject({ looked_at: null, yaml: null, models: [] })
		expect(await get(test, '/churn')).toMatchObject({ items: [], as_of: null, total: 0 })
		expect(await get(test, '/review')).toMatchObject({ validated_on: null, verdicts: [], misses: [] })
	})

	it('is looked at once, however often somebody asks, and then answers at every horizon', async () => {
		const [first, second] = await Promise.all([
			test.call('POST', '/validation/runs', { as: 'ops', body: {} }),
			test.call('POST', '/validation/runs', { as: 'admin', body: {} }),
		])
		expect(second.json().id).toBe(first.json().id)
		await look(test)
		for (const days of [30, 60, 90, 120]) {
			const { populations } = await get(test, `/validation?horizon_days=${days}`)
			expect(populations.map((part: { population: string }) => part.population)).toEqual([
				'terms',
				'open_ended',
			])
			expect(populations[0].horizon_days).toBe(days)
			expect(populations[0].by_horizon.map((entry: { horizon_days: number }) => entry.horizon_days)).toEqual([
				30, 60, 90, 120,
			])
		}
	}, 240_000)

	it('has lists by threshold that agree with the curve', async () => {
		const { populations } = await get(test, '/validation')
		const { curve } = populations[0]
		expect(curve).toHaveLength(102)
		for (const threshold of [0, 40, 60, 101]) {
			const point = curve[threshold]
			const path = `/validation/cases?population=terms&threshold=${threshold}&limit=1`
			const total = async (list: string) => (await get(test, `${path}&list=${list}`)).total
			expect(await total('misses')).toBe(point.misses)
			expect(await total('false_alarms')).toBe(point.false_alarms)
			expect(await total('caught')).toBe(point.flagged - point.false_alarms)
		}
	})
	it('pages through cases without losing or repeating one', async () => {
		const seen = new Set<string>()
		let cursor: string | null = null
		let total = 0
		do {
			const page: {
				items: { account_id: string; decided_on: string }[]
				next_cursor: string | null
				total: number
			} = await get(
				test,
				`/validation/cases?limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
			)
			for (const item of page.items) seen.add(`${item.account_id} ${item.decided_on}`)
			total = page.total
			cursor = page.next_cursor
		} while (cursor)
		expect(seen.size).toBe(total)
		expect(total).toBe((await get(test, '/validation')).populations[0].cases)
	})
	it('keeps a period of its own beside the whole history', async () => {
		const whole = (await get(test, '/validation')).populations[0]
		const from = formatDay(getDay(whole.to) - 365)
		expect(await get(test, `/validation?from=${from}`)).toMatchObject({ ran_at: null })
		await look(test, { from })
		const part = (await get(test, `/validation?from=${from}`)).populations[0]
		expect(part.from).toBe(from)
		expect(part.cases).toBeLessThan(whole.cases)
		expect((await get(test, '/validation')).populations[0].cases).toBe(whole.cases)
	}, 240_000)
	it('refuses a period that ends before it begins, and thresholds that are none', async () => {
		const wrong = await test.call('GET', '/validation?from=2026-05-01&to=2026-04-01', { as: 'admin' })
		expect(wrong.statusCode).toBe(400)
		expect(wrong.body).toContain('on or before 2026-04-01')
		for (const path of ['/validation/cases?threshold=102', '/validation?horizon_days=45']) {
			expect((await test.call('GET', path, { as: 'admin' })).statusCode).toBe(400)
		}
	})

	it('tells metrics and signals apart, and proposes weights that a model can be made of', async () => {
		const evidence = await get(test, '/evidence')
		expect(evidence.metrics.length).toBeGreaterThan(50)
		expect(evidence.signals.length).toBeGreaterThan(20)
		const known = evidence.signals.filter(({ known_share }: { known_share: number }) => known_share > 0.5)
		expect(known.length).toBeGreaterThan(10)
		expect(evidence.history_cases).toBeGreaterThan(0)
		const proposal = await get(test, '/model/proposal')
		if (proposal.yaml !== null) {
			const plan = await test.call('POST', '/model/plan', { as: 'ops', body: { yaml: proposal.yaml } })
			expect(plan.json()).toMatchObject({ ok: true, problems: [] })
		}
		const { version } = await get(test, '/model')
		expect(version).toBe(1)
	})

	it('looks by itself when nobody has for a month, and not before', async () => {
		const { pool } = test.context
		const today = getDay((await get(test, '/validation')).populations[0].as_of)
		await pool.query(
			`insert into day_run (as_of, last_load_id, model_version, computed_at)
			select $1, last_load_id, model_version, computed_at from day_run limit 1 on conflict do nothing`,
			[formatDay(today)],
		)
		expect(await isLookDue(pool, test.clock.now)).toBe(false)
		await pool.query(`update validation set report = replace(report::text, $1, $2)::jsonb`, [
			`"as_of": "${formatDay(today)}"`,
			`"as_of": "${formatDay(today - 30)}"`,
		])
		expect(await isLookDue(pool, test.clock.now)).toBe(true)
	})

	it.each([
		['weights that sum to zero', /weight: [\d.]+/g, 'weight: 0', 'expected weights that sum to more than 0'],
		['a metric that is gone', /metric: ticket_load_90d/, 'metric: gone_by_now', 'gone_by_now'],
	])('refuses a model with %s in words', async (_, from, to, message) => {
		const { yaml } = await get(test, '/model')
		const body = { yaml: yaml.replace(from, to) }
		expect(body.yaml).not.toBe(yaml)
		const plan = (await test.call('POST', '/model/plan', { as: 'ops', body })).json()
		expect(plan.ok).toBe(false)
		expect(JSON.stringify(plan.problems)).toContain(message)
		const applied = await test.call('POST', '/model/versions', {
			as: 'ops',
			body: { ...body, base_version: 1 },
		})
		expect(applied.statusCode).toBe(400)
	})

	it('has a review that is due six months after the first data, and not once it was held', async () => {
		const state = await get(test, '/review/state')
		expect(state.last_on).toBeNull()
		const held = await test.call('POST', '/reviews', { as: 'ops', body: { note: 'weights stay' } })
		expect(held.statusCode).toBe(200)
		const review = await get(test, '/review')
		expect(review.is_due).toBe(false)
		expect(review.reviews[0]).toMatchObject({ reviewed_by: 'ops@example.com', note: 'weights stay' })
		expect(review.reviews[0].snapshot.misses).toBe(review.misses.length)
		expect(review.verdicts).toHaveLength(2)
		await test.context.pool.query(`update review set reviewed_on = reviewed_on - 190`)
		expect(await get(test, '/review/state')).toMatchObject({ is_due: true })
	})
	it('gives no names to somebody who sees only their own accounts', async () => {
		await test.context.pool.query('update auth_user set is_restricted = true where id = $1', [
			test.userIds.csm,
		])
		test.app.identify.forget()
		const { populations } = await get(test, '/validation', 'csm')
		expect(populations[0].cases).toBeGreaterThan(0)
		expect(populations[0].churned).toEqual([])
		expect(await get(test, '/validation/cases', 'csm')).toMatchObject({ items: [], total: 0 })
		expect(await get(test, '/review', 'csm')).toMatchObject({ misses: [], false_alarms: [] })
	})
})
