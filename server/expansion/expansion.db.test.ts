import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getDay } from '../../core/time/day.ts'
import { makeTestApp, type TestApp, testToday } from '../../e2e/test-app.ts'
import { runDay } from '../jobs/run-day.ts'
import { importFiles } from '../sources/import-files.ts'
import { writeFiles } from '../sources/import-workspace.ts'
import { updateOpportunities } from './update-opportunities.ts'

const today = getDay(testToday)
const head = 'id,account_id,kind,amount,currency,stage,stage_label,source,created_on,closed_on'
const opportunities = [
	'o1,own,product,3000,USD,won,,cs,2026-01-10,2026-03-10',
	'o2,own,seats,1000,USD,won,,sales,2026-01-10,2026-04-10',
	'o3,others,seats,2000,USD,open,Proposal sent,cs,2026-05-01,',
	'o4,others,price,500,USD,lost,,cs,2026-01-01,2026-02-01',
	'o5,nobodys,product,40000,USD,open,Discovery,cs,2026-05-02,',
	'o6,nobodys,seats,700,EUR,open,,cs,2026-05-03,',
]

let test: TestApp
async function load(rows: readonly string[]): Promise<void> {
	const folder = join(test.context.dataFolder, `more-${Math.round(performance.now() * 1000)}`)
	await writeFiles(folder, { 'opportunities.csv': [head, ...rows].join('\n') })
	await importFiles(test.context, [folder], { today })
}
async function call(method: 'GET' | 'POST' | 'PATCH' | 'PUT', path: string, body?: unknown, as = 'admin') {
	const answer = await test.call(method, path, { as: as as 'admin', ...(body === undefined ? {} : { body }) })
	return { status: answer.statusCode, ...answer.json() }
}
async function signal(account: string, id: string, value: number | null): Promise<void> {
	await test.context.pool.query(
		`insert into signal_episode (account_id, signal_id, started_on, baseline, value, threshold, latest_value,
			false_days)
		select account_id, $2, '2026-06-01', false, $3, 0.9, $3, 0 from account where external_id = $1
		on conflict (account_id, signal_id, started_on) do update set closed_on = null, ended_on = null`,
		[account, id, value],
	)
}
const follow = () => updateOpportunities(test.context.pool, today, 'USD')

beforeAll(async () => {
	test = await makeTestApp()
	await load(opportunities)
	await runDay(test.context, { now: test.clock.now })
	// Rolled up usage names nobody, so that the share is not computed from it.
	await test.context.pool.query(
		`update metric_value set values[array_position(metric_ids, 'seats_used_share')] =
				case external_id when 'own' then 0.3 when 'others' then 0.8 end
		from metric_list, account
		where metric_list.list_version = metric_value.list_version and account.account_id = metric_value.account_id`,
	)
})
afterAll(() => test?.end())
beforeEach(async () => {
	const { pool } = test.context
	await pool.query('truncate opportunity, suggestion_answer')
	await pool.query(
		`delete from signal_episode where signal_id in
			('seats_nearly_full', 'usage_up', 'new_team', 'higher_plan_tried', 'healthy_held')`,
	)
	await pool.query(`update workspace set settings = settings - 'expansion'`)
	await follow()
})

describe('the pipeline', () => {
	it('sums what is open by segment, lever, stage and lead, amounts without a rate counted apart', async () => {
		const summary = await call('GET', '/expansion')
		expect(summary.pipeline).toEqual({
			group: 'all',
			count: 3,
			amount: '42000.00',
			// Won rates drawn to two of three by ten cases: 23 of 33 of 2,000 and of 40,000.
			expected_amount: '29272.73',
			unknown_amounts: 1,
		})
		const counts = (parts: { group: string; count: number; amount: string }[]) =>
			parts.map(({ group, count, amount }) => [group, count, amount])
		expect(counts(summary.by_lever)).toEqual([
			['product', 1, '40000.00'],
			['seats', 2, '2000.00'],
		])
		expect(counts(summary.by_stage)).toEqual([
			['identified', 1, '0.00'],
			['proposal', 1, '2000.00'],
			['qualified', 1, '40000.00'],
		])
		expect(counts(summary.by_lead)).toEqual([
			['cs', 1, '2000.00'],
			['sales', 1, '40000.00'],
			['unknown', 1, '0.00'],
		])
		for (const { group, count, amount } of summary.by_segment) {
			const list = await call('GET', `/opportunities?open=yes&segment=${encodeURIComponent(group)}`)
			expect([list.total, list.amount]).toEqual([count, amount])
		}
		expect(summary.by_segment.reduce((sum: number, part: { count: number }) => sum + part.count, 0)).toBe(3)
		expect(summary).toMatchObject({
			won: { count: 2, amount: '4000.00' },
			lost: { count: 1, amount: '500.00' },
			won_by_cs: { count: 1, amount: '3000.00' },
		})
	})
	it('agrees with its list, its board and its pages', async () => {
		const board = await call('GET', '/opportunities/board?cards=1')
		const totals = Object.fromEntries(
			board.columns.map((column: { stage: string; total: number }) => [column.stage, column.total]),
		)
		expect(totals).toEqual({ identified: 1, qualified: 1, proposal: 1, negotiation: 0, won: 2, lost: 1 })
		const seen: string[] = []
		let cursor: string | null = null
		do {
			const next: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
			const page = await call('GET', `/opportunities?limit=4${next}`)
			expect(page.total).toBe(6)
			seen.push(...page.items.map((item: { opportunity_id: string }) => item.opportunity_id))
			cursor = page.next_cursor
		} while (cursor)
		expect(seen).toEqual(['o6', 'o5', 'o3', 'o1', 'o2', 'o4'])
	})
	it('gives the CS-driven rate that the retention figures give', async () => {
		const period = 'from=2026-01-31&to=2026-06-30'
		const own = await call('GET', `/expansion?${period}`)
		const retention = await call('GET', `/retention?${period}`)
		// 3,000 of CS over 12,000 + 6,000 + 1,200 at the end of January.
		expect(own.cs_expansion_rate).toBeCloseTo(0.15625, 12)
		expect(retention.cs_expansion_rate).toBeCloseTo(own.cs_expansion_rate, 12)
	})
	it('shows a restricted person only what is theirs', async () => {
		const { pool } = test.context
		const restrict = (is: boolean) =>
			pool.query('update auth_user set is_restricted = $2 where id = $1', [test.userIds.csm, is])
		await restrict(true)
		test.app.identify.forget()
		const list = await call('GET', '/opportunities', undefined, 'csm')
		const summary = await call('GET', '/expansion', undefined, 'csm')
		await restrict(false)
		test.app.identify.forget()
		expect(list.items.map((item: { account_id: string }) => item.account_id)).toEqual(['own', 'own'])
		expect(summary.pipeline.count).toBe(0)
	})
})

describe('suggestions', () => {
	it('come from growth signals with a rough amount, and not where the lever is worked on', async () => {
		await signal('own', 'seats_nearly_full', 0.96)
		await signal('own', 'new_team', null)
		await signal('own', 'healthy_held', 92)
		await signal('others', 'usage_up', 0.4)
		const list = await call('GET', '/expansion/suggestions')
		expect(
			list.items.map((item: Record<string, unknown>) => [item.id, item.lever, item.amount, item.reason]),
		).toEqual([
			['own/seats_nearly_full', 'seats', '1800.00', '96 % of the seats used.'],
			['own/new_team', 'seats', '1800.00', 'A new team was onboarded.'],
			['own/healthy_held', 'price', '600.00', 'Healthy for 92 days.'],
		])
		// Two signals that point to seats are one expansion.
		expect(list).toMatchObject({ total: 3, amount: '2400.00' })
		expect((await call('GET', '/expansion')).suggestions).toBe(3)
		expect((await call('GET', '/accounts/others/opportunities')).suggestions).toEqual([])
	})
	it('make an opportunity once accepted, once', async () => {
		await signal('own', 'seats_nearly_full', 0.96)
		await signal('own', 'new_team', null)
		const accept = (id: string) => call('POST', `/accounts/own/suggestions/${id}/accept`, {}, 'csm')
		const made = await accept('seats_nearly_full')
		expect(made).toMatchObject({
			origin: 'suggestion',
			lever: 'seats',
			stage: 'identified',
			amount: '1800.00',
			owner_email: 'csm@example.com',
			account_owner_email: 'csm@example.com',
			reason: '96 % of the seats used.',
			lead: 'cs',
			unanswered: ['need', 'decision'],
		})
		expect(await accept('seats_nearly_full')).toMatchObject({ status: 404 })
		expect(await accept('new_team')).toMatchObject({ status: 409, code: 'already_there' })
		expect((await call('GET', '/expansion/suggestions')).items).toEqual([])
		expect((await call('GET', '/opportunities?open=yes&lever=seats&owner=csm@example.com')).total).toBe(1)
	})
	it('stay away once put away, with the reason kept, until the signal opens anew', async () => {
		await signal('own', 'healthy_held', 92)
		const path = '/accounts/own/suggestions/healthy_held/dismiss'
		expect(await call('POST', path, { reason: 'prices went up in May' })).toMatchObject({ dismissed: true })
		expect(await call('POST', path, {})).toMatchObject({ status: 404 })
		expect((await call('GET', '/expansion/suggestions')).total).toBe(0)
		const { rows } = await test.context.pool.query(
			'select answer, reason, answered_by from suggestion_answer',
		)
		expect(rows).toEqual([
			{ answer: 'dismissed', reason: 'prices went up in May', answered_by: 'admin@example.com' },
		])
		await test.context.pool.query(`update suggestion_answer set started_on = '2026-05-01'`)
		expect((await call('GET', '/expansion/suggestions')).total).toBe(1)
	})
})

describe('the undo of an answer', () => {
	const path = '/accounts/own/suggestions/seats_nearly_full'
	const answered = async () => (await test.context.pool.query('select * from suggestion_answer')).rows
	beforeEach(() => signal('own', 'seats_nearly_full', 0.96))

	it.each(['accept', 'dismiss'])('of %s opens the suggestion again and leaves nothing else', async how => {
		const before = await Promise.all([call('GET', '/expansion'), call('GET', '/opportunities')])
		expect((await call('POST', `${path}/${how}`, {}, 'csm')).status).toBe(200)
		expect((await call('GET', '/expansion/suggestions')).total).toBe(0)
		expect(await call('POST', `${path}/undo`, {}, 'csm')).toMatchObject({ status: 200, undone: true })
		expect(await Promise.all([call('GET', '/expansion'), call('GET', '/opportunities')])).toEqual(before)
		expect((await call('GET', '/expansion/suggestions')).total).toBe(1)
		expect(await answered()).toEqual([])
		expect(await call('POST', `${path}/undo`, {}, 'csm')).toMatchObject({ status: 404 })
		const { rows } = await test.context.pool.query(
			`select actor from audit where action = 'suggestion.undo' order by at desc limit 1`,
		)
		expect(rows).toEqual([{ actor: 'csm@example.com' }])
	})
	it('is refused where the opportunity was worked on, and to somebody else', async () => {
		const made = await call('POST', `${path}/accept`, {}, 'csm')
		expect(await call('POST', `${path}/undo`, {})).toMatchObject({ status: 403, code: 'not_yours' })
		const own = `/accounts/own/opportunities/${made.opportunity_id}`
		await call('PATCH', own, { amount: '1900' }, 'csm')
		expect(await call('POST', `${path}/undo`, {}, 'csm')).toMatchObject({
			status: 409,
			code: 'suggestion_changed_since',
		})
		const { items } = await call('GET', '/accounts/own/opportunities')
		expect(items.find(({ id }: { id: string }) => id === made.id)).toMatchObject({ amount: '1900.00' })
	})
	it('is over after an hour', async () => {
		await call('POST', `${path}/dismiss`, {}, 'csm')
		await test.context.pool.query(
			`update suggestion_answer set answered_at = answered_at - interval '61 minutes'`,
		)
		expect(await call('POST', `${path}/undo`, {}, 'csm')).toMatchObject({ status: 410, code: 'undo_over' })
		expect(await answered()).toHaveLength(1)
	})
})

describe('an opportunity', () => {
	it('is made by hand, and goes on once the required questions are answered', async () => {
		const made = await call('POST', '/accounts/own/opportunities', { lever: 'product', note: 'they asked' })
		expect(made).toMatchObject({
			status: 200,
			origin: 'person',
			stage: 'identified',
			amount: null,
			lead: null,
		})
		const path = `/accounts/own/opportunities/${made.opportunity_id}`
		const early = await call('PATCH', path, { stage: 'qualified' })
		expect(early).toMatchObject({ code: 'opportunity_unanswered' })
		expect(early.status).toBeLessThan(500)
		const answers = { need: 'more reports', decision: 'their CFO' }
		expect(await call('PATCH', path, { stage: 'qualified', answers })).toMatchObject({
			stage: 'qualified',
			unanswered: [],
			answers,
		})
		expect(await call('PATCH', path, { stage: 'won' })).toMatchObject({ code: 'opportunity_amount_missing' })
		expect(await call('PATCH', path, { stage: 'won', amount: '0' })).toMatchObject({
			code: 'opportunity_amount_missing',
		})
		expect(await call('PATCH', path, { stage: 'won', amount: '900.50' })).toMatchObject({
			stage: 'won',
			amount: '900.50',
			closed_on: testToday,
			won_rate: 1,
		})
		expect(await call('PATCH', path, { stage: 'proposal' })).toMatchObject({ closed_on: null })
	})
	it.each(['-1', '99999999999999999999'])('refuses the amount %s', async amount => {
		const answer = await call('POST', '/accounts/own/opportunities', { lever: 'seats', amount })
		expect(answer).toMatchObject({ status: 400, errors: [{ at: 'body.amount' }] })
	})
	it('of a source keeps what a person set over what the source says later, until it is released', async () => {
		const path = '/accounts/others/opportunities/o3'
		await call('PATCH', path, { stage: 'negotiation', amount: '2500' })
		await load(['o3,others,seats,2600,USD,won,,cs,2026-05-01,2026-06-20'])
		await follow()
		const [kept] = (await call('GET', '/accounts/others/opportunities')).items
		expect(kept).toMatchObject({
			stage: 'negotiation',
			amount: '2500.00',
			edited: ['amountMinor', 'stage'],
			source_says: { stage: 'won', amount: '2600.00' },
		})
		for (const field of ['stage', 'amount']) await call('POST', `${path}/release`, { field })
		await follow()
		const [released] = (await call('GET', '/accounts/others/opportunities')).items
		expect(released).toMatchObject({
			stage: 'won',
			amount: '2600.00',
			closed_on: '2026-06-20',
			edited: [],
			source_says: null,
		})
		await load(['o3,others,seats,2000,USD,open,Proposal sent,cs,2026-05-01,'])
	})
	it('is followed once: the same day again changes nothing', async () => {
		const rows = async () => (await test.context.pool.query('select xmin::text, * from opportunity')).rows
		const before = await rows()
		await follow()
		expect(await rows()).toEqual(before)
	})
})

describe('the hand-off', () => {
	const settings = (owner: string | null) => ({ hand_off_from: '1500', hand_off_owner: owner, questions: [] })
	const accept = (body: object = {}) =>
		call('POST', '/accounts/own/suggestions/seats_nearly_full/accept', body, 'csm')
	beforeEach(() => signal('own', 'seats_nearly_full', 0.96))

	it('gives what sales should lead to the owner that is set, and writes it down', async () => {
		expect(await call('PUT', '/expansion/settings', settings('sales@example.com'))).toMatchObject({
			hand_off_from: '1500',
			hand_off_owner: 'sales@example.com',
		})
		const made = await accept()
		expect(made).toMatchObject({ lead: 'sales', owner_email: 'sales@example.com', hand_off_asks: null })
		const { rows } = await test.context.pool.query(
			`select actor, before, after from audit where action = 'opportunity.hand_off' order by at desc limit 1`,
		)
		expect(rows).toEqual([
			{
				actor: 'csm@example.com',
				before: { ownerEmail: 'csm@example.com', amountMinor: '180000' },
				after: { ownerEmail: 'sales@example.com', amountMinor: '180000' },
			},
		])
	})
	it('asks who takes it over where nobody is set', async () => {
		await call('PUT', '/expansion/settings', settings(null))
		const made = await accept()
		expect(made).toMatchObject({ lead: 'sales', owner_email: 'csm@example.com' })
		expect(made.hand_off_asks).toContain('Who takes it over?')
	})
	it.each([
		['below the amount', { amount: '1499.99' }, 'csm@example.com'],
		['where an owner is named', { owner_email: 'me@example.com' }, 'me@example.com'],
	])('leaves it %s', async (_, body, owner) => {
		await call('PUT', '/expansion/settings', settings('sales@example.com'))
		expect(await accept(body)).toMatchObject({ owner_email: owner })
	})
	it.each(['-5', '1000000000000000000000000000'])('refuses %s as its amount', async amount => {
		const answer = await call('PUT', '/expansion/settings', { hand_off_from: amount, questions: [] })
		expect(answer).toMatchObject({ status: 400, errors: [{ at: 'body.hand_off_from' }] })
	})
	it('keeps its owner where a change of the settings does not name one', async () => {
		await call('PUT', '/expansion/settings', settings('sales@example.com'))
		await call('PUT', '/expansion/settings', { hand_off_from: null, questions: [] })
		expect(await call('GET', '/expansion/settings')).toMatchObject({
			hand_off_from: null,
			hand_off_owner: 'sales@example.com',
		})
	})
})

describe('the contraction watch', () => {
	it('names customers that use less than half of what they bought, with what that costs them', async () => {
		const watch = await call('GET', '/expansion/contraction-watch')
		expect(watch.items).toMatchObject([
			{ account_id: 'own', seats_used_share: 0.3, arr: '12000.00', exposed_amount: '8400.00' },
		])
		expect(watch).toMatchObject({ total: 1, exposed_amount: '8400.00' })
		expect((await call('GET', '/expansion/contraction-watch?owner=other@example.com')).total).toBe(0)
	})
})
