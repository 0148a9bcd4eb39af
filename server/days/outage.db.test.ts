import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { makeDemo } from '../../demo/make-demo.ts'
import { importFiles } from '../sources/import-files.ts'
import { computeDates } from './compute-dates.ts'
import { type AccountDay, type Company, listReallyDropped, openCompany, readDay } from './demo-company.ts'

const now = new Date('2026-11-21T12:00:00Z')
const outageDays = 6
let folder: string
let company: Company
let dropped: string[]
let outageFrom: Day
let firstGood: Day

function laterDays(): Day[] {
	return [5, 9, 13].map(days => firstGood + days)
}

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'perennial-outage-'))
	const demo = await makeDemo({ folder, accounts: 120, seed: 11, months: 14 })
	const truth = await listReallyDropped(demo.truthFile)
	dropped = truth.accounts
	outageFrom = truth.outageFrom
	firstGood = outageFrom + outageDays
	company = await openCompany(folder)
	await importFiles(company, [demo.filesFolder], { today: getDay(demo.today) })
	for (let day = outageFrom - 3; day < firstGood + 3; day++) await computeDates(company, [day], { now })
	await computeDates(company, laterDays(), { now })
}, 120_000)
afterAll(async () => {
	await company[Symbol.asyncDispose]()
	await rm(folder, { recursive: true, force: true })
})

const onDay = (day: Day) => readDay(company.pool, day, 'usage_change_14d')

async function customersOn(day: Day): Promise<[string, AccountDay][]> {
	return [...(await onDay(day))].filter(([, account]) => account.isCustomer)
}

/** Share of the customers with a known change whose usage fell by three tenths or more. */
async function fallenShareOn(day: Day): Promise<number> {
	const changes = (await customersOn(day)).flatMap(([, { value }]) => (value === null ? [] : [value]))
	expect(changes.length).toBeGreaterThan(50)
	return changes.filter(change => change <= -0.3).length / changes.length
}

describe('a week in which no usage arrives', () => {
	const lastGood = () => outageFrom - 1

	it('keeps every score of the last good day and says so', async () => {
		const before = await onDay(lastGood())
		const scored = [...before].filter(([, account]) => account.score !== null)
		expect(scored.length).toBeGreaterThan(80)
		for (let day = outageFrom; day < firstGood; day++) {
			const during = await onDay(day)
			for (const [id, account] of scored) {
				const kept = during.get(id)
				if (!kept?.isCustomer) continue
				const { score, exactScore, band, points } = account
				expect(kept).toMatchObject({ score, exactScore, band, points, heldFrom: formatDay(lastGood()) })
			}
			const held = [...during.values()].filter(account => account.heldFrom !== null)
			expect(held.length).toBeGreaterThan(80)
		}
	})

	it('holds nothing on the days before and after it', async () => {
		for (const day of [
			outageFrom - 3,
			outageFrom - 2,
			outageFrom - 1,
			firstGood,
			firstGood + 1,
			firstGood + 2,
		]) {
			const accounts = [...(await onDay(day)).values()]
			expect(accounts.filter(account => account.heldFrom !== null)).toEqual([])
		}
	})

	it('leaves the changes of usage what they were on the last good day', async () => {
		const before = await onDay(lastGood())
		for (let day = outageFrom; day < firstGood; day++) {
			const during = await onDay(day)
			for (const [id, { value }] of before) {
				// A window that reaches back to the account's first days can become known meanwhile.
				if (value !== null) expect([id, during.get(id)?.value]).toEqual([id, value])
			}
		}
	})

	it('makes no usage fall, neither in it nor when data are back', async () => {
		const usual = await fallenShareOn(lastGood())
		for (let day = outageFrom; day < firstGood + 3; day++) {
			expect(await fallenShareOn(day)).toBeLessThan(usual + 0.08)
		}
	})

	it('hides no real drop: within two weeks after it those who used less show it', async () => {
		expect(dropped.length).toBeGreaterThanOrEqual(3)
		for (const id of dropped) {
			const changes: number[] = []
			for (const day of laterDays()) changes.push((await onDay(day)).get(id)?.value ?? 0)
			expect(Math.min(...changes)).toBeLessThanOrEqual(-0.4)
		}
	})
})
