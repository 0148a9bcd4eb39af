import { afterEach, describe, expect, it } from 'vitest'
import type { AttemptResult } from '../../core/delivery/next-attempt.ts'
import type { PlaybookStepInput } from '../../core/model/playbook-step.ts'
import { getDay } from '../../core/time/day.ts'
import { setUpSmtp, testDeliver } from '../delivery/fixtures/delivery-workspace.ts'
import { startFaultSinks } from '../delivery/fixtures/fault-sinks.ts'
import { CalendarPayload } from '../delivery/make-calendar.ts'
import type { ClaimedSend } from '../delivery/queue-store.ts'
import { startDelivery } from '../delivery/run-delivery.ts'
import { updateOpportunities } from '../expansion/update-opportunities.ts'
import { runWriters } from '../jobs/day-work.ts'
import { inTransaction } from '../postgres/transaction.ts'
import {
	firstDay,
	openSmallCompany,
	playbook,
	type SmallCompany,
	signalId,
} from './fixtures/small-company.ts'
import { lockOpenRuns } from './run-store.ts'
import { openRunWork } from './run-work-store.ts'
import { stepRuns } from './step-runs.ts'

let company: SmallCompany
afterEach(() => company?.database.drop())

/** One account whose run starts on the day after the first look, or on another. */
async function begin(steps: PlaybookStepInput[], arr: bigint | null = 1_200_000n, day = firstDay + 1) {
	company = await openSmallCompany(1, [playbook({ steps })], arr)
	await company.live(firstDay)
	await company.open(signalId, day, 1)
	await company.live(day)
}
const runs = () => company.rows('select state, step_id, owner_email, note from playbook_run')

describe('a message', () => {
	it('to a customer who has no address fails its step in words, and sends nothing', async () => {
		await begin([{ id: 'mail', kind: 'email', to: { contact: ['champion'] }, subject: 'x', body: 'x' }])
		expect(await runs()).toMatchObject([{ state: 'failed', step_id: 'mail' }])
		expect((await runs())[0]?.note).toMatch(/nobody to write to: no champion/)
		expect(await company.count('from send')).toBe(0)
	})
	it('goes to ops where the owner has left and nobody says who manages', async () => {
		company = await openSmallCompany(1, [playbook({})])
		await company.live(firstDay)
		await company.database.pool.query(`delete from team_member where email = 'ana@example.com'`)
		await company.database.pool.query(
			`insert into team_member (email, name, role) values ('bo@example.com', 'Bo', 'csm')`,
		)
		await company.open(signalId, firstDay + 1, 1)
		await company.live(firstDay + 1)
		expect(await company.rows('select recipient from send')).toEqual([{ recipient: 'olga@example.com' }])
	})
	it.each([
		['comes twice: the first', '2026-10-23', '2026-10-25T00:00:00.000Z'],
		['is skipped: the one after it', '2027-03-26', '2027-03-28T01:00:00.000Z'],
	])('is due at an hour that a clock change makes: it %s', async (_, starts, expected) => {
		const steps: PlaybookStepInput[] = [
			{
				id: 'm',
				kind: 'email',
				to: { team: 'owner' },
				subject: 'x',
				body: 'x',
				dueInWorkingDays: 2,
				fromHour: 2,
			},
		]
		company = await openSmallCompany(1, [playbook({ steps })])
		const { pool } = company.database
		await pool.query(`update workspace set zone = 'Europe/Berlin'`)
		await pool.query(
			`insert into work_calendar (email, weekdays) values ('ana@example.com', '{1,2,3,4,5,6,7}')`,
		)
		await company.live(firstDay)
		await company.open(signalId, getDay(starts), 1)
		await company.live(getDay(starts))
		const [send] = await company.rows('select not_before from send')
		expect(send?.not_before).toEqual(new Date(expected))
	})
})

describe('a message of a run that a person stops', () => {
	const tell = (id: string, over: Partial<PlaybookStepInput> = {}) =>
		({ id, kind: 'email', to: { team: 'owner' }, subject: id, body: 'x', ...over }) as PlaybookStepInput
	const states = () => company.rows('select step_id, state, reason from send order by send_id')
	const change = (event: 'pause' | 'resume' | 'cancel' | 'skip') =>
		inTransaction(company.database.pool, async client => {
			const work = await openRunWork(client, company.now(), runWriters)
			const [run] = await lockOpenRuns(client)
			if (!work || !run) throw new Error('there is no run')
			const by = 'ana@example.com'
			const all = {
				pause: { kind: 'pause', by },
				resume: { kind: 'resume', by },
				cancel: { kind: 'cancel', by, reason: 'no need', tasks: 'lapse' },
				skip: { kind: 'skip', by, reason: 'not now' },
			} as const
			await stepRuns(work, [{ run, events: [all[event]] }])
		})
	/** Looks once, as a sender that does what it is told to; `later` after the day's noon. */
	async function deliver(send: () => Promise<AttemptResult>, laterMs = 0): Promise<void> {
		const { pool } = company.database
		await setUpSmtp(pool, 25)
		const onFault = (error: unknown) => {
			throw error
		}
		const clock = () => new Date(company.now().getTime() + laterMs)
		const delivery = startDelivery({ pool, deliver: send, clock, onFault, lanes: 1 })
		await delivery.look()
		await delivery.end()
	}
	const taken = async (): Promise<AttemptResult> => ({ kind: 'sent', answer: '250' })

	it('that is skipped takes only its own step’s with it', async () => {
		await begin([tell('first', { waits: false }), tell('second')])
		await change('skip')
		expect(await states()).toMatchObject([
			{ step_id: 'first', state: 'planned' },
			{ step_id: 'second', state: 'cancelled' },
		])
	})
	it('while it is on its way and comes to nothing is not tried again', async () => {
		await begin([tell('mail')])
		await deliver(async () => {
			await change('cancel')
			return { kind: 'not_sent', reason: 'busy' }
		})
		expect(await states()).toMatchObject([{ state: 'planned', reason: 'busy' }])
		let attempts = 0
		const sends = () => {
			attempts++
			return taken()
		}
		await deliver(sends, 3_600_000)
		expect([attempts, await states()]).toMatchObject([
			0,
			[{ state: 'cancelled', reason: 'its run has ended' }],
		])
	})
	it('waits while it is paused, and goes once it is resumed', async () => {
		await begin([tell('mail')])
		await change('pause')
		await deliver(taken)
		expect(await states()).toMatchObject([{ state: 'planned', reason: 'its run is paused' }])
		await change('resume')
		await deliver(taken, 60_000)
		expect(await states()).toMatchObject([{ state: 'sent' }])
	})
})

describe('what other programs are given', () => {
	it('is whole: a calendar entry, a webhook’s type and data, and to Slack a name that calls nobody', async () => {
		const meet = { title: 'Talk with {{ account.name }}', body: 'x', inWorkingDays: 2, atHour: 9 } as const
		const steps: PlaybookStepInput[] = [
			{ id: 'meet', kind: 'calendar', to: { team: 'manager' }, ...meet, minutes: 45, waits: false },
			{ id: 'call', kind: 'webhook', endpoint: 'crm', event: 'account.at_risk', waits: false },
			{ id: 'post', kind: 'slack', to: { channel: '#cs' }, body: '<!here> look at {{ account.name }}' },
		]
		company = await openSmallCompany(1, [playbook({ steps })])
		const { pool } = company.database
		await pool.query(`update account set name = '<!channel> & Sons'`)
		await company.begin(1)
		const [entry, webhook, slack] = await company.rows(
			'select subject, body, payload from send order by send_id',
		)
		expect(CalendarPayload.parse(entry?.payload)).toEqual({
			title: 'Talk with <!channel> & Sons',
			starts_at: '2026-06-04T09:00:00.000Z',
			ends_at: '2026-06-04T09:45:00.000Z',
			organizer: { name: 'Ana', email: 'ana@example.com' },
		})
		expect(webhook).toMatchObject({
			subject: 'account.at_risk',
			payload: { account_id: 'a1', playbook: 'drop', step: 'call', run_id: expect.stringMatching(/^r/) },
		})
		expect(slack?.body).toBe('<!here> look at &lt;!channel&gt; &amp; Sons')
		// The entry goes out with the title that a person gave it, and not once its day has passed.
		const sinks = await startFaultSinks()
		await setUpSmtp(pool, sinks.smtpPort)
		await pool.query(`update workspace set settings = settings - 'today'`)
		const send = testDeliver(pool, 0)
		const claim = { ...entry, channel: 'calendar', recipient: 'max@example.com', sealed: null } as ClaimedSend
		const title = { ...claim, subject: 'Another title', idempotencyKey: 'm1' }
		expect(await send(title, company.now())).toMatchObject({ kind: 'sent' })
		expect(await send(claim, new Date('2026-06-05T12:00:00Z'))).toEqual({
			kind: 'failed',
			reason: 'its day, 2026-06-04, has passed',
		})
		await sinks.end()
	})
})

describe('who gets the work', () => {
	it('is chosen anew for each run of a day: by what they were given a moment ago too', async () => {
		const steps: PlaybookStepInput[] = [{ id: 'call', kind: 'task', title: 'x', hours: 1 }]
		company = await openSmallCompany(4, [playbook({ steps, ownerChoice: 'least_loaded', hours: 2 })])
		await company.database.pool.query(
			`insert into team_member (email, name, role) values ('bo@example.com', 'Bo', 'csm')`,
		)
		await company.begin(4)
		expect((await runs()).map(run => run.owner_email).sort()).toEqual([
			'ana@example.com',
			'ana@example.com',
			'bo@example.com',
			'bo@example.com',
		])
	})
})

describe('an opportunity', () => {
	const create: PlaybookStepInput = { id: 'o', kind: 'opportunity', action: 'create', arrShare: 0.1 }
	const amounts = async () => {
		await updateOpportunities(company.database.pool, firstDay + 1, 'USD')
		return company.rows('select amount_minor, stage, stage_label from opportunity')
	}
	it('has a share of the ARR', async () => {
		await begin([create])
		expect(await amounts()).toMatchObject([{ amount_minor: 120_000 }])
	})
	it('of an account whose ARR is not known has an unknown amount, not none', async () => {
		await begin([create], null)
		expect(await amounts()).toMatchObject([{ amount_minor: null, stage: 'qualified' }])
	})
	it('of a person is advanced where the run has none of its own, and never one that another system keeps', async () => {
		company = await openSmallCompany(1, [
			playbook({ steps: [{ id: 'o', kind: 'opportunity', action: 'advance', stageLabel: 'proposal' }] }),
		])
		await company.live(firstDay)
		await company.database.pool.query(
			`insert into opportunity (account_id, opportunity_id, origin, lever, stage, is_influenced, created_on, answers, edited)
			values (1, 'own-1', 'person', 'seats', 'qualified', false, '2026-05-01', '{}', '{}'),
				(1, 'crm-1', 'source', 'seats', 'qualified', false, '2026-05-02', '{}', '{}'),
				(1, 'own-2', 'person', 'product', 'qualified', false, '2026-05-03', '{}', '{}')`,
		)
		await company.open(signalId, firstDay + 1, 1)
		await company.live(firstDay + 1)
		expect(await company.rows('select opportunity_id, stage from opportunity order by 1')).toEqual([
			{ opportunity_id: 'crm-1', stage: 'qualified' },
			{ opportunity_id: 'own-1', stage: 'proposal' },
			{ opportunity_id: 'own-2', stage: 'qualified' },
		])
	})
})

describe('an approval', () => {
	it('writes to whom it asks, and to the next one when nobody answers', async () => {
		await begin([
			{ id: 'ask', kind: 'approval', title: 'May we?', escalateAfterWorkingDays: 2, escalateTo: 'manager' },
		])
		const told = () => company.rows('select recipient, subject from send order by send_id')
		const subject = 'Your answer is needed: May we?'
		expect(await told()).toEqual([{ recipient: 'ana@example.com', subject }])
		await company.live(firstDay + 2)
		expect((await told()).length).toBe(1)
		await company.live(firstDay + 3)
		await company.live(firstDay + 4)
		expect(await told()).toEqual([
			{ recipient: 'ana@example.com', subject },
			{ recipient: 'max@example.com', subject },
		])
	})
	it('of messages that wait is asked for once a day', async () => {
		await begin([
			{ id: 'm', kind: 'email', to: { team: 'owner' }, subject: 'x', body: 'x', approval: 'needed' },
		])
		const told = () =>
			company.rows(`select recipient, subject from send where account_id = 0 order by send_id`)
		const one = { recipient: 'ana@example.com', subject: '1 message to customers waits for your answer' }
		expect(await told()).toEqual([one])
		await company.live(firstDay + 1)
		expect(await told()).toEqual([one])
		await company.live(firstDay + 2)
		expect(await told()).toEqual([one, one])
	})
})
