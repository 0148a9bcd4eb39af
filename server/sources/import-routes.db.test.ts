import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from '../../api/client.ts'
import { followJob } from '../../api/data.ts'
import { makeTestApp, type TestApp } from '../../e2e/test-app.ts'
import { safeFileName } from './upload.ts'

let test: TestApp
let url: string
beforeAll(async () => {
	test = await makeTestApp({ withData: false })
	url = await test.app.server.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => test?.end())

function formOf(files: Record<string, string>, fields: Record<string, string> = {}): FormData {
	const form = new FormData()
	for (const [name, text] of Object.entries(fields)) form.append(name, text)
	for (const [name, text] of Object.entries(files)) form.append('files', new Blob([text]), name)
	return form
}

async function upload(form: FormData) {
	const answer = await fetch(`${url}/api/v1/imports`, {
		method: 'POST',
		body: form,
		headers: { cookie: test.cookies.ops },
	})
	return { status: answer.status, json: await answer.json() }
}

const accounts = 'id,name,owner_email\na1,Acme,csm@example.com\na2,Beta,\n,Nobody,\n'

describe('files from the browser', () => {
	it('are looked at, loaded with progress, and followed by the day', async () => {
		const planned = await upload(
			formOf({
				'../../accounts.csv': accounts,
				'usage_daily.csv': 'account_id,day,event,count\na1,2026-06-29,login,3\n',
			}),
		)
		expect(planned.status).toBe(200)
		expect(planned.json).toMatchObject({ ready: true, job: { state: 'planned' } })
		expect(planned.json.files.map((file: { file: string; kind: string }) => [file.file, file.kind])).toEqual([
			['accounts.csv', 'accounts'],
			['usage_daily.csv', 'usage_daily'],
		])
		expect(planned.json.files[0].sample[0]).toEqual({
			id: 'a1',
			name: 'Acme',
			owner_email: 'csm@example.com',
		})
		const { id } = planned.json.job
		expect((await test.call('GET', '/accounts', { as: 'ops' })).json().total).toBe(0)
		const started = await test.call('POST', `/imports/${id}/start`, { as: 'ops', body: {} })
		expect(started.json()).toMatchObject({ state: 'running', started_by: 'ops@example.com' })

		const client = createClient({
			baseUrl: url,
			fetch: (address, init) =>
				fetch(address, { ...init, headers: { ...init?.headers, cookie: test.cookies.ops } }),
		})
		const seen: string[] = []
		let nextJob: string | null = null
		for await (const job of client.follow(followJob, { params: { id } })) {
			seen.push(job.state)
			if (job.state === 'done') {
				nextJob = job.next_job_id
				expect(job.imported?.files[0]).toMatchObject({ file: 'accounts.csv', accepted: 2, rejected: 1 })
				expect(job.imported?.first_rejects[0]).toMatchObject({ file: 'accounts.csv', line: 4, column: 'id' })
			}
		}
		expect(seen.at(-1)).toBe('done')
		expect(nextJob).not.toBeNull()
		for await (const job of client.follow(followJob, { params: { id: nextJob ?? '' } })) {
			expect(job.error).toBeNull()
			if (job.state === 'done') expect(job.day).toMatchObject({ accounts: 2 })
		}
		expect((await test.call('GET', '/accounts', { as: 'ops' })).json().total).toBe(2)
		const again = await test.call('POST', `/imports/${id}/start`, { as: 'ops', body: {} })
		expect([again.statusCode, again.json().code]).toEqual([409, 'job_not_planned'])
		const loads = (await test.call('GET', '/loads', { as: 'ops' })).json()
		expect(loads.items[0]).toMatchObject({
			state: 'done',
			files: [{ file: 'accounts.csv' }, { file: 'usage_daily.csv' }],
		})
		const rejects = await test.call('GET', `/loads/${loads.items[0].id}/rejects`, { as: 'ops' })
		expect(rejects.json().items).toHaveLength(1)
		expect(JSON.stringify(loads)).not.toContain(test.context.dataFolder)
	})

	it('that cannot be read say why, file by file, without paths of the server', async () => {
		const planned = await upload(formOf({ 'what.csv': 'a,b\n1,2\n', 'accounts.csv': 'id,title\n1,x\n' }))
		expect(planned.json.ready).toBe(false)
		expect(planned.json.files.map((file: { problem: unknown }) => file.problem === null)).toEqual([
			false,
			false,
		])
		expect(JSON.stringify(planned.json)).not.toContain(test.context.dataFolder)
		const mapping =
			'source: crm\nfiles:\n  - file: what.csv\n    kind: accounts\n    columns:\n      id: a\n      name: b\n'
		const mapped = await upload(formOf({ 'what.csv': 'a,b\n1,Two\n' }, { mapping }))
		expect(mapped.json.files[0]).toMatchObject({
			kind: 'accounts',
			source: 'crm',
			sample: [{ id: '1', name: 'Two' }],
		})
	})

	it('are dropped when nobody wants them any more', async () => {
		const { job } = (await upload(formOf({ 'accounts.csv': accounts }))).json
		const stopped = await test.call('DELETE', `/jobs/${job.id}`, { as: 'ops' })
		expect(stopped.json()).toMatchObject({ state: 'interrupted' })
		expect((await test.call('POST', `/imports/${job.id}/start`, { as: 'ops', body: {} })).statusCode).toBe(
			409,
		)
	})

	it('keep names that stay in their folder', () => {
		expect(safeFileName('../../etc/passwd', new Set())).toBe('passwd')
		expect(safeFileName('C:\\data\\usage-2025-01.csv.gz', new Set())).toBe('usage-2025-01.csv.gz')
		expect(safeFileName('.hidden', new Set())).toBe('hidden')
		expect(safeFileName('a<b>.csv', new Set())).toBe('a_b_.csv')
		expect(safeFileName('accounts.csv', new Set(['accounts.csv']))).toBe('accounts-2.csv')
		expect(safeFileName('', new Set())).toBe('file')
	})
})
