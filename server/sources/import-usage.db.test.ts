import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { formatDay, getDay } from '../../core/time/day.ts'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { Problem } from '../problem.ts'
import { listMeasures } from '../usage/usage-store.ts'
import { loadUsage, readStored, rollUpNaively, type TestRow } from './fixtures/usage-test-table.ts'

let database: TestDatabase
beforeAll(async () => {
	database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
	await database.pool.query(
		'truncate usage_month, usage_key, usage_identified, usage_user, usage_measure, source_day, account cascade',
	)
})

const load = (rows: readonly TestRow[], options: Parameters<typeof loadUsage>[2] = {}) =>
	loadUsage(database.connectionString, rows, options)
const stored = (asOf?: string) =>
	readStored(database.connectionString, asOf === undefined ? undefined : getDay(asOf))

/** Everything that usage is stored in, as bytes: equal texts are equal states. */
async function dumpBlocks(): Promise<string> {
	const { rows } = await database.pool.query(`
		select 'month' as what, account_id, month, source_id, tuples as bytes from usage_month
		union all select 'key', account_id, month, source_id, keys from usage_key
		union all select 'id', account_id, month, source_id, ids || row_tuples from usage_identified
		order by 1, 2, 3, 4`)
	const days = await database.pool.query('select kind, day, row_count from source_day order by 1, 2')
	return JSON.stringify([rows, days.rows])
}

/** Mulberry32: the same numbers on every machine. */
function randomNumbers(seed: number): (below: number) => number {
	let state = seed
	return below => {
		state = (state + 0x6d2b79f5) | 0
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
	}
}

function makeRows(count: number, seed: number, withIds: 'all' | 'some' | 'none'): TestRow[] {
	const random = randomNumbers(seed)
	return Array.from({ length: count }, (_, index) => ({
		account: `account ${random(7)}`,
		day: formatDay(getDay('2025-01-20') + random(200)),
		event: ['login', 'export', 'invite, "quoted"'][random(3)]!,
		amount: 1 + random(3),
		user: random(4) === 0 ? null : `user ${random(5)}`,
		id: withIds === 'all' || (withIds === 'some' && index % 3 === 0) ? `row ${seed} ${index}` : null,
		values: {
			...(random(2) && { pages: random(9) / 4 }),
			...(random(5) === 0 && { seats: random(100) + 1 }),
		},
	}))
}

describe('rows without an id', () => {
	it('are rolled up as a plain map does it', async () => {
		const rows = makeRows(4000, 1, 'none')
		const result = await load(rows)
		expect(result).toMatchObject({
			rows: 4000,
			accepted: 4000,
			duplicates: 0,
			corrections: 0,
			collisions: [],
		})
		expect(await stored()).toEqual(rollUpNaively(rows))
		expect([...result.days.values()].reduce((sum, count) => sum + count, 0)).toBe(4000)
	})
	it('change nothing when the file comes again, on another day too', async () => {
		const rows = makeRows(1000, 2, 'none')
		await load(rows)
		const before = await dumpBlocks()
		const again = await load([...rows].reverse(), { loadDay: '2025-07-15' })
		expect(again).toMatchObject({ rows: 1000, accepted: 0, duplicates: 1000, corrections: 0 })
		expect(await dumpBlocks()).toBe(before)
	})
	it('end in the same state as one file and as several in any order', async () => {
		const rows = makeRows(2000, 3, 'none')
		// Equal rows are told apart by their number in the file, so pieces must not share any.
		const unique = [...new Map(rows.map(row => [JSON.stringify(row), row])).values()]
		for (const parts of [2, 5]) {
			for (let part = parts - 1; part >= 0; part--) {
				await load(unique.filter((_, index) => index % parts === part))
			}
			expect(await stored()).toEqual(rollUpNaively(unique))
			expect(await load(unique)).toMatchObject({ accepted: 0, duplicates: unique.length })
			await database.pool.query('truncate usage_month, usage_key, source_day')
		}
	})
	it('end in the same bytes in one chunk and in many', async () => {
		const rows = makeRows(2000, 4, 'none')
		await load(rows)
		const whole = await dumpBlocks()
		for (const limits of [
			{ bytes: 40_000, groups: 1000 },
			{ bytes: 1e6, groups: 10 },
			{ bytes: 5_000, groups: 3 },
		]) {
			await database.pool.query('truncate usage_month, usage_key, source_day')
			let chunks = 0
			await load(rows, { limits, onProgress: () => chunks++ })
			expect(chunks).toBeGreaterThan(3)
			expect(await dumpBlocks()).toBe(whole)
		}
	})
	it('count as often as they stand in one file', async () => {
		const row: TestRow = { account: 'a', day: '2025-03-01', event: 'login' }
		expect(await load([row, row, row])).toMatchObject({ accepted: 3 })
		expect(await load([row, row, row, row])).toMatchObject({ accepted: 1, duplicates: 3 })
		expect([...(await stored()).values()]).toEqual([4])
	})
	it('keep sources apart and add them when read', async () => {
		const row: TestRow = { account: 'a', day: '2025-03-01', event: 'login', user: 'u' }
		await load([row])
		expect(await load([row], { sourceId: 2 })).toMatchObject({ accepted: 1, duplicates: 0 })
		expect([...(await stored())]).toEqual([[`a ${getDay('2025-03-01')} login - u`, 2]])
	})
	it('are known when they occurred before live_from, and on their load after it', async () => {
		const rows = ['2025-05-31', '2025-06-01', '2025-06-10'].map(day => ({
			account: 'a',
			day,
			event: 'login',
		}))
		await load(rows, { loadDay: '2025-06-05' })
		expect((await stored('2025-06-04')).size).toBe(1)
		expect((await stored('2025-06-05')).size).toBe(2)
		expect((await stored('2025-06-10')).size).toBe(3)
	})
	it('move the first day of measures and accounts back', async () => {
		await load([{ account: 'a', day: '2025-03-05', event: 'login', values: { pages: 2 } }])
		await load([
			{ account: 'a', day: '2025-02-01', event: 'login' },
			{ account: 'a', day: '2025-01-01', event: 'login', amount: 0 },
		])
		expect(await listMeasures(database.pool)).toMatchObject([
			{ measureId: 0, event: 'login', property: null, firstOn: getDay('2025-02-01') },
			{ measureId: 1, event: 'login', property: 'pages', firstOn: getDay('2025-03-05') },
		])
		const account = await database.pool.query('select first_on from account')
		expect(account.rows).toEqual([{ first_on: '2025-01-01' }])
	})
	it('refuse more events than there is room for, in words', async () => {
		const rows = Array.from({ length: 16_385 }, (_, index) => ({
			account: 'a',
			day: '2025-03-01',
			event: `click on ${index}`,
		}))
		await expect(load(rows)).rejects.toThrow(Problem)
		await expect(load(rows)).rejects.toThrow('to 16385; there is room for 16384')
		expect((await stored()).size).toBe(0)
	})
})

describe('rows with an id', () => {
	const first: TestRow = { account: 'a', day: '2025-03-01', event: 'login', id: '1', user: 'u', amount: 2 }

	it('are rolled up as a plain map does it, beside rows without', async () => {
		const rows = makeRows(4000, 5, 'some')
		expect(await load(rows)).toMatchObject({ rows: 4000, accepted: 4000 })
		expect(await stored()).toEqual(rollUpNaively(rows))
		const before = await dumpBlocks()
		expect(await load(rows, { loadDay: '2025-08-01' })).toMatchObject({ accepted: 0, duplicates: 4000 })
		expect(await dumpBlocks()).toBe(before)
	})
	it.each<[string, Partial<TestRow>, string]>([
		['amount', { amount: 5 }, 'a 2025-03-01 login - u 5'],
		['day', { day: '2025-03-07' }, 'a 2025-03-07 login - u 2'],
		['month, forwards', { day: '2025-05-07' }, 'a 2025-05-07 login - u 2'],
		['month, backwards', { day: '2024-12-31' }, 'a 2024-12-31 login - u 2'],
		['event', { event: 'export' }, 'a 2025-03-01 export - u 2'],
		['user', { user: 'v' }, 'a 2025-03-01 login - v 2'],
		['user, to none', { user: null }, 'a 2025-03-01 login - - 2'],
	])('hold with another %s from the load on, and as before until then', async (_, change, expected) => {
		const other: TestRow = { ...first, id: '2', event: 'other' }
		await load([first, other])
		const corrected = { ...first, ...change }
		expect(await load([corrected], { loadDay: '2025-06-20' })).toMatchObject({ accepted: 0, corrections: 1 })
		const show = (state: Map<string, number>) =>
			[...state]
				.map(([key, value]) => `${key.replace(/\d{5}/, day => formatDay(Number(day)))} ${value}`)
				.filter(text => !text.includes('other'))
		expect(show(await stored('2025-06-19'))).toEqual(['a 2025-03-01 login - u 2'])
		expect(show(await stored('2025-06-20'))).toEqual([expected])
		expect(await load([corrected], { loadDay: '2025-07-01' })).toMatchObject({
			duplicates: 1,
			corrections: 0,
		})
		expect(await load([first], { loadDay: '2025-07-02' })).toMatchObject({ corrections: 1 })
		expect(show(await stored('2025-07-01'))).toEqual([expected])
		expect(show(await stored())).toEqual(['a 2025-03-01 login - u 2'])
		expect(await load([other])).toMatchObject({ duplicates: 1 })
	})
	it('correct properties', async () => {
		await load([{ ...first, values: { pages: 3, seats: 1 } }])
		await load([{ ...first, values: { pages: 4, minutes: 7 } }], { loadDay: '2025-06-20' })
		const login = `a ${getDay('2025-03-01')} login`
		expect([...(await stored())]).toEqual([
			[`${login} - u`, 2],
			[`${login} minutes u`, 7],
			[`${login} pages u`, 4],
		])
		expect((await stored('2025-06-19')).get(`${login} seats u`)).toBe(1)
	})
	it('take the later line of one file as the correction', async () => {
		const result = await load([first, { ...first, amount: 7 }, { ...first, amount: 7 }], {
			loadDay: '2025-06-20',
		})
		expect(result).toMatchObject({ accepted: 1, corrections: 1, duplicates: 1 })
		expect([...(await stored('2025-06-19')).values()]).toEqual([2])
		expect([...(await stored()).values()]).toEqual([7])
	})
	it('are keyed by account and id, and the same id on two accounts is listed', async () => {
		const result = await load([first, { ...first, account: 'b', day: '2025-04-01' }, { ...first, id: '2' }])
		expect(result).toMatchObject({ accepted: 3, collisions: [{ id: '1', accounts: ['a', 'b'] }] })
	})
	it('end as the naive replay of random corrections does, whatever the chunks', async () => {
		const random = randomNumbers(11)
		const current = new Map<string, TestRow>()
		for (let round = 0; round < 6; round++) {
			const rows = makeRows(300, 100 + round, 'all').map(row => ({ ...row, id: `row ${random(400)}` }))
			const limits = round % 2 ? { bytes: 30_000, groups: 20 } : undefined
			await load(rows, { loadDay: formatDay(getDay('2025-08-01') + round), ...(limits && { limits }) })
			for (const row of rows) current.set(`${row.account} ${row.id}`, row)
			expect(await stored()).toEqual(rollUpNaively([...current.values()]))
		}
	})
})

describe('usage_daily', () => {
	const kind = 'usage_daily' as const
	const row: TestRow = { account: 'a', day: '2025-03-01', event: 'login', amount: 10, values: { $users: 4 } }
	const login = `a ${getDay('2025-03-01')} login`

	it('keeps count and users, and corrects by the difference', async () => {
		expect(await load([row], { kind })).toMatchObject({ accepted: 1 })
		expect(await load([row], { kind, loadDay: '2025-06-10' })).toMatchObject({ accepted: 0, duplicates: 1 })
		const changed = { ...row, amount: 12, values: { $users: 3 } }
		expect(await load([changed], { kind, loadDay: '2025-06-20' })).toMatchObject({ corrections: 1 })
		expect(await load([changed], { kind, loadDay: '2025-06-21' })).toMatchObject({ duplicates: 1 })
		expect([...(await stored('2025-06-19'))]).toEqual([
			[`${login} $users -`, 4],
			[`${login} - -`, 10],
		])
		expect([...(await stored())]).toEqual([
			[`${login} $users -`, 3],
			[`${login} - -`, 12],
		])
	})
	it('knows a day of 0 from a day without a row, and an empty number of users from 0', async () => {
		const none = { ...row, amount: 0, values: {} }
		expect(await load([none], { kind })).toMatchObject({ accepted: 1 })
		expect(await load([none], { kind })).toMatchObject({ accepted: 0, duplicates: 1 })
		expect(await load([row], { kind, loadDay: '2025-06-20' })).toMatchObject({ corrections: 1 })
		expect(await load([{ ...row, values: {} }], { kind })).toMatchObject({ duplicates: 1 })
		expect((await stored('2025-06-19')).size).toBe(0)
	})
	it('takes the later of two lines and equals the naive replay on random rows', async () => {
		const random = randomNumbers(21)
		const current = new Map<string, TestRow>()
		for (let round = 0; round < 5; round++) {
			const rows = makeRows(400, 200 + round, 'none').map(item => ({
				...item,
				user: null,
				amount: random(5) / 10,
				values: { $users: random(9) },
			}))
			await load(rows, {
				kind,
				loadDay: formatDay(getDay('2025-08-01') + round),
				limits: { bytes: 1e5, groups: 30 },
			})
			for (const item of rows) current.set(`${item.account} ${item.day} ${item.event}`, item)
			const expected = rollUpNaively([...current.values()])
			const found = await stored()
			for (const [key, value] of expected) expect(found.get(key)).toBeCloseTo(value, 9)
			const extra = [...found].filter(([key, value]) => !expected.has(key) && Math.abs(value) > 1e-9)
			expect(extra).toEqual([])
			expect(await load([...current.values()], { kind })).toMatchObject({ corrections: 0, accepted: 0 })
		}
	})
})
