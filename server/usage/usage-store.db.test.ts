import { afterAll, beforeAll, expect, it } from 'vitest'
import { packTuples, type UsageTuple } from '../../core/facts/usage-tuples.ts'
import { formatDay, getDay } from '../../core/time/day.ts'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { listMeasures, readUsage } from './usage-store.ts'

let database: TestDatabase
beforeAll(async () => {
	database = await createTestDatabase()
	await database.pool.query(`
		insert into account (account_id, external_id) values (1, 'one'), (2, 'two'), (3, 'three');
		insert into source (name) values ('a'), ('b');
		insert into usage_measure (measure_id, kind, event, property, first_on) values
			(0, 'usage', 'login', null, '2025-01-05'), (1, 'usage', 'login', 'pages', '2025-01-06'),
			(16383, 'usage_daily', 'login', '$users', '2025-01-07');
		insert into usage_user values (1, 1, 'ann'), (1, 2, 'bob'), (3, 1, 'cyd')`)
	for (const [accountId, month, sourceId, tuples] of blocks) {
		await database.pool.query('insert into usage_month values ($1, $2, $3, $4)', [
			accountId,
			month,
			sourceId,
			Buffer.from(packTuples(tuples)),
		])
	}
})
afterAll(() => database.drop())

const tuple = (
	dayOfMonth: number,
	measureId: number,
	userNumber: number,
	value: number,
	lagDays = 0,
): UsageTuple => ({ dayOfMonth, measureId, userNumber, lagDays, value })

const blocks: [number, string, number, UsageTuple[]][] = [
	[1, '2025-01-01', 1, [tuple(5, 0, 1, 2), tuple(31, 1, 2, 0.1), tuple(31, 0, 0, -3.75, 8191)]],
	[1, '2025-01-01', 2, [tuple(5, 0, 1, 1), tuple(6, 16_383, 0, 12)]],
	[1, '2025-02-01', 1, [tuple(28, 0, 2, 1e15), tuple(28, 0, 2, -1, 3), tuple(1, 1, 1, Number.MIN_VALUE)]],
	[
		3,
		'2024-12-01',
		1,
		Array.from({ length: 9000 }, (_, index) => tuple(1 + (index % 31), 0, index, index / 3)),
	],
]

async function read(first: number, last: number, days: { fromDay?: number; toDay?: number } = {}) {
	const client = await database.pool.connect()
	const found: [number, string, number, number, number, number][] = []
	for await (const { accountId, usage } of readUsage(client, first, last, days)) {
		for (let index = 0; index < usage.length; index++) {
			found.push([
				accountId,
				formatDay(usage.days[index]!),
				usage.measures[index]!,
				usage.users[index]!,
				usage.values[index]!,
				usage.lags[index]!,
			])
		}
	}
	client.release()
	return found
}

const accountOne = [
	[1, '2025-01-05', 0, 1, 3, 0],
	[1, '2025-01-06', 16_383, 0, 12, 0],
	[1, '2025-01-31', 0, 0, -3.75, 8191],
	[1, '2025-01-31', 1, 2, 0.1, 0],
	[1, '2025-02-01', 1, 1, Number.MIN_VALUE, 0],
	[1, '2025-02-28', 0, 2, 1e15, 0],
	[1, '2025-02-28', 0, 2, -1, 3],
]

it('reads account by account in the order of days, sources added', async () => {
	expect(await read(1, 2)).toEqual(accountOne)
	const all = await read(1, 3)
	expect(all.length).toBe(accountOne.length + 9000)
	expect(all.slice(accountOne.length).every(([id, day]) => id === 3 && day.startsWith('2024-12-'))).toBe(true)
	expect(all.slice(accountOne.length).reduce((sum, row) => sum + row[3], 0)).toBe((9000 * 8999) / 2)
	expect(await read(2, 2)).toEqual([])
})

it('reads only the days asked for, and leaves out accounts without any', async () => {
	const days = { fromDay: getDay('2025-01-06'), toDay: getDay('2025-02-01') }
	expect(await read(1, 3, days)).toEqual(accountOne.slice(1, 5))
	expect(await read(1, 3, { fromDay: getDay('2025-03-01') })).toEqual([])
	expect((await read(1, 3, { toDay: getDay('2024-12-31') })).length).toBe(9000)
})

it('lists measures with their first days', async () => {
	expect(await listMeasures(database.pool)).toEqual([
		{ measureId: 0, kind: 'usage', event: 'login', property: null, firstOn: getDay('2025-01-05') },
		{ measureId: 1, kind: 'usage', event: 'login', property: 'pages', firstOn: getDay('2025-01-06') },
		{
			measureId: 16_383,
			kind: 'usage_daily',
			event: 'login',
			property: '$users',
			firstOn: getDay('2025-01-07'),
		},
	])
})

it('shows the same to SQL, value by value', async () => {
	const measures = new Map((await listMeasures(database.pool)).map(measure => [measure.measureId, measure]))
	const accounts = ['', 'one', 'two', 'three']
	const users = new Map([
		['1 1', 'ann'],
		['1 2', 'bob'],
		['3 1', 'cyd'],
	])
	const expected = new Map<string, number>()
	for (const [accountId, day, measureId, user, value] of await read(1, 3)) {
		const { kind, event, property } = measures.get(measureId)!
		const name = users.get(`${accountId} ${user}`) ?? null
		const key = JSON.stringify([
			accounts[accountId],
			`${day.slice(0, 7)}-01`,
			day,
			kind,
			event,
			property,
			name,
		])
		expected.set(key, (expected.get(key) ?? 0) + value)
	}
	const { rows } = await database.pool.query(
		'select account, month, day, kind, event, property, user_id, value from report.usage_daily',
	)
	const found = new Map(
		rows.map(row => [
			JSON.stringify([row.account, row.month, row.day, row.kind, row.event, row.property, row.user_id]),
			row.value,
		]),
	)
	expect(found.size).toBe(expected.size)
	for (const [key, value] of expected) expect(found.get(key)).toBeCloseTo(value, 6)
	expect(
		found.get(JSON.stringify(['one', '2025-01-01', '2025-01-31', 'usage', 'login', 'pages', 'bob'])),
	).toBe(0.1)
})

it('decodes every double exactly, and only the months asked for', async () => {
	const values = [0, 1, -1, 0.1, 1 / 3, 1e300, 5e-324, 2.2e-308, -123456.789, Number.MAX_SAFE_INTEGER]
	const tuples = values.map((value, index) => tuple(1, index, 4_000_000_000, value, index))
	const { rows } = await database.pool.query('select * from report.usage_tuples($1)', [
		Buffer.from(packTuples(tuples)),
	])
	expect(rows).toEqual(
		values.map((value, index) => ({
			day_of_month: 1,
			lag_days: index,
			measure_id: index,
			user_number: 4_000_000_000,
			value,
		})),
	)
	const plan = await database.pool.query(
		`explain (format json) select * from report.usage_daily where month = '2025-01-01'`,
	)
	expect(JSON.stringify(plan.rows)).toContain('month = ')
})
