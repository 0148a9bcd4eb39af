import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CopyValue, copyRows } from './copy.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'
import { inTransaction } from './transaction.ts'

let database: TestDatabase
beforeAll(async () => {
	database = await createTestDatabase()
	await database.pool.query(
		'create table "Odd ""table" (n int primary key, "a column" text, amount float8, big int8, flag boolean, bytes bytea, doc jsonb, list text[])',
	)
})
afterAll(() => database.drop())

const columns = ['n', 'a column', 'amount', 'big', 'flag', 'bytes', 'doc', 'list']

async function copyAndRead(rows: CopyValue[][]): Promise<unknown[][]> {
	return inTransaction(database.pool, async client => {
		await client.query('delete from "Odd ""table"')
		expect(await copyRows(client, 'Odd "table', columns, rows)).toBe(rows.length)
		const result = await client.query({ text: 'select * from "Odd ""table" order by n', rowMode: 'array' })
		return result.rows
	})
}

describe('copyRows', () => {
	it('stores every kind of value as it is', async () => {
		const rows: CopyValue[][] = [
			[
				1,
				'tab\t, line\nend\r, back\\slash, \\N, \\., quote"',
				0.1,
				1n,
				true,
				Buffer.from('\\x00\t\n'),
				'{"a": 1}',
				'{a,"b c"}',
			],
			[2, '', Number.NaN, -5n, false, new Uint8Array([0, 255]), null, '{}'],
			[3, null, null, null, null, null, null, null],
			[
				4,
				'\\.',
				Number.NEGATIVE_INFINITY,
				9_007_199_254_740_991,
				true,
				new Uint8Array(0),
				'"x\\ty"',
				'{NULL}',
			],
		]
		expect(await copyAndRead(rows)).toEqual([
			[1, rows[0]?.[1], 0.1, 1, true, Buffer.from('\\x00\t\n'), { a: 1 }, ['a', 'b c']],
			[2, '', Number.NaN, -5, false, Buffer.from([0, 255]), null, []],
			[3, null, null, null, null, null, null, null],
			[4, '\\.', Number.NEGATIVE_INFINITY, 9_007_199_254_740_991, true, Buffer.from(''), 'x\ty', [null]],
		])
	})
	it('stores any text and any bytes', async () => {
		const text = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.string({ unit: fc.constantFrom(...'\\\t\n\rN.x é𝄞') }),
		)
		const row = fc.tuple(fc.option(text.map(value => value.replaceAll('\0', ''))), fc.uint8Array())
		await fc.assert(
			fc.asyncProperty(fc.array(row, { maxLength: 50 }), async rows => {
				const read = await copyAndRead(
					rows.map(([value, bytes], n) => [n, value, null, null, null, bytes, null, null]),
				)
				expect(read.map(found => [found[1], found[5]])).toEqual(
					rows.map(([value, bytes]) => [value, Buffer.from(bytes)]),
				)
			}),
			{ seed: 5, numRuns: 100 },
		)
	})
	it('takes rows from an async source no faster than the server does', async () => {
		let made = 0
		let mostAhead = 0
		async function* rows() {
			for (; made < 200_000; made++) yield [made, 'x'.repeat(100), 1, 1, true, null, null, null]
		}
		const read = await inTransaction(database.pool, async client => {
			await client.query('delete from "Odd ""table"')
			const socket = (client as unknown as { connection: { stream: { writableLength: number } } }).connection
				.stream
			const count = await copyRows(
				client,
				'Odd "table',
				columns,
				(async function* () {
					for await (const row of rows()) {
						mostAhead = Math.max(mostAhead, socket.writableLength)
						yield row
					}
				})(),
			)
			return { count, rows: (await client.query('select count(*) as n from "Odd ""table"')).rows }
		})
		expect(read).toEqual({ count: 200_000, rows: [{ n: 200_000 }] })
		expect(mostAhead).toBeLessThan(1_000_000)
	})
	it('copies nothing when the rows end in an error, and leaves the connection usable', async () => {
		const client = await database.pool.connect()
		try {
			await client.query('delete from "Odd ""table"')
			async function* rows() {
				for (let n = 0; n < 5_000; n++) yield [n, 'x'.repeat(50), null, null, null, null, null, null]
				throw new Error('the file is cut')
			}
			await expect(copyRows(client, 'Odd "table', columns, rows())).rejects.toThrow('the file is cut')
			const { rows: counted } = await client.query('select count(*) as n from "Odd ""table"')
			expect(counted).toEqual([{ n: 0 }])
		} finally {
			client.release()
		}
	})
	it('names the row and column that PostgreSQL could not store', async () => {
		await expect(copyAndRead([[1, 'a\0b', null, null, null, null, null, null]])).rejects.toThrow(
			/row 1, column a column has a NUL character/,
		)
		await expect(copyAndRead([[1]])).rejects.toThrow('expected 8 values, row 1 has 1')
	})
	it('passes on what the server refuses', async () => {
		const row = [1, null, null, null, null, null, null, null]
		await expect(copyAndRead([row, row])).rejects.toMatchObject({ code: '23505' })
	})
	it('takes a table with its schema', async () => {
		await database.pool.query('create schema extra; create table extra.thing (name text)')
		const count = await inTransaction(database.pool, client =>
			copyRows(client, 'extra.thing', ['name'], [['a']]),
		)
		expect(count).toBe(1)
	})
})
