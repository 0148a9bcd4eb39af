import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDay } from '../../core/time/day.ts'
import { ensurePartition, partitionNameOf } from './partition.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'
import { inTransaction } from './transaction.ts'

let database: TestDatabase
beforeAll(async () => {
	database = await createTestDatabase()
})
afterAll(() => database.drop())

const insert =
	'insert into metric_value (account_id, as_of, list_version, values, unknown) values ($1, $2, 1, $3, $4)'

async function listBounds(table: string): Promise<unknown[]> {
	const { rows } = await database.pool.query(
		`select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bounds,
			(select count(*) from pg_index i where i.indrelid = c.oid and i.indisprimary) as keys
		from pg_inherits h join pg_class c on c.oid = h.inhrelid where h.inhparent = $1::regclass order by 1`,
		[table],
	)
	return rows
}

describe('ensurePartition', () => {
	it('names partitions by month', () => {
		expect(partitionNameOf('score', getDay('2025-09-30'))).toBe('score_2025_09')
		expect(partitionNameOf('metric_value', getDay('2024-12-01'))).toBe('metric_value_2024_12')
	})
	it('makes the month of the day, up to its last day and not further', async () => {
		await inTransaction(database.pool, async client => {
			await ensurePartition(client, 'metric_value', getDay('2024-12-15'))
			await ensurePartition(client, 'metric_value', getDay('2024-12-31'))
			await client.query(insert, [1, '2024-12-01', [1, null], '01'])
			await client.query(insert, [1, '2024-12-31', [1, 2], '00'])
		})
		expect(await listBounds('metric_value')).toEqual([
			{ name: 'metric_value_2024_12', bounds: "FOR VALUES FROM ('2024-12-01') TO ('2025-01-01')", keys: 1 },
		])
		await expect(database.pool.query(insert, [1, '2025-01-01', [1, 2], '00'])).rejects.toMatchObject({
			code: '23514',
		})
		await expect(database.pool.query(insert, [1, '2024-12-31', [1, 2], '00'])).rejects.toMatchObject({
			code: '23505',
		})
	})
	it('is made once by many at the same time, in transactions that go on', async () => {
		const days = ['2025-03-01', '2025-03-31', '2025-04-01', '2025-03-15'].map(getDay)
		const work = days
			.flatMap(day => [day, day])
			.map(day =>
				inTransaction(database.pool, async client => {
					await ensurePartition(client, 'score', day)
					await client.query('select pg_sleep(0.02)')
				}),
			)
		await Promise.all(work)
		expect(await listBounds('score')).toMatchObject([{ name: 'score_2025_03' }, { name: 'score_2025_04' }])
	})
	it('does not wait for readers of the table, nor they for it', async () => {
		await inTransaction(database.pool, async reader => {
			await reader.query('select * from score')
			await inTransaction(database.pool, async client => {
				await client.query("set local lock_timeout = '5s'")
				await ensurePartition(client, 'score', getDay('2025-06-01'))
				await database.pool.query("set lock_timeout = '5s'; select * from score; reset lock_timeout")
			})
		})
		expect(await listBounds('score')).toHaveLength(3)
	})
	it('is gone when the transaction that made it is rolled back', async () => {
		const failing = inTransaction(database.pool, async client => {
			await ensurePartition(client, 'score', getDay('2030-01-01'))
			throw new Error('no')
		})
		await expect(failing).rejects.toThrow('no')
		expect(await listBounds('score')).toHaveLength(3)
	})
})
