import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultModel } from '../../core/catalog/default-model.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { makeDemo } from '../../demo/make-demo.ts'
import type { Context } from '../context.ts'
import { runDay } from '../jobs/run-day.ts'
import { startModel } from '../model/model-store.ts'
import { createTestDatabase } from '../postgres/test-database.ts'
import { importFiles } from '../sources/import-files.ts'
import { saveFixedToday } from '../workspace/workspace-store.ts'
import { replayPlaybooks } from './replay-playbooks.ts'

const now = new Date('2026-11-21T12:00:00Z')
const lastDay = getDay('2026-10-31')
let folder: string
let files: string

const allOn: OperatingModel = {
	...defaultModel,
	playbooks: defaultModel.playbooks.map(playbook => ({ ...playbook, enabled: true })),
}

async function openCompany(today: Day, model: OperatingModel): Promise<Context> {
	const database = await createTestDatabase()
	const context: Context = {
		pool: database.pool,
		connectionString: database.connectionString,
		dataFolder: folder,
		[Symbol.asyncDispose]: () => database.drop(),
	}
	await saveFixedToday(context.pool, today)
	await startModel(context.pool, model, 'test', now)
	await importFiles(context, [files], { today })
	return context
}

async function count(context: Context, sql: string): Promise<number> {
	const { rows } = await context.pool.query<{ count: number }>(`select count(*)::int as count ${sql}`)
	return rows[0]?.count ?? -1
}

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'perennial-playbooks-'))
	files = (await makeDemo({ folder, accounts: 60, seed: 11 })).filesFolder
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('playbooks of the day', () => {
	let company: Context
	beforeAll(async () => {
		company = await openCompany(lastDay, allOn)
	}, 120_000)
	afterAll(() => company?.[Symbol.asyncDispose]())

	it('start nothing for what an import of two years brings, and show it', async () => {
		const { result } = await runDay(company, { now })
		expect(result.runs_started).toBe(0)
		expect(await count(company, 'from playbook_run')).toBe(0)
		expect(await count(company, 'from send')).toBe(0)
		expect(await count(company, 'from playbook_task')).toBe(0)
		expect(await count(company, `from playbook_trigger where outcome = 'baseline'`)).toBeGreaterThan(5)
		expect(await count(company, `from playbook_trigger where outcome <> 'baseline'`)).toBe(0)
	}, 120_000)
})

describe('lived days', () => {
	let company: Context
	let state: unknown[]
	const livedDays = 20
	const read = async () =>
		(
			await company.pool.query(
				`select account_id, run_id, playbook_id, occasion, state, step_id, owner_email, started_on, ended_on, steps
				from playbook_run order by account_id, run_id`,
			)
		).rows
	beforeAll(async () => {
		company = await openCompany(lastDay, allOn)
		await runDay(company, { now, livedDays })
		state = await read()
	}, 240_000)
	afterAll(() => company?.[Symbol.asyncDispose]())

	it('start runs once the first look is over, with tasks and owners', async () => {
		expect(state.length).toBeGreaterThan(3)
		const early = formatDay(lastDay - livedDays + 1)
		expect(await count(company, `from playbook_run where started_on <= '${early}'`)).toBe(0)
		expect(await count(company, `from task where source_kind = 'run'`)).toBeGreaterThan(2)
		expect(await count(company, 'from playbook_run where owner_email is null')).toBe(0)
	})

	it('send nothing to a customer without approval', async () => {
		expect(
			await count(company, `from send where recipient_kind = 'customer' and state <> 'waiting_for_approval'`),
		).toBe(0)
	})

	it('are replayed with the same runs, where nobody did anything in them', async () => {
		const client = await company.pool.connect()
		const from = lastDay - livedDays + 1
		const { replays } = await replayPlaybooks(client, allOn.playbooks, allOn, {
			from,
			to: lastDay,
			people: 'nobody',
			worksFrom: from,
		}).finally(() => client.release())
		const replayed = replays
			.flatMap(({ found }) => found.filter(({ outcome }) => outcome === 'started'))
			.map(start => `${start.accountId} ${start.playbookId} ${start.occasion} ${formatDay(start.startedOn)}`)
		const lived = (state as Record<string, string>[]).map(
			run => `${run.account_id} ${run.playbook_id} ${run.occasion} ${run.started_on}`,
		)
		expect(replayed.sort()).toEqual(lived.sort())
	}, 120_000)

	it('change nothing when the day is run again', async () => {
		const { result } = await runDay(company, { now })
		expect(result.runs_started).toBe(0)
		expect(await read()).toEqual(state)
	}, 120_000)
})
