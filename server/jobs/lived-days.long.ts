import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { getDay } from '../../core/time/day.ts'
import { makeDemo } from '../../demo/make-demo.ts'
import { type LivedCompany, liveDayByDay, openLivedCompany, readLivedState } from './lived-company.ts'
import { runDay } from './run-day.ts'

it('leaves the same behind lived day by day for sixty days as lived at once', async () => {
	const dataFolder = await mkdtemp(join(tmpdir(), 'perennial-days-'))
	const { filesFolder } = await makeDemo({ folder: dataFolder, accounts: 40, seed: 12 })
	const company: LivedCompany = {
		filesFolder,
		dataFolder,
		lastDay: getDay('2026-10-31'),
		livedDays: 60,
		now: new Date('2026-11-21T12:00:00Z'),
	}
	await using atOnce = await openLivedCompany(company, company.lastDay)
	await runDay(atOnce, { now: company.now, livedDays: company.livedDays })
	await using slow = await liveDayByDay(company)
	const state = await readLivedState(atOnce, company)
	expect(state.tasks!.length).toBeGreaterThan(20)
	expect(await readLivedState(slow, company)).toEqual(state)
	await rm(dataFolder, { recursive: true, force: true })
})
