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

async function send(
	method: 'POST' | 'PATCH' | 'DELETE',
	path: string,
	body?: unknown,
	headers?: Record<string, string>,
) {
	return test.call(method, path, { as: 'csm', body, headers })
}
async function read(path: string) {
	const answer = await test.call('GET', path, { as: 'csm' })
	expect([path, answer.statusCode]).toEqual([path, 200])
	return answer.json()
}
async function metric(id: string, account = 'own'): Promise<number | null> {
	const { items } = await read(`/accounts/${account}/metrics`)
	return items.find((item: { id: string }) => item.id === id).value
}
async function countAudit(): Promise<number> {
	const { rows } = await test.context.pool.query('select count(*)::int as count from audit')
	return rows[0].count
}

describe('what a person enters', () => {
	it('as a call feeds the score of today at once, of that account alone', async () => {
		const scores = async () =>
			Object.fromEntries(
				(await read('/accounts')).items.map((item: { id: string; score: number }) => [item.id, item.score]),
			)
		const before = await scores()
		expect(await metric('days_since_contact')).toBe(59)
		const logged = await send('POST', '/accounts/own/engagements', {
			kind: 'call',
			occurred_at: '2026-06-29',
			notes: 'went well',
		})
		expect(logged.statusCode).toBe(200)
		expect(logged.json()).toMatchObject({ recomputed: true, account: { id: 'own' } })
		expect(await metric('days_since_contact')).toBe(1)
		const after = await scores()
		expect(after.own).toBe(logged.json().account.score)
		expect(after.own).toBeGreaterThan(before.own)
		expect({ ...after, own: 0 }).toEqual({ ...before, own: 0 })
		expect((await send('POST', '/accounts/own/engagements', { kind: 'email' })).statusCode).toBe(200)
		expect(await metric('days_since_contact')).toBe(0)
		const { items } = await read('/accounts/own/timeline?kinds=engagement')
		expect(items[1]).toMatchObject({
			on: '2026-06-29',
			title: 'Call',
			source: 'by hand',
			body: { notes: 'went well' },
		})
	})

	it('gives what the run of the day gives from the same facts', async () => {
		const all = async () => {
			const { rows } = await test.context.pool.query(
				`select score.account_id, score, exact_score, coverage, band, points, stage, segment, arr_minor, values, unknown
				from score join metric_value using (account_id, as_of) where as_of = '2026-06-30' order by 1`,
			)
			return rows
		}
		const one = await all()
		await runDay(test.context, { now: test.clock.now })
		expect(await all()).toEqual(one)
	})

	it('as a departure takes the champion away, and a file that says nothing does not bring them back', async () => {
		expect(await metric('champion_present')).toBe(1)
		const left = await send('POST', '/accounts/own/contacts/c1/departure', { left_on: '2026-06-28' })
		expect(left.json()).toMatchObject({ id: 'c1', recomputed: true })
		expect(await metric('champion_present')).toBe(0)
		const { contacts } = await read('/accounts/own')
		expect(contacts[0]).toMatchObject({ id: 'c1', left_on: '2026-06-28' })
		const again = await send('POST', '/accounts/own/contacts/c1/departure', { left_on: '2026-06-28' })
		expect([again.statusCode, again.json().code]).toEqual([409, 'already_there'])
		const folder = `${test.context.dataFolder}/later`
		await writeFiles(folder, {
			'contacts.csv': 'id,account_id,name,email,role,left_on\nc1,own,Ada B.,ada@own.example,champion,\n',
		})
		await importFiles(test.context, [folder], { today: getDay(testToday) })
		expect((await read('/accounts/own')).contacts[0]).toMatchObject({ name: 'Ada B.', left_on: '2026-06-28' })
		await runDay(test.context, { now: test.clock.now })
		expect(await metric('champion_present')).toBe(0)
	})

	it('as goals, milestones and contacts is there at once', async () => {
		expect(
			(await send('POST', '/accounts/own/goals', { goal: 'hours', target: 100, progress: 40 })).statusCode,
		).toBe(200)
		expect(
			(await send('POST', '/accounts/own/goals', { goal: 'hours', target: 100, progress: 60 })).statusCode,
		).toBe(200)
		expect(
			(await send('POST', '/accounts/own/milestones', { milestone: 'first_value', reached_on: '2026-06-01' }))
				.statusCode,
		).toBe(200)
		expect((await send('POST', '/accounts/own/contacts', { name: 'Zoe', role: 'champion' })).statusCode).toBe(
			200,
		)
		const account = await read('/accounts/own')
		expect(account.goals).toEqual([
			{ goal: 'hours', target: 100, progress: 60, measured_on: '2026-06-30', source: 'by hand' },
		])
		expect(account.milestones).toMatchObject([{ milestone: 'first_value', reached_on: '2026-06-01' }])
		expect(account.contacts.map((item: { name: string }) => item.name)).toEqual(['Zoe', 'Ada B.'])
		const future = await send('POST', '/accounts/own/milestones', {
			milestone: 'x',
			reached_on: '2026-07-01',
		})
		expect([future.statusCode, future.json().code]).toEqual([400, 'date_in_future'])
	})

	it('as a judgement moves the band and never the points, until it is taken back', async () => {
		const row = async () => (await read('/accounts?search=own')).items[0]
		const before = await row()
		const set = await send('POST', '/accounts/own/override', {
			band: 'critical',
			reason: 'the sponsor said so',
		})
		expect(set.json().account).toMatchObject({
			band: 'critical',
			level: 'alarm',
			score: before.score,
			computed_band: before.band,
		})
		expect(await row()).toMatchObject({ band: 'critical', level: 'alarm' })
		expect((await read('/accounts/own')).override).toMatchObject({
			band: 'critical',
			ends_on: '2026-07-30',
			set_by: 'csm@example.com',
		})
		expect((await send('POST', '/accounts/own/override', { band: 'nothing', reason: 'x' })).statusCode).toBe(
			400,
		)
		expect((await send('DELETE', '/accounts/own/override')).json().account).toMatchObject({
			band: before.band,
		})
		expect((await send('DELETE', '/accounts/own/override')).statusCode).toBe(404)
	})

	it('as a remark mentions people who are there, and stays text', async () => {
		const text = 'ask @viewer@example.com and @nobody@example.com <img src=x onerror=alert(1)>'
		const note = (await send('POST', '/accounts/own/notes', { text })).json()
		expect(note).toMatchObject({ text, mentions: ['viewer@example.com'], by: 'csm@example.com' })
		const mentions = async () => (await test.call('GET', '/mentions', { as: 'viewer' })).json().items
		expect(await mentions()).toMatchObject([{ id: note.id, read_at: null }])
		await test.call('POST', '/mentions/read', { as: 'viewer', body: {} })
		expect((await mentions())[0].read_at).not.toBeNull()
		const others = await test.call('PATCH', `/accounts/own/notes/${note.id}`, {
			as: 'manager',
			body: { text: 'mine now' },
		})
		expect(others.statusCode).toBe(403)
		expect((await send('DELETE', `/accounts/own/notes/${note.id}`)).statusCode).toBe(204)
		expect((await read('/accounts/own/notes')).items).toEqual([])
	})
})

describe('a POST that names itself', () => {
	it('is done once and answered the same, however often it comes and however many at once', async () => {
		const headers = { 'idempotency-key': 'note-1' }
		const body = { text: 'once' }
		const answers = await Promise.all(
			Array.from({ length: 8 }, () => send('POST', '/accounts/own/notes', body, headers)),
		)
		expect(new Set(answers.map(({ statusCode, body: text }) => `${statusCode} ${text}`)).size).toBe(1)
		expect(
			(await read('/accounts/own/notes')).items.filter((item: { text: string }) => item.text === 'once'),
		).toHaveLength(1)
		const other = await send('POST', '/accounts/own/notes', { text: 'another' }, headers)
		expect([other.statusCode, other.json().code]).toEqual([422, 'idempotency_key_reused'])
		const byAdmin = await test.call('POST', '/accounts/own/notes', { as: 'admin', body, headers })
		expect(byAdmin.json().id).not.toBe(answers[0]?.json().id)
	})

	it('may be done again a day later, and a refused one is not remembered', async () => {
		const headers = { 'idempotency-key': 'note-2' }
		const first = await send('POST', '/accounts/own/notes', { text: 'daily' }, headers)
		const before = test.clock.now
		test.clock.now = new Date(before.getTime() + 24 * 3_600_000 + 1)
		const second = await send('POST', '/accounts/own/notes', { text: 'daily' }, headers)
		test.clock.now = before
		expect(second.json().id).toBeGreaterThan(first.json().id)
		const key = { 'idempotency-key': 'milestone' }
		expect(
			(await send('POST', '/accounts/own/milestones', { milestone: 'm', reached_on: '2026-07-01' }, key))
				.statusCode,
		).toBe(400)
		expect(
			(await send('POST', '/accounts/own/milestones', { milestone: 'm', reached_on: '2026-06-01' }, key))
				.statusCode,
		).toBe(200)
	})
})

describe('the audit', () => {
	it('has one row per change, made with it, and none for what was refused', async () => {
		const before = await countAudit()
		await send('POST', '/accounts/own/notes', { text: 'a' })
		await send('POST', '/accounts/others/notes', { text: 'b' })
		await send('POST', '/accounts/own/override', { band: 'nothing', reason: 'x' })
		const task = (await send('POST', '/accounts/own/tasks', { title: 'Call', due_on: '2026-07-02' })).json()
		await send('POST', `/accounts/own/tasks/${task.id}/actions`, { kind: 'complete' })
		await send('POST', `/accounts/own/tasks/${task.id}/actions`, { kind: 'complete' })
		expect(await countAudit()).toBe(before + 3)
		const list = await test.call('GET', '/audit?limit=3', { as: 'admin' })
		expect(
			list.json().items.map((item: { action: string; actor: string }) => [item.action, item.actor]),
		).toEqual([
			['task.complete', 'csm@example.com'],
			['task.add', 'csm@example.com'],
			['note.add', 'csm@example.com'],
		])
		const filtered = await test.call('GET', '/audit?action=task.&actor=csm@example.com&limit=1', {
			as: 'admin',
		})
		expect(filtered.json()).toMatchObject({
			items: [{ action: 'task.complete', before: { state: 'open' }, after: { state: 'done' } }],
		})
		expect(filtered.json().next_cursor).not.toBeNull()
	})
})

describe('work', () => {
	it('of renewals and tasks is changed by whose it is', async () => {
		const path = '/accounts/own/renewals/2026-08-01'
		const moved = await send('PATCH', path, { stage: 'verbal_commit', forecast_amount: '13000.00' })
		expect(moved.json()).toMatchObject({
			stage: 'verbal_commit',
			forecast_amount: '13000.00',
			edited: ['forecastMinor', 'stage'],
		})
		expect((await send('PATCH', path, { stage: 'closed_churned' })).json().code).toBe(
			'renewal_reason_missing',
		)
		const released = await send('POST', `${path}/release`, { field: 'forecast_amount' })
		expect(released.json().edited).toEqual(['stage'])
		const task = (
			await send('POST', '/accounts/own/tasks', { title: 'Hand over', due_on: '2026-07-02' })
		).json()
		expect(task).toMatchObject({
			owner_email: 'csm@example.com',
			money_at_risk: '12000.00',
			source: { kind: 'person' },
		})
		const act = (body: unknown, as: 'csm' | 'other' | 'viewer') =>
			test.call('POST', `/accounts/own/tasks/${task.id}/actions`, { as, body })
		expect((await act({ kind: 'complete' }, 'other')).statusCode).toBe(403)
		expect((await act({ kind: 'reassign', owner_email: 'other@example.com' }, 'csm')).statusCode).toBe(200)
		expect((await act({ kind: 'snooze', until: '2026-07-05' }, 'other')).json()).toMatchObject({
			state: 'snoozed',
		})
		expect((await act({ kind: 'complete' }, 'viewer')).statusCode).toBe(403)
		const list = await read('/tasks?state=snoozed&owner=other@example.com')
		expect(list.items.map((item: { id: number }) => item.id)).toEqual([task.id])
	})
})

describe('the operating model', () => {
	it('is planned on the accounts there are, applied once, and not over somebody else', async () => {
		const model = await read('/model')
		const yaml = model.yaml.replace(/(id: healthy[^\n]*from: )80/, '$1100')
		expect(yaml).not.toBe(model.yaml)
		const plan = (await test.call('POST', '/model/plan', { as: 'ops', body: { yaml } })).json()
		expect(plan).toMatchObject({ ok: true, base_version: 1, problems: [] })
		expect(plan.changes).toHaveLength(1)
		const good = (side: { level: string; accounts: number }[]) =>
			side.find(({ level }) => level === 'good')?.accounts
		expect(good(plan.impact.after)).toBeLessThan(good(plan.impact.before) ?? 0)
		expect(plan.impact.examples).toHaveLength(plan.impact.accounts_rebanded)
		const broken = (
			await test.call('POST', '/model/plan', { as: 'ops', body: { yaml: `${yaml}\nnonsense: 1` } })
		).json()
		expect(broken).toMatchObject({
			ok: false,
			problems: [{ line: expect.any(Number), message: expect.stringContaining('nonsense') }],
		})
		const apply = (base_version: number) =>
			test.call('POST', '/model/versions', { as: 'ops', body: { yaml, base_version } })
		expect((await apply(1)).json()).toMatchObject({ version: 2, applied_by: 'ops@example.com' })
		expect([(await apply(1)).statusCode, (await apply(1)).json().code]).toEqual([
			409,
			'model_changed_meanwhile',
		])
		expect((await read('/model')).version).toBe(2)
	})
})

describe('views', () => {
	it('are everybody’s own, and shared by who may', async () => {
		const body = { page: 'accounts', name: 'At risk', settings: { filter: 'score < 60' } }
		const own = (await send('POST', '/views', body)).json()
		expect((await send('POST', '/views', { ...body, shared: true })).statusCode).toBe(403)
		const shared = (
			await test.call('POST', '/views', { as: 'manager', body: { ...body, name: 'Team', shared: true } })
		).json()
		expect((await read('/views?page=accounts')).items).toMatchObject([
			{ id: own.id, mine: true },
			{ id: shared.id, mine: false },
		])
		expect((await send('PATCH', `/views/${shared.id}`, { name: 'x' })).statusCode).toBe(403)
		expect(
			(await test.call('PATCH', `/views/${own.id}`, { as: 'manager', body: { name: 'x' } })).statusCode,
		).toBe(404)
		expect((await send('DELETE', `/views/${own.id}`)).statusCode).toBe(204)
	})
})
