import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultModel } from '../../core/catalog/default-model.ts'
import { rateDifference } from '../../core/stats/rate-difference.ts'
import { getDay } from '../../core/time/day.ts'
import type { Context } from '../context.ts'
import { startModel } from '../model/model-store.ts'
import { ensurePartition } from '../postgres/partition.ts'
import { createTestDatabase } from '../postgres/test-database.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { importFiles } from '../sources/import-files.ts'
import { saveFixedToday } from '../workspace/workspace-store.ts'
import { readEffects } from './effect-store.ts'
import { updateEffects } from './update-effects.ts'

const now = new Date('2026-03-31T12:00:00Z')
const today = getDay('2026-03-31')
const calledOn = '2025-06-30'
const accounts = 200
let folder: string
let context: Context

/** Accounts 1–120 got the playbook, 121–200 were held back; of them 6 and 20 left within 90 days. */
function leaves(index: number): boolean {
	return index <= 6 || (index > 120 && index <= 140)
}

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'perennial-effects-'))
	const database = await createTestDatabase()
	context = {
		pool: database.pool,
		connectionString: database.connectionString,
		dataFolder: folder,
		[Symbol.asyncDispose]: () => database.drop(),
	}
	const numbers = Array.from({ length: accounts }, (_, index) => index + 1)
	await writeFile(
		join(folder, 'accounts.csv'),
		`id,name\n${numbers.map(number => `A${number},Account ${number}`).join('\n')}\n`,
	)
	await writeFile(
		join(folder, 'subscriptions.csv'),
		`id,account_id,product,unit_price,currency,billing_interval,started_on,term_ends_on,ended_on\n${numbers
			.flatMap(number => {
				const line = (from: string, to: string, end: string) =>
					`S${number},A${number},Core,1200,USD,year,${from},${to},${end}`
				return leaves(number)
					? [line('2024-10-01', '2025-10-01', '2025-08-31')]
					: [line('2024-10-01', '2025-10-01', '2025-10-01'), line('2025-10-01', '2026-10-01', '')]
			})
			.join('\n')}\n`,
	)
	await saveFixedToday(context.pool, today)
	await importFiles(context, [folder], { today })
	await inTransaction(context.pool, client => startModel(client, defaultModel, 'The default model', now))
	const numberOf = 'substr(external_id, 2)::int'
	for (const day of [calledOn, '2025-09-28'])
		await inTransaction(context.pool, client => ensurePartition(client, 'score', getDay(day)))
	// Health falls for nobody, rises by 10 with the playbook and by 2 without, give or take 1.
	await context.pool.query(
		`insert into score (account_id, as_of, model_version, health_model, is_customer, segment, arr_minor, score,
			coverage, band, computed_band, points)
		select account_id, day::date, 1, 'classic', true, 'growth', 120000,
			case when day = $1 then 50 when ${numberOf} <= 120 then 60 else 52 end + case when day = $1 then 0 else ${numberOf} % 3 - 1 end,
			1, 'at_risk', 'at_risk', '{}'
		from account, unnest(array[$1, '2025-09-28']) day`,
		[calledOn],
	)
	await context.pool.query(
		`insert into playbook_trigger (account_id, playbook_id, occasion, occurred_on, found_on, outcome, depth)
		select account_id, 'save', 'signal:x@2025-06-29', $1::date, $1::date,
			case when ${numberOf} <= 100 then 'started' when ${numberOf} <= 120 then 'waiting' else 'control' end, 1 from account
		union all
		select account_id, 'save', 'hand:ann', '2025-01-01', '2025-01-01', 'started', 1 from account where ${numberOf} > 190
		union all
		select account_id, 'alike', 'signal:y@2025-06-29', $1::date, $1::date, 'started', 1 from account where ${numberOf} <= 60`,
		[calledOn],
	)
	await context.pool.query(
		`insert into playbook_run (account_id, run_id, playbook_id, model_version, occasion, state, owner_role, owner_email,
			depth, started_on, started_at, ended_on, steps)
		select account_id, 'r' || account_id, 'save', 1, 'signal:x@2025-06-29',
			case when ${numberOf} <= 40 then 'done' else 'running' end, 'csm', 'ann@ours.example', 1, $1::date, $2,
			case when ${numberOf} <= 40 then $1::date + 5 end, '[]'
		from account where ${numberOf} <= 100`,
		[calledOn, now],
	)
	await updateEffects(context.pool, { asOf: today, now, currency: 'USD' })
}, 120_000)
afterAll(async () => {
	await context[Symbol.asyncDispose]()
	await rm(folder, { recursive: true, force: true })
})

describe('the effect of a playbook from what is stored', () => {
	it('is an experiment where accounts were held back, by what was meant for them', async () => {
		const { effect, asOf, windowDays } = (await readEffects(context.pool)).get('save')!
		expect({ asOf, windowDays }).toEqual({ asOf: today, windowDays: 90 })
		expect(effect).toMatchObject({ basis: 'experiment', treated: 120, compared: 80 })
		const [renewal, churn, health] = effect.effects
		// Who left before the decision counts at the decision it pre-empts.
		expect(renewal).toMatchObject({
			treated: { accounts: 120, value: 114 / 120 },
			compared: { accounts: 80, value: 0.75 },
			verdict: 'better',
		})
		expect(churn!.difference).toEqual(rateDifference({ hits: 6, cases: 120 }, { hits: 20, cases: 80 }))
		expect(churn).toMatchObject({ verdict: 'better', missing: null })
		expect(health!.difference!.value).toBeCloseTo(8, 1)
		expect(health!.difference!.low).toBeGreaterThan(7.5)
	})
	it('is none without them, and compares with accounts that were never called', async () => {
		const { effect } = (await readEffects(context.pool)).get('alike')!
		expect(effect).toMatchObject({ basis: 'not an experiment', treated: 60, compared: 140 })
		expect(effect.effects[1]!.treated).toEqual({ accounts: 60, value: 0.1 })
		expect(effect.effects[1]!.compared).toEqual({ accounts: 140, value: 20 / 140 })
	})
	it('knows who works with it', async () => {
		const { adoption } = (await readEffects(context.pool)).get('save')!
		expect(adoption).toHaveLength(2)
		expect(adoption[1]).toMatchObject({ ownerEmail: 'ann@ours.example', runs: 100, done: 40, open: 60 })
		expect(adoption[1]!.daysToDone).toEqual({ lowerQuartile: 5, median: null, upperQuartile: null })
	})
	it('is the same when it is read again', async () => {
		const before = await readEffects(context.pool)
		await updateEffects(context.pool, { asOf: today, now, currency: 'USD' })
		expect(await readEffects(context.pool)).toEqual(before)
	})
})
