import { afterEach, describe, expect, it } from 'vitest'
import type { PlaybookStepInput } from '../../core/model/playbook-step.ts'
import { getDay } from '../../core/time/day.ts'
import { updateOpportunities } from '../expansion/update-opportunities.ts'
import {
	firstDay,
	openSmallCompany,
	playbook,
	type SmallCompany,
	signalId,
} from './fixtures/small-company.ts'

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
