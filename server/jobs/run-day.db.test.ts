import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatDay, getDay } from '../../core/time/day.ts'
import { makeDemo } from '../../demo/make-demo.ts'
import type { Context } from '../context.ts'
import { saveOverride } from '../days/override-store.ts'
import { findScore } from '../days/result-store.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { type LivedCompany, liveDayByDay, openLivedCompany, readLivedState } from './lived-company.ts'
import { runDay } from './run-day.ts'

const now = new Date('2026-11-21T12:00:00Z')
const lastDay = getDay('2026-10-31')
const livedDays = 20
let folder: string
let living: LivedCompany

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'perennial-day-'))
	const { filesFolder } = await makeDemo({ folder, accounts: 40, seed: 11 })
	living = { filesFolder, dataFolder: folder, lastDay, livedDays, now }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the day', () => {
	let company: Context
	let atOnce: Record<string, unknown[]>
	beforeAll(async () => {
		company = await openLivedCompany(living, lastDay)
		await runDay(company, { now, livedDays })
		atOnce = await readLivedState(company, living)
	}, 120_000)
	afterAll(() => company[Symbol.asyncDispose]())

	it('opens signals and renewals and makes tasks with a reason and an owner', () => {
		expect(atOnce.episodes!.length).toBeGreaterThan(20)
		expect(atOnce.renewals!.length).toBeGreaterThan(3)
		const tasks = atOnce.tasks as { reason: string; made_on: string; source_kind: string }[]
		expect(tasks.length).toBeGreaterThan(5)
		for (const { reason, made_on, source_kind } of tasks) {
			expect(reason).toMatch(
				/, (\d+ days? (before|after)|on the day of) a .+ renewal$|, at an account of .+ a year$/,
			)
			// The first look fires nothing.
			if (source_kind === 'signal') expect(made_on > formatDay(lastDay - livedDays + 1)).toBe(true)
		}
	})

	it('makes at most eight new tasks a day for one owner', () => {
		const perDay = new Map<string, number>()
		for (const task of atOnce.tasks as { owner_email: string; made_on: string }[]) {
			const key = `${task.owner_email} ${task.made_on}`
			perDay.set(key, (perDay.get(key) ?? 0) + 1)
		}
		expect(Math.max(...perDay.values())).toBeLessThanOrEqual(8)
	})

	it('changes nothing when it is run again', async () => {
		const { result } = await runDay(company, { now })
		expect(result).toMatchObject({
			as_of: '2026-10-31',
			tasks_created: 0,
			signals_opened: 0,
			signals_closed: 0,
		})
		expect(await readLivedState(company, living)).toEqual(atOnce)
	})

	it('changes and fires nothing when a past day is run', async () => {
		await runDay(company, { now, asOf: lastDay - 3 })
		expect(await readLivedState(company, living)).toEqual(atOnce)
	})

	// Sixty days of it in `lived-days.long.ts`.
	it.runIf(process.env.PERENNIAL_LONG_TESTS === '1')(
		'is the same lived day by day',
		async () => {
			await using slow = await liveDayByDay(living)
			const state = await readLivedState(slow, living)
			expect(state.scores).toEqual(atOnce.scores)
			expect(state.episodes).toEqual(atOnce.episodes)
			expect(state.renewals).toEqual(atOnce.renewals)
			expect(state.tasks).toEqual(atOnce.tasks)
		},
		240_000,
	)

	it('shows a person’s band and keeps computing the score beside it', async () => {
		const { rows } = await company.pool.query<{ account_id: number; band: string }>(
			`select account_id, band from score where as_of = $1 and band = 'healthy' order by account_id limit 1`,
			[formatDay(lastDay)],
		)
		const accountId = rows[0]!.account_id
		const before = await findScore(company.pool, accountId, lastDay)
		const override = {
			band: 'critical',
			reason: 'Told us they leave',
			startsOn: lastDay,
			endsOn: lastDay + 30,
			setBy: 'ann',
		}
		await inTransaction(company.pool, client => saveOverride(client, accountId, override, now))
		await runDay(company, { now })
		const after = await findScore(company.pool, accountId, lastDay)
		expect(after).toMatchObject({
			band: 'critical',
			computedBand: 'healthy',
			score: before!.score,
			points: before!.points,
		})
	})
})
