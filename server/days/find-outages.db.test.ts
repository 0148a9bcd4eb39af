import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dueReach } from '../../core/facts/data-reach.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import type { Context } from '../context.ts'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { importFiles } from '../sources/import-files.ts'
import { listDeliveries } from '../sources/source-store.ts'
import { findOutages } from './find-outages.ts'

const liveFrom = getDay('2026-03-02')
const accounts = Array.from({ length: 20 }, (_, index) => `a${index}`)
let database: TestDatabase
let context: Context
let folder: string

async function load(name: string, loadDay: Day, rows: string[]): Promise<void> {
	const path = join(folder, `usage-${name}.csv`)
	await writeFile(path, `account_id,event,occurred_at,user_id,count\n${rows.join('\n')}\n`)
	await importFiles(context, [path], { today: loadDay })
}

function rowsOf(day: Day, ids: readonly string[]): string[] {
	return ids.map((id, index) => `${id},login,${formatDay(day)},u${index % 3},${8 + ((day + index) % 5)}`)
}

/** Every day is loaded on the day after it; of `outage` only three accounts come, the others four days later. */
const outage = [liveFrom + 9, liveFrom + 10]
const deliveredOn = liveFrom + 15
const silent = liveFrom - 40

beforeAll(async () => {
	database = await createTestDatabase()
	folder = await mkdtemp(join(tmpdir(), 'perennial-find-outages-'))
	context = {
		pool: database.pool,
		connectionString: database.connectionString,
		dataFolder: folder,
		[Symbol.asyncDispose]: async () => {},
	}
	const history: string[] = []
	for (let day = liveFrom - 200; day < liveFrom; day++)
		if (day !== silent) history.push(...rowsOf(day, accounts))
	await load('history', liveFrom, history)
	for (let day = liveFrom; day < liveFrom + 20; day++) {
		await load(formatDay(day), day + 1, rowsOf(day, outage.includes(day) ? accounts.slice(0, 3) : accounts))
		if (day + 1 === deliveredOn)
			await load(
				'late',
				deliveredOn,
				outage.flatMap(missed => rowsOf(missed, accounts.slice(3))),
			)
	}
}, 120_000)
afterAll(async () => {
	await database.drop()
	await rm(folder, { recursive: true, force: true })
})

async function outagesOn(dates: readonly Day[], searchDays = 100): Promise<Day[][]> {
	const dueOn = dueReach(await listDeliveries(database.pool), liveFrom, 'usage', dates)
	const client = await database.pool.connect()
	try {
		return (await findOutages(client, { dates, dueOn, searchDays })).map(days => [...days])
	} finally {
		client.release()
	}
}

describe('outages as known on each date', () => {
	it('are known from the load that brought too little to the one that brought the rest', async () => {
		const [first, second] = outage as [Day, Day]
		const expected: [Day, Day[]][] = [
			[liveFrom - 41, []],
			[silent, [silent]],
			[first, [silent]],
			[first + 1, [silent, first]],
			[second + 1, [silent, first, second]],
			[deliveredOn - 1, [silent, first, second]],
			[deliveredOn, [silent]],
			[liveFrom + 20, [silent]],
		]
		expect(await outagesOn(expected.map(([date]) => date))).toEqual(expected.map(([, days]) => days))
	})

	it('are the same for one date as for many, and looked for as far back as asked', async () => {
		const dates = Array.from({ length: 75 }, (_, index) => liveFrom - 55 + index)
		const together = await outagesOn(dates)
		for (let index = 0; index < dates.length; index += 3) {
			expect(await outagesOn(dates.slice(index, index + 1))).toEqual([together[index]])
		}
		expect(await outagesOn([silent + 10, silent + 11], 10)).toEqual([[silent], []])
	})
})
