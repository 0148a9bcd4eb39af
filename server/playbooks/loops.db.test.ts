import { afterEach, describe, expect, it } from 'vitest'
import { defaultModel } from '../../core/catalog/default-model.ts'
import type { OperatingModelInput } from '../../core/model/operating-model.ts'
import type { PlaybookDefinitionInput } from '../../core/model/playbook.ts'
import type { PlaybookStepInput } from '../../core/model/playbook-step.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import {
	firstDay,
	openSmallCompany,
	playbook,
	type SmallCompany,
	signalId,
} from './fixtures/small-company.ts'

// Playbooks that start one another, by every way in which one can lead to another.

let company: SmallCompany
afterEach(() => company?.database.drop())

const stages = ['one', 'two', 'three', 'four', 'five', 'six', 'seven']
const setStage = (value: string): PlaybookStepInput => ({
	id: 'set',
	kind: 'set_field',
	field: 'lifecycle_stage',
	value,
})
/** Starts when the account comes into the stage, and moves it on. */
const mover = (from: string, to: string) =>
	playbook({ id: `from_${from}`, trigger: { kind: 'stage', to: from }, steps: [setStage(to)] })

/** A day on which the account is where the last run put it. */
async function live(day: Day, at?: string) {
	const [edit] = await company.rows(
		`select body ->> 'lifecycle_stage' as stage from fact where part = 'edited' order by fact_id desc limit 1`,
	)
	const stage = at ?? (edit?.stage as string | undefined) ?? null
	const account = {
		accountId: 1,
		isCustomer: true,
		level: null,
		stage,
		isScoreHeld: false,
		dates: { renewalOn: null, contractStartedOn: null, milestones: [] },
	}
	return company.live(day, { accounts: [account] })
}
const runs = () =>
	company.rows('select playbook_id, depth, chain from playbook_run order by started_on, playbook_id')
const refused = () =>
	company.rows(
		`select playbook_id, depth, note from playbook_trigger where outcome = 'refused' order by found_on, playbook_id`,
	)
const told = () => company.rows(`select recipient, subject, body from send where run_id like 'loop-%'`)

describe('a stage change', () => {
	it('of two that lead to one another ends at the second, and says so', async () => {
		company = await openSmallCompany(1, [mover('one', 'two'), mover('two', 'one')])
		await live(firstDay, 'seven')
		await live(firstDay + 1, 'one')
		for (const day of [2, 3, 4, 5, 6]) await live(firstDay + day)
		expect(await runs()).toEqual([
			{ playbook_id: 'from_one', depth: 1, chain: ['from_one'] },
			{ playbook_id: 'from_two', depth: 2, chain: ['from_one', 'from_two'] },
		])
		expect(await refused()).toEqual([{ playbook_id: 'from_one', depth: 3, note: 'its own change led to it' }])
		expect(await told()).toMatchObject([
			{
				recipient: 'olga@example.com',
				body: expect.stringContaining('from_one, then from_two, then from_one'),
			},
		])
	})
	it('of a long line ends at the fifth', async () => {
		company = await openSmallCompany(
			1,
			stages.slice(0, -1).map((stage, index) => mover(stage, stages[index + 1] ?? '')),
		)
		await live(firstDay, 'seven')
		await live(firstDay + 1, 'one')
		for (const day of [2, 3, 4, 5, 6, 7, 8]) await live(firstDay + day)
		expect((await runs()).map(({ depth }) => depth)).toEqual([1, 2, 3, 4, 5])
		expect(await refused()).toEqual([
			{ playbook_id: 'from_six', depth: 6, note: '5 playbooks have led to one another' },
		])
	})
})

/** Two playbooks by one signal: the first by hand writes, the other starts when the signal opens days later. */
async function pair(
	step: PlaybookStepInput,
	over: Partial<OperatingModelInput>,
	second: Partial<PlaybookDefinitionInput> = {},
) {
	company = await openSmallCompany(1, [])
	const writes = playbook({
		id: 'writes',
		trigger: { kind: 'signal', signal: 'first', on: 'enters' },
		steps: [step],
	})
	const follows = playbook({
		id: 'follows',
		trigger: { kind: 'signal', signal: 'fed', on: 'enters' },
		...second,
	})
	await company.use([writes, follows], over)
	await company.live(firstDay)
	await company.open('first', firstDay + 1, 1)
	await company.live(firstDay + 1)
}
const fed = (when: string, first = 'arr > 0'): Partial<OperatingModelInput> => ({
	metrics: [
		{ id: 'deals', name: 'Deals', meaning: 'x', source: 'opportunity', aggregate: 'count' },
		{ id: 'plan', name: 'Plan', meaning: 'x', source: 'account', aggregate: 'last', field: 'plan' },
	],
	signals: ['first', 'fed'].map(id => ({
		...defaultModel.signals.find(signal => signal.id === signalId)!,
		id,
		name: id,
		when: id === 'fed' ? when : first,
		thresholds: {},
		overrides: {},
	})),
})
const setPlan: PlaybookStepInput = { id: 'set', kind: 'set_field', field: 'plan', value: 'gold' }
const createDeal: PlaybookStepInput = { id: 'deal', kind: 'opportunity', action: 'create' }

describe('a signal that is fed', () => {
	it.each([
		['by a field', setPlan, "attributes.plan = 'gold'"],
		['by a metric of a field', setPlan, 'plan > 0'],
		['by opportunities', createDeal, 'deals > 0'],
	] as const)('%s has the run as its cause, also days later', async (_, step, when) => {
		await pair(step, fed(when))
		await company.open('fed', firstDay + 4, 1)
		for (const day of [2, 3, 4]) await company.live(firstDay + day)
		expect(await runs()).toEqual([
			{ playbook_id: 'writes', depth: 1, chain: ['writes'] },
			{ playbook_id: 'follows', depth: 2, chain: ['writes', 'follows'] },
		])
	})
	it('by something else has none', async () => {
		await pair(setPlan, fed('arr > 1'))
		await company.open('fed', firstDay + 2, 1)
		await company.live(firstDay + 2)
		expect((await runs()).map(({ depth }) => depth)).toEqual([1, 1])
	})
	it('after more than a week has none: it stands by itself', async () => {
		await pair(setPlan, fed("attributes.plan = 'gold'"))
		for (let day = 2; day < 9; day++) await company.live(firstDay + day)
		await company.open('fed', firstDay + 9, 1)
		await company.live(firstDay + 9)
		expect((await runs()).map(({ depth }) => depth)).toEqual([1, 1])
	})
	it('by one another every few days ends at the fifth', async () => {
		await pair(setPlan, fed("attributes.plan = 'gold'", "attributes.plan = 'gold'"), { steps: [setPlan] })
		for (let day = 2; day <= 16; day++) {
			await company.database.pool.query(
				'update signal_episode set ended_on = $1, closed_on = $1 where closed_on is null',
				[formatDay(firstDay + day)],
			)
			const isThird = day % 3 === 1
			if (isThird) await company.open(day % 2 === 0 ? 'fed' : 'first', firstDay + day, 1)
			await company.live(firstDay + day)
		}
		expect((await runs()).map(({ playbook_id: id, depth }) => `${id} ${depth}`)).toEqual([
			'writes 1',
			'follows 2',
			'writes 3',
			'follows 4',
			'writes 5',
		])
		expect(await refused()).toEqual([
			{ playbook_id: 'follows', depth: 6, note: '5 playbooks have led to one another' },
		])
		expect((await told()).length).toBe(1)
	})
})

describe('a renewal in work', () => {
	it('that a run moved is noted as its work', async () => {
		company = await openSmallCompany(1, [
			playbook({ steps: [{ id: 'r', kind: 'renewal', action: 'advance', stage: 'in_conversation' }] }),
		])
		await company.database.pool.query(
			`insert into renewal (account_id, renewal_on, stage, opened_on, lines, currency)
			values (1, '2026-09-01', 'open', '2026-05-01', '[]', 'USD')`,
		)
		await company.live(firstDay)
		await company.open(signalId, firstDay + 1, 1)
		await company.live(firstDay + 1)
		expect(await company.count(`from renewal where stage = 'in_conversation'`)).toBe(1)
		expect(await company.rows('select name, depth, chain from playbook_change')).toEqual([
			{ name: 'renewal', depth: 1, chain: ['drop'] },
		])
	})
})
