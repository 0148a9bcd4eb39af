import { afterAll, beforeAll, expect, it } from 'vitest'
import { getDay } from '../../core/time/day.ts'
import { makeTestApp, type TestApp, testToday } from '../../e2e/test-app.ts'
import { runDay } from '../jobs/run-day.ts'
import { importFiles } from '../sources/import-files.ts'
import { writeFiles } from '../sources/import-workspace.ts'

// Between a merge and the next run of the day Retention says what it says after that run: nobody is counted twice.

let test: TestApp
beforeAll(async () => {
	test = await makeTestApp()
	const folder = `${test.context.dataFolder}/more`
	await writeFiles(folder, {
		'subscriptions.csv': [
			'id,account_id,product,quantity,unit_price,currency,billing_interval,started_on,ended_on,signed_on',
			's4,others,Extra,1,70,USD,month,2025-09-15,2026-03-10,',
			's5,own,Base,3,50,USD,month,2026-02-01,,',
			's6,nobodys,Later,1,500,USD,month,2026-09-01,,2026-06-01',
		].join('\n'),
		'cancellations.csv':
			'id,account_id,effective_on,notified_on,reason\nc1,others,2026-09-01,2026-06-15,price\n',
	})
	await importFiles(test.context, [folder], { today: getDay(testToday) })
	await runDay(test.context, { now: test.clock.now })
})
afterAll(() => test?.end())

const period = 'from=2025-08-31&to=2026-06-30'
const paths = [
	`/retention?${period}`,
	...['segment', 'csm', 'product', 'cohort', 'industry', 'parent'].map(by => `/retention?${period}&by=${by}`),
	`/retention/months?${period}`,
	`/retention/months?${period}&by=segment`,
	`/retention/movements?${period}`,
	`/retention/movements?${period}&kind=lost`,
	`/retention/accounts?${period}`,
	`/retention/accounts?${period}&kind=end`,
	'/retention/cohorts?every=month&measure=nrr',
	'/retention/survival?',
	'/retention/contracted?until=2026-12-31',
	`/retention/compare?${period}`,
]

/** What stands beside a movement is looked for by the run of the day. */
const ofTheDay = new Set(['segment', 'owner_email', 'reason'])

async function readAll(): Promise<Record<string, unknown>> {
	const answers: Record<string, unknown> = {}
	for (const path of paths) {
		const answer = await test.call('GET', path, { as: 'admin' })
		expect([path, answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([path, 200, ''])
		answers[path] = JSON.parse(answer.body, (key, value: unknown) => (ofTheDay.has(key) ? null : value))
	}
	return answers
}

it('a merge, and its undo, is in every figure at once', async () => {
	const before = await readAll()
	const merged = await test.call('POST', '/accounts/own/merge', { as: 'ops', body: { merged_id: 'others' } })
	expect(merged.statusCode).toBe(200)
	const between = await readAll()
	expect(between[`/retention?${period}`]).not.toEqual(before[`/retention?${period}`])
	await runDay(test.context, { now: test.clock.now })
	expect(between).toEqual(await readAll())

	const undone = await test.call('POST', `/merges/${merged.json().id}/undo`, { as: 'ops', body: {} })
	expect(undone.statusCode).toBe(200)
	expect(await readAll()).toEqual(before)
	await runDay(test.context, { now: test.clock.now })
	expect(await readAll()).toEqual(before)
}, 240_000)
