import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTestApp, type TestApp } from '../../e2e/test-app.ts'
import { nastyFiles, naughtyColumns } from './fixtures/nasty-files.ts'

let test: TestApp
let url: string
beforeAll(async () => {
	test = await makeTestApp({ withData: false })
	url = await test.app.server.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => test?.end())

async function upload(files: Record<string, string | Buffer>) {
	const form = new FormData()
	for (const [name, content] of Object.entries(files)) {
		form.append('files', new Blob([Uint8Array.from(Buffer.from(content))]), name)
	}
	const headers = { cookie: test.cookies.ops }
	const answer = await fetch(`${url}/api/v1/imports`, { method: 'POST', body: form, headers })
	return { status: answer.status, text: await answer.text() }
}

async function waitForJob(id: string) {
	for (let tries = 0; tries < 600; tries++) {
		const job = (await test.call('GET', `/jobs/${id}`, { as: 'ops' })).json()
		if (job.state !== 'running' && job.state !== 'planned') return job
		await new Promise(resolve => setTimeout(resolve, 50))
	}
	throw new Error(`job ${id} did not end`)
}

async function get(path: string) {
	const answer = await test.call('GET', path, { as: 'ops' })
	expect([path, answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([path, 200, ''])
	return answer
}

describe('an upload', () => {
	it.each(nastyFiles.map(file => [file.says, file] as const))(
		'with %s is answered in words',
		async (_, { name, bytes, comesTo }) => {
			const { status, text } = await upload({ [name]: bytes })
			expect(status).toBe(200)
			expect(text).not.toContain(test.context.dataFolder)
			const planned = JSON.parse(text)
			expect(planned.ready).toBe(typeof comesTo === 'string')
			if (typeof comesTo !== 'string') expect(planned.files[0].problem.message).toMatch(comesTo.refused)
			await test.call('DELETE', `/jobs/${planned.job.id}`, { as: 'ops' })
		},
	)
})

/** Naughty texts wherever a file may have text. */
function naughtyCompany(): Record<string, string> {
	const texts = naughtyColumns.filter(text => text.length <= 250)
	const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
	const rows = (row: (text: string, index: number) => string) => texts.map(row).join('\n')
	return {
		'accounts.csv': `id,name,domain,industry,region,country,tier,channel,parent_id,note\n${rows(text =>
			Array.from({ length: 9 }, () => quoted(text))
				.join(',')
				.concat(`,${'y'.repeat(5_000)}`),
		)}`,
		'contacts.csv': `id,account_id,name,role,title\n${rows(text => Array.from({ length: 5 }, () => quoted(text)).join(','))}`,
		'subscriptions.csv': `id,account_id,product,plan,unit_price,currency,billing_interval,started_on,ended_on\n${rows((text, index) => `${[text, text, text, text].map(quoted).join(',')},${10 + index},USD,month,2025-01-0${1 + (index % 9)},${index % 3 === 0 ? '2026-03-01' : ''}`)}`,
		'cancellations.csv': `id,account_id,effective_on,reason,competitor,note\n${rows(text => `${quoted(text)},${quoted(text)},2026-03-01,${[text, text, text].map(quoted).join(',')}`)}`,
		'tickets.csv': `id,account_id,opened_at,subject,body\n${rows(text => `${quoted(text)},${quoted(text)},2026-06-01,${quoted(text)},${quoted(text)}`)}`,
		'usage.csv': `account_id,event,occurred_at,user_id\n${rows(text => `${quoted(text)},${quoted(text)},2026-06-20,${quoted(text)}`)}`,
		'surveys.csv': `id,account_id,kind,responded_at,score,comment\n${rows(text => `${quoted(text)},${quoted(text)},nps,2026-06-01,7,${quoted(text)}`)}`,
	}
}

describe('a company whose every text is naughty', () => {
	it('is loaded, computed and shown like any other', async () => {
		const planned = JSON.parse((await upload(naughtyCompany())).text)
		expect(planned.files.map((file: { problem: unknown }) => file.problem)).toEqual(
			planned.files.map(() => null),
		)
		await test.call('POST', `/imports/${planned.job.id}/start`, { as: 'ops', body: {} })
		const job = await waitForJob(planned.job.id)
		expect([job.state, job.error]).toEqual(['done', null])
		const texts = naughtyColumns.filter(text => text.length <= 250)
		for (const file of job.imported.files) {
			expect([file.kind, file.rows, file.accepted]).toEqual([file.kind, texts.length, texts.length])
		}
		const day = await waitForJob(job.next_job_id)
		expect([day.state, day.error]).toEqual(['done', null])

		const list = (await get('/accounts?limit=200&include=all')).json()
		const shown = list.items.map(({ id, name }: { id: string; name: string }) => [id, name]).sort()
		const kept = texts.map(text => text.trim())
		expect(shown).toEqual(kept.map(text => [text.normalize('NFC'), text]).sort())
		for (const id of kept.map(text => encodeURIComponent(text.normalize('NFC')))) {
			await get(`/accounts/${id}`)
			await get(`/accounts/${id}/explanation`)
			await get(`/accounts/${id}/timeline`)
		}
		const period = 'from=2025-06-30&to=2026-06-30'
		const whole = (await get(`/retention?${period}`)).json().groups[0]
		for (const by of ['industry', 'region', 'tier', 'channel', 'product', 'parent', 'attribute:note']) {
			const { groups } = (await get(`/retention?${period}&by=${encodeURIComponent(by)}`)).json()
			const sum = groups.reduce(
				(total: number, group: { end_mrr: string }) => total + Number(group.end_mrr),
				0,
			)
			expect([by, sum]).toEqual([by, Number(whole.end_mrr)])
		}
		await get(`/retention/reasons?${period}`)
		await get('/quality')
		const search = (await get(`/search?q=${encodeURIComponent('<script>')}`)).body
		expect(search).toContain('<script>')
	}, 120_000)
})
