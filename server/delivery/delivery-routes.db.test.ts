import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTestApp, type TestApp } from '../../e2e/test-app.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { plannedSend } from './fixtures/delivery-workspace.ts'
import { type FaultSinks, startFaultSinks } from './fixtures/fault-sinks.ts'
import { readMail } from './fixtures/read-mail.ts'
import { startDelivery } from './run-delivery.ts'
import { type PlannedSend, planSend } from './send-store.ts'

let test: TestApp
let sinks: FaultSinks
const mails: string[] = []
beforeAll(async () => {
	test = await makeTestApp({ withData: false })
	await addAccount()
	sinks = await startFaultSinks(mail => mails.push(mail))
	// A Tuesday, in the day.
	test.clock.now = new Date('2026-06-30T12:00:00Z')
})
afterAll(async () => {
	await sinks.end()
	await test.end()
})

/** An account of the csm, as an import would leave it. */
async function addAccount(): Promise<void> {
	const { pool } = test.context
	await pool.query(
		`insert into account (account_id, external_id, name, is_stub) values (1, 'own', 'Own Ltd', false)`,
	)
	await pool.query(
		`insert into fact (account_id, fact_id, source_id, kind, part, external_id, version, occurred_on, known_on, load_id, body)
		values (1, 1, 1, 'account', 'attributes', 'own', 1, '2026-01-01', '2026-01-01', 1, '{"owner_email": "csm@example.com"}')`,
	)
}

async function call(
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
	path: string,
	body?: unknown,
	as: 'admin' | 'csm' | 'viewer' = 'admin',
) {
	const answer = await test.call(method, path, { as, ...(body === undefined ? {} : { body }) })
	return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() }
}
const smtp = () => ({
	host: '127.0.0.1',
	port: sinks.smtpPort,
	security: 'none',
	user: '',
	from_name: 'CS',
	from_address: 'cs@vendor.example',
	reply_to: '',
	password: 'a stored password',
})
async function deliverAll(): Promise<void> {
	const { pool } = test.context
	const { deliver } = test.app.delivery
	const onFault = (error: unknown) => {
		throw error
	}
	const delivery = startDelivery({ pool, deliver, clock: () => test.clock.now, onFault })
	await delivery.look()
	await delivery.end()
}
async function plan(over: Partial<PlannedSend>): Promise<number> {
	const now = test.clock.now
	const { rows } = await test.context.pool.query(`select account_id from account where external_id = 'own'`)
	const send = plannedSend({
		accountId: rows[0].account_id,
		recipientKind: 'customer',
		notBefore: now,
		now,
		...over,
	})
	return (await inTransaction(test.context.pool, client => planSend(client, send))).id
}

describe('setting up', () => {
	it('keeps secrets out of every answer and of the database in clear', async () => {
		const saved = await call('PUT', '/delivery/smtp', smtp())
		expect(saved.body.smtp).toMatchObject({ is_set: true, has_secret: true, is_unreadable: false })
		await call('PUT', '/delivery/slack', { kind: 'slack_bot', secret: 'xoxb-very-secret' })
		const shown = JSON.stringify([await call('GET', '/delivery'), await call('GET', '/audit')])
		expect(shown).not.toMatch(/a stored password|xoxb-very-secret/)
		const { rows } = await test.context.pool.query('select * from delivery_channel')
		expect(Buffer.concat(rows.map(row => row.sealed)).toString('latin1')).not.toMatch(/stored password|xoxb/)
		await call('DELETE', '/delivery/channels/slack_bot')
	})
	it('drops the password when the host changes without one', async () => {
		const { password: _, ...rest } = smtp()
		expect((await call('PUT', '/delivery/smtp', { ...rest, from_name: 'Team' })).body.smtp.has_secret).toBe(
			true,
		)
		const moved = await call('PUT', '/delivery/smtp', { ...rest, host: 'elsewhere.example' })
		expect(moved.body.smtp.has_secret).toBe(false)
		await call('PUT', '/delivery/smtp', rest)
	})
	it('refuses webhooks to this machine and shows a secret once', async () => {
		for (const url of ['http://127.0.0.1/x', 'https://[::1]/', 'https://10.0.0.1/', 'ftp://x.example/']) {
			expect((await call('POST', '/webhook-endpoints', { name: 'x', url })).body).toMatchObject({
				code: 'address_refused',
			})
		}
		const made = await call('POST', '/webhook-endpoints', {
			name: 'CRM',
			url: 'https://hooks.example.com/in',
		})
		expect(made.body.secret).toMatch(/^whsec_/)
		const rotated = await call('POST', `/webhook-endpoints/${made.body.endpoint.id}/secret`, {})
		expect(rotated.body.secret).not.toBe(made.body.secret)
		expect(rotated.body.endpoint.old_secret_ends_at).toBe('2026-07-01T12:00:00.000Z')
		const list = await call('GET', '/webhook-endpoints')
		expect(JSON.stringify(list.body)).not.toContain('whsec_')
	})
	it('sends a test and says what failed', async () => {
		const test = await call('POST', '/delivery/tests', { channel: 'smtp', to: 'me@vendor.example' })
		expect(test.body).toMatchObject({ sent: true })
		const refused = await call('POST', '/delivery/tests', {
			channel: 'smtp',
			to: 'rcpt-550.x@vendor.example',
		})
		expect(refused.body).toMatchObject({ sent: false, says: expect.stringContaining('550') })
	})
})

describe('messages to customers', () => {
	it('wait for a person, who can change them, and go out with a way to end them', async () => {
		const id = await plan({ approval: 'needed', runId: 'a', recipient: 'ada@own.example', body: 'Hello Ada' })
		await deliverAll()
		expect((await call('GET', `/sends/${id}`, undefined, 'viewer')).body).toMatchObject({
			state: 'waiting_for_approval',
			may_decide: false,
		})
		expect((await call('POST', `/sends/${id}/approval`, {}, 'viewer')).status).toBe(403)
		expect((await call('PATCH', `/sends/${id}`, { body: 'Dear Ada' }, 'csm')).body).toMatchObject({
			edited_by: 'csm@example.com',
		})
		expect((await call('POST', `/sends/${id}/approval`, {}, 'csm')).body).toMatchObject({
			state: 'planned',
			decided_by: 'csm@example.com',
		})
		await deliverAll()
		expect((await call('GET', `/sends/${id}`)).body).toMatchObject({ state: 'sent' })
		expect((await call('POST', `/sends/${id}/refusal`, { reason: 'late' })).body).toMatchObject({
			code: 'send_transition_not_allowed',
		})
		const mail = readMail(mails.at(-1) ?? '')
		expect(mail.text).toContain('Dear Ada')
		expect(mail.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click')
		const link =
			/<http:\/\/localhost:4600(\/unsubscribe\?token=[\w-]+)>/.exec(
				mail.headers['list-unsubscribe'] ?? '',
			)?.[1] ?? ''
		const { server } = test.app
		expect((await server.inject({ url: link })).body).toContain('ada@own.example')
		expect((await call('GET', '/suppressions')).body.items).toEqual([])
		const headers = { 'content-type': 'application/x-www-form-urlencoded' }
		const click = await server.inject({
			method: 'POST',
			url: link,
			headers,
			payload: 'List-Unsubscribe=One-Click',
		})
		expect(click.statusCode).toBe(200)
		expect((await call('GET', '/suppressions')).body.items).toMatchObject([
			{ recipient: 'ada@own.example', reason: 'unsubscribed' },
		])
		const next = await plan({ runId: 'b', recipient: 'Ada@own.example' })
		await deliverAll()
		expect((await call('GET', `/sends/${next}`)).body).toMatchObject({
			state: 'suppressed',
			reason: 'unsubscribed',
		})
		expect(
			(await server.inject({ method: 'POST', url: '/unsubscribe?token=made-up', headers, payload: '' }))
				.statusCode,
		).toBe(400)
	})
	it('can be refused with a reason, and all of them stopped', async () => {
		const refused = await plan({ approval: 'needed', runId: 'c', recipient: 'bo@own.example' })
		expect((await call('POST', `/sends/${refused}/refusal`, { reason: 'we just spoke' })).body).toMatchObject(
			{ state: 'cancelled', reason: 'we just spoke' },
		)
		const stopped = await plan({ runId: 'd', recipient: 'bo@own.example' })
		await call('PATCH', '/delivery/rules', { is_paused: true })
		await deliverAll()
		expect((await call('GET', `/sends/${stopped}`)).body.state).toBe('planned')
		await call('PATCH', '/delivery/rules', { is_paused: false })
		await deliverAll()
		expect((await call('GET', `/sends/${stopped}`)).body.state).toBe('sent')
	})
	it('wait for the morning where the account is', async () => {
		test.clock.now = new Date('2026-06-30T22:00:00Z')
		const id = await plan({ runId: 'e', recipient: 'cy@own.example' })
		await deliverAll()
		expect((await call('GET', `/sends/${id}`)).body).toMatchObject({
			state: 'planned',
			reason: 'quiet hours in UTC',
			due_at: '2026-07-01T08:00:00.000Z',
		})
		test.clock.now = new Date('2026-07-01T08:00:00Z')
		await deliverAll()
		expect((await call('GET', `/sends/${id}`)).body.state).toBe('sent')
	})
	it('of which nobody knows are settled by a person, once', async () => {
		const id = await plan({ runId: 'f', recipient: 'drop-dot.x@own.example' })
		const other = await plan({ runId: 'g', recipient: 'drop-dot.y@own.example' })
		await deliverAll()
		expect((await call('GET', '/delivery/counts')).body.unknown).toBe(2)
		expect((await call('POST', `/sends/${id}/settlement`, { as: 'sent' })).body.state).toBe('sent')
		expect((await call('POST', `/sends/${id}/settlement`, { as: 'send_again' })).body.code).toBe(
			'send_transition_not_allowed',
		)
		expect((await call('POST', `/sends/${other}/settlement`, { as: 'send_again' })).body.state).toBe(
			'planned',
		)
		await deliverAll()
		expect((await call('GET', `/sends/${other}`)).body.state).toBe('sent')
	})
	it('that failed are replayed under the same id', async () => {
		const id = await plan({ runId: 'h', recipient: 'rcpt-550.z@own.example' })
		await deliverAll()
		const failed = (await call('GET', `/sends/${id}`)).body
		expect(failed).toMatchObject({ state: 'failed', reason: expect.stringContaining('550') })
		await call('POST', `/sends/${id}/replay`, {})
		await deliverAll()
		expect((await call('GET', `/sends/${id}`)).body).toMatchObject({
			state: 'sent',
			message_id: failed.message_id,
		})
	})
})

describe('many messages decided in one call', () => {
	const waiting = (runId: string, over: Partial<PlannedSend> = {}) =>
		plan({ approval: 'needed', runId, recipient: `${runId}@own.example`, ...over })
	const decideMany = (body: unknown, as: 'admin' | 'csm' | 'viewer' = 'admin') =>
		call('POST', '/sends/decisions', body, as)
	const stateOf = async (id: number) => (await call('GET', `/sends/${id}`)).body.state
	const auditsOf = async (ids: number[]) => {
		const subjects = ids.map(id => `send ${id}`)
		const { rows } = await test.context.pool.query(
			'select subject, action, actor from audit where subject = any ($1) order by subject',
			[subjects],
		)
		return rows
	}

	it('go out each by itself, with its audit row; what changed meanwhile is left and told', async () => {
		const [fine, edited, sent] = [await waiting('m1'), await waiting('m2'), await waiting('m3')]
		await call('PATCH', `/sends/${edited}`, { body: 'Another text' }, 'csm')
		await call('POST', `/sends/${sent}/refusal`, { reason: 'we just spoke' })
		const nobodys = 999_999_999
		const seen = [fine, edited, sent, nobodys, fine].map(id => ({ id, edited_at: null }))
		const answer = await decideMany({ decision: 'approve', sends: seen }, 'csm')
		expect(answer.body.results).toEqual([
			{ id: fine, is_done: true, code: null, message: null },
			{
				id: edited,
				is_done: false,
				code: 'changed_meanwhile',
				message: expect.stringContaining('csm@example.com changed its text'),
			},
			{
				id: sent,
				is_done: false,
				code: 'send_transition_not_allowed',
				message: expect.stringContaining('cancelled'),
			},
			{ id: nobodys, is_done: false, code: 'not_found', message: expect.any(String) },
		])
		expect([await stateOf(fine), await stateOf(edited)]).toEqual(['planned', 'waiting_for_approval'])
		expect(await auditsOf([fine])).toEqual([
			{ subject: `send ${fine}`, action: 'send.approve', actor: 'csm@example.com' },
		])
		const { edited_at } = (await call('GET', `/sends/${edited}`)).body
		expect((await call('POST', `/sends/${edited}/approval`, { edited_at: null })).body.code).toBe(
			'changed_meanwhile',
		)
		const again = await decideMany({ decision: 'approve', sends: [{ id: edited, edited_at }] })
		expect(again.body.results).toMatchObject([{ id: edited, is_done: true }])
		await deliverAll()
		expect([await stateOf(fine), await stateOf(edited)]).toEqual(['sent', 'sent'])
	})

	it('are refused together with one reason, and nobody decides about accounts of others', async () => {
		const own = [await waiting('m4'), await waiting('m5', { notBefore: new Date('2026-07-09T09:00:00Z') })]
		const others = await waiting('m6', { accountId: 0 })
		const sends = [...own, others].map(id => ({ id }))
		expect((await decideMany({ decision: 'refuse', sends, reason: 'no' }, 'viewer')).status).toBe(403)
		const answer = await decideMany({ decision: 'refuse', sends, reason: 'they are on holiday' }, 'csm')
		expect(answer.body.results.map((item: { code: string | null }) => item.code)).toEqual([
			null,
			null,
			'not_yours',
		])
		expect((await call('GET', `/sends/${own[1]}`)).body).toMatchObject({
			state: 'cancelled',
			reason: 'they are on holiday',
			decided_by: 'csm@example.com',
		})
		expect(await stateOf(others)).toBe('waiting_for_approval')
		expect((await auditsOf([...own, others])).length).toBe(2)
	})

	it('are at most two hundred, and are refused with a reason only', async () => {
		const many = Array.from({ length: 201 }, (_, index) => ({ id: index + 1 }))
		expect((await decideMany({ decision: 'approve', sends: many })).status).toBe(400)
		expect((await decideMany({ decision: 'approve', sends: [] })).status).toBe(400)
		expect((await decideMany({ decision: 'refuse', sends: [{ id: 1 }] })).status).toBe(400)
	})
})

describe('coming in by mail', () => {
	const linkIn = (mail: string | undefined) => /token=([\w-]{20,})/.exec(readMail(mail ?? '').text)?.[1] ?? ''

	it('invites by mail and keeps the link out of the log', async () => {
		const invited = await call('POST', '/invitations', { email: 'new@example.com', role: 'csm' })
		expect(invited.body.mailed).toBe(true)
		const { rows } = await test.context.pool.query(`select * from send where recipient = 'new@example.com'`)
		expect(JSON.stringify(rows)).not.toContain(invited.body.token)
		await deliverAll()
		expect(linkIn(mails.at(-1))).toBe(invited.body.token)
		const after = await test.context.pool.query(
			`select sealed, state from send where recipient = 'new@example.com'`,
		)
		expect(after.rows).toEqual([{ sealed: null, state: 'sent' }])
	})
	it('resets a password once, and says the same about people who are not there', async () => {
		expect(
			(await test.call('POST', '/session/reset', { body: { email: 'nobody@example.com' } })).statusCode,
		).toBe(204)
		const before = mails.length
		expect(
			(await test.call('POST', '/session/reset', { body: { email: 'viewer@example.com' } })).statusCode,
		).toBe(204)
		await deliverAll()
		expect(mails.length).toBe(before + 1)
		const token = linkIn(mails.at(-1))
		const stored = await test.context.pool.query('select * from auth_verification')
		expect(stored.rows.length).toBe(1)
		expect(JSON.stringify(stored.rows)).not.toContain(token)
		const reset = (password: string) =>
			test.call('POST', '/session/reset/completion', { body: { token, password } })
		expect((await reset('a new password')).statusCode).toBe(204)
		expect((await reset('another password')).json()).toMatchObject({ code: 'reset_over' })
		const signIn = (password: string) =>
			test.call('POST', '/session', { body: { email: 'viewer@example.com', password } })
		expect((await signIn('a new password')).statusCode).toBe(200)
		expect((await signIn('another password')).statusCode).toBe(401)
		// Sessions from before have ended.
		expect((await test.call('GET', '/accounts', { as: 'viewer' })).statusCode).toBe(401)
	})
	it('lets an admin make a link that is good for an hour', async () => {
		const made = await call('POST', `/people/${test.userIds.csm}/reset-link`, {})
		const token = /token=(.+)$/.exec(made.body.path)?.[1] ?? ''
		const password = 'chosen by the csm'
		await test.context.pool.query(`update auth_verification set expires_at = now() - interval '1 minute'`)
		const late = await test.call('POST', '/session/reset/completion', { body: { token, password } })
		expect(late.json()).toMatchObject({ code: 'reset_over' })
		const again = await call('POST', `/people/${test.userIds.csm}/reset-link`, {})
		const good = /token=(.+)$/.exec(again.body.path)?.[1] ?? ''
		expect(
			(await test.call('POST', '/session/reset/completion', { body: { token: good, password } })).statusCode,
		).toBe(204)
	})
})
