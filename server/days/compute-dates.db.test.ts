import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { makeDemo } from '../../demo/make-demo.ts'
import { importFiles } from '../sources/import-files.ts'
import { computeDates } from './compute-dates.ts'
import { type Company, forgetDays, listReallyDropped, openCompany, readDays } from './demo-company.ts'
import { killComputing } from './kill-computing.ts'

const now = new Date('2026-11-21T12:00:00Z')
const today = getDay('2026-10-31')
let folder: string
let company: Company
/** Thirty days with the outage of the demo among them. */
let from: Day
let to: Day

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'perennial-days-'))
	const demo = await makeDemo({ folder, accounts: 60, seed: 11, months: 12 })
	const { outageFrom } = await listReallyDropped(demo.truthFile)
	from = outageFrom - 10
	to = from + 29
	company = await openCompany(folder)
	await importFiles(company, [demo.filesFolder], { today: getDay(demo.today) })
})
afterAll(async () => {
	await company[Symbol.asyncDispose]()
	await rm(folder, { recursive: true, force: true })
})

function daysFrom(first: Day, last: Day): Day[] {
	return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

async function computeAnew(
	days: readonly Day[],
	options: { workers?: number; chunkAccounts?: number } = {},
): Promise<Record<string, unknown[]>> {
	await forgetDays(company.pool)
	await computeDates(company, days, { now, ...options })
	return readDays(company.pool, from, to)
}

describe('computed days', () => {
	let backfilled: Record<string, unknown[]>
	beforeAll(async () => {
		backfilled = await computeAnew(daysFrom(from, to))
	})

	it('are stored for every account, with an outage among them', () => {
		expect(backfilled.day_run).toHaveLength(30)
		const scores = backfilled.score as { as_of: string; score: number | null; held_from: string | null }[]
		expect(scores.filter(row => row.score !== null).length).toBeGreaterThan(30 * 35)
		const held = new Set(scores.filter(row => row.held_from !== null).map(row => row.as_of))
		expect([...held].sort()).toEqual(daysFrom(from + 10, from + 15).map(formatDay))
	})

	it('are the same when they are computed again', async () => {
		await computeDates(company, [from + 12, from + 29], { now })
		expect(await readDays(company.pool, from, to)).toEqual(backfilled)
	})

	it('are the same one by one as in one call', async () => {
		await forgetDays(company.pool)
		for (const day of daysFrom(from, to)) await computeDates(company, [day], { now })
		expect(await readDays(company.pool, from, to)).toEqual(backfilled)
	})

	it.each([1, 2, 4])('are the same from %i workers in small chunks', async workers => {
		expect(await computeAnew(daysFrom(from, to), { workers, chunkAccounts: 9 })).toEqual(backfilled)
	})

	it('are whole after a kill at any moment, and the same when repeated', async () => {
		expect(await killComputing(company, from + 8, from + 16, 3)).toBe(3)
	}, 120_000)
})

/** What comes later: a week's files of which every row is about days up to `asOf`, or corrects what was known. */
async function writeLaterFiles(asOf: Day): Promise<string> {
	const later = join(folder, 'later')
	await mkdir(later, { recursive: true })
	const { rows } = await company.pool.query<{ external_id: string }>(
		'select external_id from account where not is_stub order by external_id limit 40',
	)
	const ids = rows.map(row => row.external_id)
	const day = (back: number) => formatDay(asOf - back)
	const lines = (line: (id: string, index: number) => string) => ids.map(line).join('\n')
	const files: Record<string, string> = {
		'usage-late.csv': `account_id,event,occurred_at,user_id,count\n${lines((id, i) => `${id},${i % 3 ? 'login' : 'brand_new_event'},${day(i % 2)},late-${i},${50 + i}`)}\nlate-account,login,${day(1)},u1,9\n`,
		'tickets.csv': `id,account_id,opened_at,severity,escalated\n${lines((id, i) => `late-t${i},${id},${day(i % 2)},critical,true`)}\nlate-t,late-account,${day(0)},low,false\n`,
		'engagements.csv': `id,account_id,kind,occurred_at,attended\n${lines((id, i) => `late-e${i},${id},meeting,${day(i % 2)},true`)}\n`,
		'accounts.csv': `id,name,tier,industry\n${lines((id, i) => `${id},Renamed ${i},tier-${i % 3},made-up`)}\n`,
	}
	for (const [name, text] of Object.entries(files)) await writeFile(join(later, name), text)
	return later
}

it('of a day are changed by nothing that becomes known after it', async () => {
	const days = [today, today + 1, today + 2]
	await forgetDays(company.pool)
	await computeDates(company, days, { now })
	const before = await readDays(company.pool, today, today + 2)
	expect(before.score!.length).toBeGreaterThan(3 * 50)
	await importFiles(company, [await writeLaterFiles(today + 2)], { today: today + 3 })
	await computeDates(company, days, { now })
	expect(await readDays(company.pool, today, today + 2)).toEqual(before)
	await computeDates(company, [today + 3], { now })
	const after = await readDays(company.pool, today + 3, today + 3)
	expect(JSON.stringify(after.metric_value)).not.toBe(JSON.stringify(before.metric_value))
})
