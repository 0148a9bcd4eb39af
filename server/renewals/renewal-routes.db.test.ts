import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDay } from '../../core/time/day.ts'
import { makeTestApp, type TestApp, testToday } from '../../e2e/test-app.ts'
import { runDay } from '../jobs/run-day.ts'
import { importFiles } from '../sources/import-files.ts'
import { writeFiles } from '../sources/import-workspace.ts'

const files: Record<string, string[]> = {
	'accounts.csv': [
		'id,name,owner_email',
		...[
			'fine',
			'moved',
			'other',
			'noend',
			'late',
			'twice',
			'euro',
			'far',
			'zero',
			'gone',
			'many',
			'slip',
		].map(id => `${id},The ${id},csm@example.com`),
		'left,The left,former@example.com',
		'theirs,The theirs,other@example.com',
	],
	'subscriptions.csv': [
		'id,account_id,product,quantity,unit_price,currency,billing_interval,started_on,term_ends_on,ended_on,auto_renews',
		'fine,fine,Core,1,12000,USD,year,2025-08-01,2026-08-01,,false',
		'moved,moved,Core,1,9000,USD,year,2025-08-10,2026-08-10,,false',
		'other,other,Core,1,8000,USD,year,2025-08-20,2026-08-20,,false',
		'theirs,theirs,Core,1,7000,USD,year,2025-08-20,2026-08-20,,false',
		'noend,noend,Core,1,6000,USD,year,2025-01-01,,,false',
		'late,late,Core,1,5000,USD,year,2025-05-15,2026-05-15,,false',
		'twice,twice,Core,1,4000,USD,year,2025-09-01,2026-09-01,,false',
		'euro,euro,Core,1,3000,EUR,year,2025-08-05,2026-08-05,,false',
		'far,far,Core,1,2000,USD,year,2024-01-01,2090-01-01,,false',
		'left,left,Core,1,2500,USD,year,2025-08-06,2026-08-06,,false',
		'zero,zero,Core,1,1500,USD,year,2025-06-20,2026-06-20,,false',
		'gone,gone,Core,1,6600,USD,year,2025-06-15,2026-06-15,,false',
		'slip,slip,Core,1000,9999999999999,USD,year,2025-08-12,2026-08-12,,false',
		...Array.from(
			{ length: 1_000 },
			(_, at) => `many-${at},many,Core ${at},1,12,USD,year,2025-09-15,2026-09-15,,false`,
		),
	],
	'team.csv': ['email,name,role', 'csm@example.com,Carla,csm', 'other@example.com,Otto,csm'],
}

const laterFiles = {
	'subscriptions.csv': [
		files['subscriptions.csv']?.[0],
		'gone,gone,Core,1,6600,USD,year,2025-06-15,2026-06-15,2026-06-10,false',
	].join('\n'),
	'renewals.csv': [
		'id,account_id,subscription_id,renewal_on,target_amount,currency,outcome,final_amount,closed_on',
		'r1,twice,twice,2026-06-25,4000,USD,,,',
		'r2,zero,zero,2026-06-20,1500,USD,renewed,0,2026-06-18',
	].join('\n'),
}

let test: TestApp
type Method = 'GET' | 'POST' | 'PATCH' | 'PUT'
async function call(method: Method, path: string, body?: unknown, as = 'csm') {
	const answer = await test.call(method, path, { as: as as 'csm', ...(body === undefined ? {} : { body }) })
	return { status: answer.statusCode, ...answer.json() }
}
async function renewalOf(id: string) {
	return (await call('GET', `/accounts/${id}/renewals`)).items
}
const run = () => runDay(test.context, { now: test.clock.now })

beforeAll(async () => {
	test = await makeTestApp({ withData: false })
	const folder = join(test.context.dataFolder, 'files')
	const texts = Object.entries(files).map(([name, lines]) => [name, lines.join('\n')] as const)
	await writeFiles(folder, Object.fromEntries(texts))
	// Live since March: what was decided before is history, and no renewal of anybody's.
	await importFiles(test.context, [folder], { today: getDay('2026-03-01') })
	const later = join(test.context.dataFolder, 'later')
	await writeFiles(later, laterFiles)
	await importFiles(test.context, [later], { today: getDay(testToday) })
	await run()
})
afterAll(() => test?.end())

describe('what cannot be right', () => {
	it('a contract without an end, and one of 2090, are asked about and make no renewal', async () => {
		const asked = await call('GET', '/renewals/questions')
		expect(asked.total).toBe(2)
		expect(asked.items).toMatchObject([
			{ account_id: 'far', question: 'far_date', line_id: 'far', day: '2090-01-01' },
			{ account_id: 'noend', question: 'no_end', line_id: 'noend', day: null },
		])
		expect(asked.items[1].says).toContain('no end')
		expect(await renewalOf('far')).toEqual([])
		expect(await renewalOf('noend')).toEqual([])
		expect((await call('GET', '/renewals/questions?account=far')).total).toBe(1)
		expect((await call('GET', '/renewals/questions?owner=other@example.com')).total).toBe(0)
	})
	it('an end in the past without an outcome is late and asked about, not churned', async () => {
		const [late] = await renewalOf('late')
		expect(late).toMatchObject({ stage: 'open', is_late: true, outcome: null, final_amount: null })
		expect(late.questions).toContain('no_outcome')
		const listed = await call('GET', '/renewals?late=yes')
		expect(listed.items.map((item: { account_id: string }) => item.account_id)).toContain('late')
	})
	it('two open renewals of one line are both asked about', async () => {
		const both = await renewalOf('twice')
		expect(both.map((item: { renewal_on: string }) => item.renewal_on)).toEqual(['2026-06-25', '2026-09-01'])
		for (const { questions } of both) expect(questions).toContain('same_line_twice')
	})
	it('an amount in a currency without a rate is unknown, in no sum, and asked for', async () => {
		const [euro] = await renewalOf('euro')
		expect(euro).toMatchObject({ target_amount: null, expected_amount: null })
		expect(euro.questions).toContain('amount_unknown')
		const listed = await call('GET', '/renewals?from=2026-08-01&to=2026-08-05')
		expect(listed).toMatchObject({ total: 2, target_amount: '12000.00', target_unknown: 1 })
	})
	it('an amount that nobody pays is unknown and asked for, and the day of all others goes on', async () => {
		const [slip] = await renewalOf('slip')
		expect(slip).toMatchObject({ target_amount: null, expected_amount: null })
		expect(slip.questions).toContain('amount_unknown')
	})
	it('an account with a thousand subscriptions has one renewal of all of them', async () => {
		const many = await renewalOf('many')
		expect(many).toMatchObject([{ renewal_on: '2026-09-15', target_amount: '12000.00', questions: [] }])
		expect(many[0].lines).toHaveLength(1_000)
		expect((await call('GET', '/accounts/many')).status).toBe(200)
	})
	it('an owner who left is asked about', async () => {
		const [left] = await renewalOf('left')
		expect(left.owner_email).toBe('former@example.com')
		expect(left.questions).toContain('owner_left')
	})
	it('data that say renewed with 0 are asked about', async () => {
		const [zero] = await renewalOf('zero')
		expect(zero).toMatchObject({ outcome: 'renewed', final_amount: '0.00' })
		expect(zero.questions).toContain('renewed_with_nothing')
	})
})

describe('a renewal', () => {
	const path = '/accounts/fine/renewals/2026-08-01'

	it('is called by its csm and a manager, side by side, and a csm makes no manager’s call', async () => {
		const said = { as: 'csm', category: 'likely', amount: '12500.00', note: 'they like it' }
		expect(await call('POST', `${path}/calls`, said)).toMatchObject({
			status: 200,
			calls: { csm: { category: 'likely', amount: '12500.00' }, manager: null },
			category: 'likely',
			forecast_amount: '12500.00',
		})
		const manager = { as: 'manager', category: 'lost', amount: null }
		expect(await call('POST', `${path}/calls`, manager)).toMatchObject({ status: 403, code: 'not_allowed' })
		const both = await call('POST', `${path}/calls`, manager, 'manager')
		expect(both).toMatchObject({ category: 'lost' })
		expect(both.disagreement).toContain('They disagree')
		const whole = await call('GET', path)
		expect(whole.calls.map((item: { source: string }) => item.source).sort()).toEqual(
			expect.arrayContaining(['csm', 'manager']),
		)
	})
	it.each([
		['as renewed with 0', { outcome: 'renewed', final_amount: '0' }, 'renewal_final_zero'],
		['as renewed without an amount', { outcome: 'renewed' }, 'renewal_final_missing'],
		['as churned without a reason', { outcome: 'churned' }, 'renewal_reason_missing'],
		[
			'as churned with an amount',
			{ outcome: 'churned', final_amount: '500', reason: 'price' },
			'renewal_final_not_zero',
		],
		['long ago', { outcome: 'renewed', final_amount: '1', closed_on: '1999-07-01' }, 'renewal_closed_before'],
		['tomorrow', { outcome: 'renewed', final_amount: '1', closed_on: '2026-07-01' }, 'renewal_closed_later'],
		[
			'as renewed with a post-mortem',
			{ outcome: 'renewed', final_amount: '1', post_mortem: { category: 'price' } },
			'renewal_not_churned',
		],
	])('is not closed %s, and stays as it was', async (_, body, code) => {
		const before = (await call('GET', path)).renewal
		const refused = await call('POST', `${path}/close`, body)
		expect(refused.code).toBe(code)
		expect(refused.status).toBeGreaterThanOrEqual(400)
		expect(refused.status).toBeLessThan(500)
		expect((await call('GET', path)).renewal).toEqual(before)
	})
	it('is closed with what was signed, reopened, asked about, and kept so by the next run', async () => {
		const closing = { outcome: 'renewed', final_amount: '12750.50', closed_on: '2026-06-29' }
		expect(await call('POST', `${path}/close`, closing)).toMatchObject({
			outcome: 'renewed',
			final_amount: '12750.50',
			closed_on: '2026-06-29',
			closed_by: 'person',
		})
		const said = { as: 'csm', category: 'likely' }
		expect(await call('POST', `${path}/calls`, said)).toMatchObject({ code: 'renewal_closed' })
		const reopened = await call('POST', `${path}/reopen`, {})
		expect(reopened).toMatchObject({ stage: 'open', outcome: null, closed_on: null, final_amount: null })
		expect(reopened.questions).toContain('reopened')
		expect(await call('POST', `${path}/reopen`, {})).toMatchObject({ code: 'renewal_open' })
		await run()
		expect((await renewalOf('fine'))[0]).toMatchObject({ stage: 'open' })
		const { changes } = await call('GET', path)
		expect(changes.map((item: { kind: string }) => item.kind).slice(0, 2)).toEqual(['reopened', 'closed'])
		const ofClosing = changes[1].fields.find(({ field }: { field: string }) => field === 'final_amount')
		expect(ofClosing).toEqual({ field: 'final_amount', before: null, after: '12750.50' })
	})
	it('is not changed by who saw something else', async () => {
		const seen = (await call('GET', path)).renewal
		await call('PATCH', path, { target_amount: '13000' }, 'manager')
		const late = await call('PATCH', path, {
			target_amount: '14000',
			seen: { target_amount: seen.target_amount },
		})
		expect(late).toMatchObject({ status: 409, code: 'changed_meanwhile' })
		expect((await call('GET', path)).renewal.target_amount).toBe('13000.00')
		const told = { target_amount: '14000', seen: { target_amount: '13000.00' } }
		expect(await call('PATCH', path, told)).toMatchObject({ status: 200, target_amount: '14000.00' })
	})
	it.each(['-1', '99999999999999999999'])('takes no amount of %s', async amount => {
		const refused = await call('PATCH', path, { target_amount: amount })
		expect(refused).toMatchObject({ status: 400, errors: [{ at: 'body.target_amount' }] })
	})
})

describe('a post-mortem', () => {
	const path = '/accounts/gone/renewals/2026-06-15'

	it('needs a churned renewal, and its reason is in the reasons of what was lost', async () => {
		const found = { category: 'champion_left', competitor: 'Rival', note: 'nobody was left who knew us' }
		expect(await call('PUT', '/accounts/other/renewals/2026-08-20/post-mortem', found)).toMatchObject({
			code: 'renewal_not_churned',
		})
		const written = await call('PUT', `${path}/post-mortem`, found)
		expect(written).toMatchObject({ ...found, written_by: 'csm@example.com' })
		expect((await call('GET', path)).post_mortem).toMatchObject(found)
		const { items } = await call('GET', '/retention/reasons?from=2026-05-31&to=2026-06-30')
		// It ended five days before the date of its renewal.
		expect(items).toMatchObject([
			{ kind: 'churn', reason: 'champion_left', competitor: 'Rival', accounts: 1, arr: '6600.00' },
		])
	})
})

describe('a move of several', () => {
	const items = [
		{ account_id: 'moved', renewal_on: '2026-08-10' },
		{ account_id: 'other', renewal_on: '2026-08-20' },
	]
	const whole = async () => [(await renewalOf('moved'))[0], (await renewalOf('other'))[0]]

	it('is taken back exactly, with what was a person’s word before and what was not', async () => {
		await call('PATCH', '/accounts/moved/renewals/2026-08-10', { stage: 'in_conversation' })
		const before = await whole()
		const moved = await call('POST', '/renewals/move', {
			items: [
				...items,
				{ account_id: 'theirs', renewal_on: '2026-08-20' },
				{ account_id: 'nowhere', renewal_on: '2026-08-20' },
				{ account_id: 'other', renewal_on: '2026-01-01' },
			],
			stage: 'at_risk',
		})
		expect(moved.moved).toBe(2)
		expect(moved.refused.map((item: { account_id: string }) => item.account_id).sort()).toEqual([
			'nowhere',
			'other',
			'theirs',
		])
		expect((await whole()).map(({ stage }) => stage)).toEqual(['at_risk', 'at_risk'])
		const undo = () => call('POST', `/renewals/moves/${moved.batch_id}/undo`, {})
		expect(await undo()).toMatchObject({ undone: 2, refused: [] })
		expect(await whole()).toEqual(before)
		expect(await undo()).toMatchObject({ undone: 0 })
		expect(await whole()).toEqual(before)
	})
	it('leaves alone what somebody changed since, and what is somebody else’s', async () => {
		const moved = await call('POST', '/renewals/move', { items, stage: 'verbal_commit' })
		await call('PATCH', '/accounts/moved/renewals/2026-08-10', { stage: 'at_risk' }, 'manager')
		const path = `/renewals/moves/${moved.batch_id}/undo`
		expect(await call('POST', path, {}, 'other')).toMatchObject({ undone: 0 })
		expect(await call('POST', path, {})).toMatchObject({
			undone: 1,
			refused: [{ account_id: 'moved', because: 'it was changed since' }],
		})
		expect((await whole()).map(({ stage }) => stage)).toEqual(['at_risk', 'open'])
	})
	it('names nothing to somebody who may not see it', async () => {
		const moved = await call('POST', '/renewals/move', { items, stage: 'verbal_commit' })
		await test.context.pool.query('update auth_user set is_restricted = true where id = $1', [
			test.userIds.other,
		])
		test.app.identify.forget()
		const undone = await call('POST', `/renewals/moves/${moved.batch_id}/undo`, {}, 'other')
		expect(undone).toMatchObject({ undone: 0, refused: [] })
		expect((await whole()).map(({ stage }) => stage)).toEqual(['verbal_commit', 'verbal_commit'])
	})
})

describe('one number everywhere', () => {
	interface Told {
		id: string
		stage: string
		expected_amount: string | null
		[field: string]: unknown
	}
	const cents = (text: string | null) => BigInt(text?.replace('.', '') ?? 0)
	const put = (id: string, day: string, body: unknown) =>
		call('PATCH', `/accounts/${id}/renewals/${day}`, body, 'manager')

	it('the list, the board and the forecast agree on what people set', async () => {
		await put('other', '2026-08-20', { stage: 'verbal_commit' })
		await put('theirs', '2026-08-20', { stage: 'at_risk', target_amount: '70000.00' })
		await put('moved', '2026-08-10', { target_amount: '20000.01', forecast_amount: '18000.50' })
		const calls = '/accounts/twice/renewals/2026-09-01/calls'
		await call('POST', calls, { as: 'csm', category: 'doubtful', amount: '3000.00' })
		await call('POST', calls, { as: 'manager', category: 'likely', amount: '3500.00' }, 'manager')
		const listed: Told[] = (await call('GET', '/renewals?open=yes&from=2026-07-01&limit=100')).items
		const forecast = await call('GET', '/forecast/renewals?period=2026-Q3&limit=100')
		const told = new Map<string, Told>(forecast.items.map((item: Told) => [item.id, item]))
		const fields = [
			'probability',
			'target_amount',
			'forecast_amount',
			'expected_amount',
			'category',
			'owner_email',
		]
		expect(listed.length).toBeGreaterThan(6)
		for (const item of listed) {
			for (const field of fields)
				expect([item.id, field, told.get(item.id)?.[field]]).toEqual([item.id, field, item[field]])
		}
		const { columns } = await call('GET', '/renewals/board?open=yes&from=2026-07-01')
		for (const { stage, expected_amount } of columns) {
			const sum = listed
				.filter(item => item.stage === stage)
				.reduce((total, item) => total + cents(item.expected_amount), 0n)
			expect([stage, cents(expected_amount)]).toEqual([stage, sum])
		}
		const idsOf = (items: readonly Told[]) => items.map(({ id }) => id)
		const filtered = async (filter: string) =>
			idsOf((await call('GET', `/renewals?open=yes&from=2026-07-01&limit=100&${filter}`)).items)
		expect(await filtered('category=commit')).toEqual(
			idsOf(listed.filter(({ category }) => category === 'commit')),
		)
		expect(await filtered('disagree=yes')).toEqual(
			idsOf(listed.filter(({ disagreement }) => disagreement !== null)),
		)
	})
	it('who owns it is who is asked about, and has not left who can sign in', async () => {
		const questions = async () => (await renewalOf('fine'))[0].questions
		await put('fine', '2026-08-01', { owner_email: 'gone@example.com' })
		expect(await questions()).toContain('owner_left')
		await put('fine', '2026-08-01', { owner_email: 'manager@example.com' })
		expect(await questions()).not.toContain('owner_left')
		await put('left', '2026-08-06', { owner_email: 'csm@example.com' })
		expect((await renewalOf('left'))[0].questions).not.toContain('owner_left')
	})
	it('of ten who close at once one does', async () => {
		const path = '/accounts/many/renewals/2026-09-15/close'
		const answers = await Promise.all(
			Array.from({ length: 10 }, (_, at) =>
				call('POST', path, { outcome: 'renewed', final_amount: String(12_000 + at) }),
			),
		)
		const [closed, ...more] = answers.filter(({ status }) => status === 200)
		expect(more).toEqual([])
		expect(answers.filter(({ status, code }) => status === 409 && code === 'renewal_closed')).toHaveLength(9)
		const { renewal, changes } = await call('GET', '/accounts/many/renewals/2026-09-15')
		expect(renewal.final_amount).toBe(closed?.final_amount)
		expect(changes.filter(({ kind }: { kind: string }) => kind === 'closed')).toHaveLength(1)
	})
	it('what a person closed counts on where the end of the contract is moved away', async () => {
		const closing = { outcome: 'renewed', final_amount: '15000.00', closed_on: '2026-06-30' }
		await call('POST', '/accounts/fine/renewals/2026-08-01/close', closing, 'manager')
		const figures = async (query = '') => {
			const { renewals, due, closed } = await call('GET', `/forecast?period=2026-Q3${query}`)
			return { renewals, due, closed }
		}
		const before = await figures()
		const endOn = async (day: string) => {
			const folder = join(test.context.dataFolder, day)
			const line = `fine,fine,Core,1,12000,USD,year,2025-08-01,${day},,false`
			await writeFiles(folder, { 'subscriptions.csv': [files['subscriptions.csv']?.[0], line].join('\n') })
			await importFiles(test.context, [folder], { today: getDay(testToday) })
			await run()
		}
		await endOn('2027-08-01')
		expect(await figures()).toEqual(before)
		const rates = await call('GET', '/renewals/rates?from=2026-08-01&to=2026-08-01')
		expect(rates.total).toMatchObject({ due: 1, renewed: 1, on_time_rate: 1 })
		// A correction of some days is the same decision: it is open again, and nothing counts twice.
		await endOn('2026-08-15')
		expect((await figures()).renewals).toBe(before.renewals)
	})
})
