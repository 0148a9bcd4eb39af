import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDay } from '../../core/time/day.ts'
import { makeTestApp, type TestApp, testToday } from '../../e2e/test-app.ts'
import { runDay } from '../jobs/run-day.ts'
import { importFiles } from '../sources/import-files.ts'
import { writeFiles } from '../sources/import-workspace.ts'

let test: TestApp
beforeAll(async () => {
	test = await makeTestApp()
	const folder = `${test.context.dataFolder}/doubles`
	const doubles = Array.from(
		{ length: 12 },
		(_, at) => `d${at},Double ${at % 3} Inc,csm@example.com,double${at % 3}.example`,
	)
	await writeFiles(folder, {
		'accounts.csv': ['id,name,owner_email,domain', ...doubles].join('\n'),
		'tickets.csv': 'id,account_id,opened_at\nt77,ghost,2026-06-01\n',
	})
	await importFiles(test.context, [folder], { today: getDay(testToday) })
	await runDay(test.context, { now: test.clock.now })
})
afterAll(() => test?.end())

async function read(path: string, as: 'admin' | 'csm' | 'other' = 'admin') {
	const answer = await test.call('GET', path, { as })
	expect([path, answer.statusCode]).toEqual([path, 200])
	return answer.json()
}

describe('the list of a finding', () => {
	it('has every account of it page by page, as many as the report says', async () => {
		const finding = (await read('/quality')).findings.find(
			({ rule }: { rule: string }) => rule === 'probable_duplicate',
		)
		const seen: string[] = []
		let cursor: string | null = null
		do {
			const page = await read(
				`/quality/findings/probable_duplicate?limit=5${cursor ? `&cursor=${cursor}` : ''}`,
			)
			expect(page.total).toBe(finding.accounts)
			seen.push(...page.items.map((item: { account_id: string }) => item.account_id))
			cursor = page.next_cursor
		} while (cursor)
		expect(seen).toHaveLength(12)
		expect(new Set(seen).size).toBe(12)
		const { items } = await read('/quality/findings/probable_duplicate?search=d4')
		expect(items[0]).toMatchObject({ account_id: 'd4', owner_email: 'csm@example.com' })
		expect(items[0].others.map(({ id }: { id: string }) => id).sort()).toEqual(['d1', 'd10', 'd7'])
	})

	it('of every rule adds up to the report', async () => {
		const { findings } = await read('/quality')
		expect(findings.length).toBeGreaterThan(3)
		for (const finding of findings) {
			const { items, total, arr } = await read(`/quality/findings/${finding.rule}?limit=200`)
			const count = items.reduce((sum: number, item: { count: number }) => sum + item.count, 0)
			expect([finding.rule, total, count, arr]).toEqual([
				finding.rule,
				finding.accounts,
				finding.count,
				finding.arr,
			])
		}
	})

	it('is narrowed by owner and condition, and refuses what is none', async () => {
		const all = await read('/quality/findings/contact_untouched_90d')
		expect(all.total).toBe(2)
		expect((await read('/quality/findings/contact_untouched_90d?owner=csm@example.com')).total).toBe(1)
		const filter = encodeURIComponent("industry = 'energy'")
		expect((await read(`/quality/findings/contact_untouched_90d?filter=${filter}`)).items).toMatchObject([
			{ account_id: 'others' },
		])
		expect((await read('/quality/findings/unknown_account')).items).toMatchObject([
			{ account_id: 'ghost', account_name: null },
		])
		expect((await test.call('GET', '/quality/findings/nonsense', { as: 'admin' })).statusCode).toBe(404)
		const wrong = await test.call('GET', '/quality/findings/unknown_account?cursor=WzEsMl0', { as: 'admin' })
		expect(wrong.json().code).toBe('input_invalid')
	})

	it('loses the pair that was merged, and takes it back with the undo; a stub can be merged too', async () => {
		const merged = await test.call('POST', '/accounts/d1/merge', { as: 'ops', body: { merged_id: 'd4' } })
		const ids = async () =>
			(await read('/quality/findings/probable_duplicate?limit=200')).items.map(
				({ account_id: id }: { account_id: string }) => id,
			)
		expect(await ids()).not.toContain('d4')
		await test.call('POST', `/merges/${merged.json().id}/undo`, { as: 'ops', body: {} })
		expect(await ids()).toContain('d4')
		expect(
			(await test.call('POST', '/accounts/d1/merge', { as: 'ops', body: { merged_id: 'ghost' } })).statusCode,
		).toBe(200)
		expect((await read('/quality/findings/unknown_account')).total).toBe(0)
		expect(
			(await read('/accounts/d1/timeline')).items.map(({ key }: { key: string }) => key).join(),
		).toContain('t77')
	})
})
