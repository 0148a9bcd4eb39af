import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { insertPerson } from '../access/person-store.ts'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { type SmtpSettings, saveChannel } from './channel-store.ts'
import { createDeliverSend } from './deliver-send.ts'
import { outboundTo, plannedSend, smtpAt, testNow, testSeal } from './fixtures/delivery-workspace.ts'
import { makeCertificates } from './fixtures/make-certificate.ts'
import { startDelivery } from './run-delivery.ts'
import { planSend } from './send-store.ts'
import { findSuppression } from './suppression-store.ts'

// Mail servers that encrypt, ask for a log-in, and refuse addresses.

const { authority, server: made } = makeCertificates()
const password = 'the right password'
let database: TestDatabase
let logins: string[] = []
let mails: { to: string; secure: boolean; user: unknown }[] = []
const servers: SMTPServer[] = []

async function listen(over: SMTPServerOptions): Promise<number> {
	const server = new SMTPServer({
		key: made.key,
		cert: made.certificate,
		disableReverseLookup: true,
		closeTimeout: 50,
		onAuth({ username, password: given }, _, answer) {
			logins.push(`${username} ${given}`)
			if (given === password) return answer(null, { user: username })
			const error = Object.assign(new Error('5.7.8 Authentication credentials invalid'), {
				responseCode: 535,
			})
			return answer(error)
		},
		onRcptTo({ address }, _, answer) {
			const refusals: Record<string, [number, string]> = {
				gone: [550, '5.1.1 No such user here'],
				plain: [550, 'no such user'],
				full: [552, '5.2.2 Mailbox full'],
				spam: [550, '5.7.1 Message refused by policy'],
				later: [451, '4.3.0 Try again later'],
			}
			const [code, text] = refusals[address.split('@')[0] ?? ''] ?? []
			return answer(code === undefined ? null : Object.assign(new Error(text), { responseCode: code }))
		},
		onData(stream, session, answer) {
			stream.resume()
			stream.on('end', () => {
				const to = session.envelope.rcptTo[0]?.address ?? ''
				mails.push({ to, secure: session.secure, user: session.user })
				answer(null)
			})
		},
		...over,
	})
	server.on('error', () => {})
	await new Promise<void>(done => server.listen(0, '127.0.0.1', () => done()))
	servers.push(server)
	return (server.server.address() as AddressInfo).port
}

let nowMs = testNow.getTime()
beforeAll(async () => {
	database = await createTestDatabase()
	const person = {
		email: 'ops@vendor.example',
		name: 'Olga',
		role: 'ops' as const,
		isRestricted: false,
		passwordHash: null,
	}
	await inTransaction(database.pool, client => insertPerson(client, person, testNow))
})
beforeEach(async () => {
	await database.pool.query(
		'truncate send, send_queue, send_outcome, recipient_send, suppression, delivery_channel',
	)
	logins = []
	mails = []
	nowMs = testNow.getTime()
})
afterAll(async () => {
	for (const server of servers) await new Promise<void>(done => server.close(() => done()))
	await database.drop()
})

async function setUp(port: number, over: Partial<SmtpSettings>, secret: string | null = null) {
	const settings = { ...smtpAt(port), ...over }
	await inTransaction(database.pool, client =>
		saveChannel(client, testSeal, { channel: 'smtp', settings, secret, by: 'test', at: testNow }),
	)
}
async function plan(name: string, kind: 'customer' | 'team' = 'team') {
	const send = plannedSend({
		recipient: `${name}@customer.example`,
		runId: `run-${name}`,
		recipientKind: kind,
	})
	await inTransaction(database.pool, client => planSend(client, send))
}
async function deliver(certificates: string | undefined = authority) {
	const { pool } = database
	const deliverSend = createDeliverSend({
		pool,
		seal: testSeal,
		outbound: outboundTo(0),
		baseUrl: 'https://cs.vendor.example',
		// Longer than any machine takes for an answer that comes.
		smtpTimeoutMs: 60_000,
		smtpCertificates: certificates,
	})
	const onFault = (error: unknown) => {
		throw error
	}
	const delivery = startDelivery({ pool, deliver: deliverSend, clock: () => new Date(nowMs), onFault })
	await delivery.look()
	await delivery.end()
}
const sends = async () =>
	(
		await database.pool.query(
			'select recipient, state, reason, attempts from send where account_id <> 0 order by send_id',
		)
	).rows
const notices = async () =>
	(await database.pool.query(`select recipient, subject, body from send where run_id like 'notice:log-in:%'`))
		.rows

describe('an encrypted mail server', () => {
	it.each([
		['from the first byte', { secure: true }, 'tls'],
		['by STARTTLS', {}, 'starttls'],
	] as const)(
		'%s, whose authority is configured, gets the log-in and the mail',
		async (_, over, security) => {
			const port = await listen(over)
			await setUp(port, { security, user: 'cs' }, password)
			await plan('ann')
			await deliver()
			expect(await sends()).toMatchObject([{ state: 'sent' }])
			expect(mails).toEqual([{ to: 'ann@customer.example', secure: true, user: 'cs' }])
			expect(logins).toEqual([`cs ${password}`])
		},
	)
	it.each([
		['from the first byte', { secure: true }, 'tls'],
		['by STARTTLS', {}, 'starttls'],
	] as const)('%s, whose authority nobody knows, is told nothing', async (_, over, security) => {
		const port = await listen(over)
		await setUp(port, { security, user: 'cs' }, password)
		await plan('ann')
		await deliver(makeCertificates().authority)
		expect(await sends()).toMatchObject([
			{ state: 'planned', attempts: 1, reason: expect.stringMatching(/certificate/) },
		])
		expect([mails, logins]).toEqual([[], []])
	})
	it('that offers no STARTTLS, where it is required, is told nothing', async () => {
		const port = await listen({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true })
		await setUp(port, { security: 'starttls', user: 'cs' }, password)
		await plan('ann')
		await deliver()
		expect((await sends())[0]?.state).not.toBe('sent')
		expect([mails, logins]).toEqual([[], []])
	})
})

describe('a wrong password', () => {
	it('is one failed message in words and one notice, and the rest waits without another try', async () => {
		const port = await listen({ secure: true })
		await setUp(port, { security: 'tls', user: 'cs' }, 'the wrong one')
		for (const name of ['a', 'b', 'c', 'd']) await plan(name)
		await deliver()
		const states = (await sends()).map(({ state }) => state)
		expect(states.filter(state => state === 'failed').length).toBeGreaterThanOrEqual(1)
		expect((await sends()).find(({ state }) => state === 'failed')).toMatchObject({
			reason: expect.stringMatching(/refuses the log-in of cs: .*535/),
		})
		const tried = logins.length
		// Lanes that had taken a message before the first refusal was known have tried too, and nobody after them.
		expect(tried).toBeLessThanOrEqual(4)
		await plan('e')
		for (let minutes = 0; minutes < 50; minutes += 10) {
			nowMs += 600_000
			await deliver()
		}
		expect(logins.length).toBe(tried)
		expect((await sends()).at(-1)).toMatchObject({
			state: 'planned',
			attempts: 0,
			reason: 'the mail server refuses the log-in',
		})
		expect(await notices()).toMatchObject([
			{ recipient: 'ops@vendor.example', subject: 'The mail server refuses the log-in: nothing goes out' },
		])
	})
	it('that is mended lets everything that waited go', async () => {
		const port = await listen({ secure: true })
		await setUp(port, { security: 'tls', user: 'cs' }, 'the wrong one')
		await plan('a')
		await deliver()
		await plan('b')
		await deliver()
		await setUp(port, { security: 'tls', user: 'cs' }, password)
		nowMs += 600_000
		await deliver()
		expect((await sends()).map(({ state }) => state)).toEqual(['failed', 'sent'])
		expect(mails.map(({ to }) => to)).toContain('b@customer.example')
		expect(mails.map(({ to }) => to)).toContain('ops@vendor.example')
	})
})

describe('an address that the mail server refuses', () => {
	it.each([
		['gone', 'failed', 'bounced'],
		['plain', 'failed', 'bounced'],
		['full', 'failed', undefined],
		['spam', 'failed', undefined],
		['later', 'planned', undefined],
	] as const)(
		'(%s) is %s, and written to no more only where it does not exist',
		async (name, state, reason) => {
			await setUp(await listen({ authOptional: true }), {})
			await plan(name, 'customer')
			await deliver()
			expect(await sends()).toMatchObject([{ state }])
			expect((await findSuppression(database.pool, `${name}@customer.example`))?.reason).toBe(reason)
		},
	)
	it('of a colleague is not put on the list: they are to hear once it works', async () => {
		await setUp(await listen({ authOptional: true }), {})
		await plan('gone')
		await deliver()
		expect(await findSuppression(database.pool, 'gone@customer.example')).toBeUndefined()
	})
})
