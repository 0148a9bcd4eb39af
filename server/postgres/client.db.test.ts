import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPool } from './client.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'
import { inTransaction } from './transaction.ts'

let database: TestDatabase
beforeAll(async () => {
	database = await createTestDatabase()
})
afterAll(() => database.drop())

async function ask(expression: string): Promise<unknown> {
	return (await database.pool.query(`select ${expression} as value`)).rows[0].value
}

describe('the test database', () => {
	it('is of the version that was asked for', async () => {
		const major = Number(process.env.PERENNIAL_TEST_POSTGRES ?? 18)
		expect(await ask("current_setting('server_version_num')::int / 10000")).toBe(major)
	})
})

describe('values of a connection', () => {
	it.each<[string, unknown]>([
		["date '2025-02-28'", '2025-02-28'],
		["array[date '2025-02-28', null]", ['2025-02-28', null]],
		["timestamp '2025-02-28 10:00:00.5'", '2025-02-28 10:00:00.5'],
		["timestamptz '2025-02-28 10:00:00+02'", new Date('2025-02-28T08:00:00Z')],
		['9007199254740991::bigint', 9_007_199_254_740_991],
		['array[1, null, -2]::bigint[]', [1, null, -2]],
		['12345678901234567890.10::numeric', '12345678901234567890.10'],
		['array[1.10, null]::numeric[]', ['1.10', null]],
		["array[1.5, null, 'NaN', 'Infinity']::float8[]", [1.5, null, Number.NaN, Number.POSITIVE_INFINITY]],
		['0.1::float8', 0.1],
		["'\\x00ff'::bytea", Buffer.from([0, 255])],
		['\'{"a": [1]}\'::jsonb', { a: [1] }],
		["array['a,\"b', 'NULL', null]", ['a,"b', 'NULL', null]],
		["current_setting('TimeZone')", 'UTC'],
	])('%s', async (expression, value) => {
		expect(await ask(expression)).toEqual(value)
	})
	it('refuses a bigint that a number does not hold exactly', async () => {
		await expect(ask('9007199254740993::bigint')).rejects.toThrow('9007199254740993 is too large to be exact')
		expect(await ask('1')).toBe(1)
	})
	it('takes instants as instants', async () => {
		const at = new Date('2025-03-30T01:30:00.123Z')
		const { rows } = await database.pool.query("select $1::timestamptz at time zone 'UTC' as value", [at])
		expect(rows).toEqual([{ value: '2025-03-30 01:30:00.123' }])
	})
	it('are the same in a database that is set to other formats', async () => {
		const name = (await ask('current_database()')) as string
		await database.pool.query(
			`alter database ${name} set datestyle = 'German'; alter database ${name} set timezone = 'Asia/Tokyo'`,
		)
		const pool = createPool(database.connectionString)
		const { rows } = await pool.query(
			"select date '2025-02-28' as day, timestamptz '2025-02-28 10:00:00Z'::date as utc",
		)
		await pool.end()
		expect(rows).toEqual([{ day: '2025-02-28', utc: '2025-02-28' }])
	})
})

describe('inTransaction', () => {
	beforeAll(() => database.pool.query('create table row_kept (n int primary key)'))

	it('commits what returns and rolls back what throws', async () => {
		const kept = await inTransaction(database.pool, async client => {
			await client.query('insert into row_kept values (1)')
			return 'kept'
		})
		expect(kept).toBe('kept')
		const failing = inTransaction(database.pool, async client => {
			await client.query('insert into row_kept values (2)')
			throw new Error('no')
		})
		await expect(failing).rejects.toThrow('no')
		expect((await database.pool.query('select n from row_kept')).rows).toEqual([{ n: 1 }])
	})
	it('passes on the error of the database and gives back a clean connection', async () => {
		const pool = createPool(database.connectionString, { maximum: 1 })
		const failing = inTransaction(pool, client => client.query('insert into row_kept values (1)'))
		await expect(failing).rejects.toMatchObject({ code: '23505' })
		expect((await pool.query('insert into row_kept values (3) returning n')).rows).toEqual([{ n: 3 }])
		await pool.end()
	})
	it('survives that its connection is ended, and so does the pool', async () => {
		const pool = createPool(database.connectionString, { maximum: 1 })
		const failing = inTransaction(pool, async client => {
			const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
			await database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid])
			await client.query('insert into row_kept values (4)')
		})
		await expect(failing).rejects.toThrow()
		expect((await pool.query('select n from row_kept where n = 4')).rows).toEqual([])
		await pool.end()
	})
	it('fails at commit when a constraint is checked only then', async () => {
		await database.pool.query(
			'alter table row_kept add column up int references row_kept deferrable initially deferred',
		)
		const failing = inTransaction(database.pool, client =>
			client.query('insert into row_kept values (9, 99)'),
		)
		await expect(failing).rejects.toMatchObject({ code: '23503' })
	})
})
